import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { DECLARATIONS } from '../../src/cli/declarations.ts';
import { helpText } from '../../src/cli/help.ts';
import { EXIT_CODES } from '../../src/core/base/exit-code.ts';
import { flagName, variableName } from '../../src/core/settings/flag-names.ts';
import type { MigrationSettings } from '../../src/core/settings/migration-settings.ts';
import { REPORT_FORMATS } from '../../src/core/settings/report-formats.ts';
import {
  SETTING_KEYS,
  type SettingKey,
  type SettingsInput,
  settingOf,
} from '../../src/core/settings/settings-table.ts';
import type { LintRule } from '../../src/lint/rules/row.ts';
import { LINT_RULES } from '../../src/lint/rules/rules.ts';
import { AWS_DOCUMENTS } from '../support/aws-documents.ts';
import { entryOf, expectBlock, tableOf } from '../support/docs.ts';
import { ROOT } from '../support/paths.ts';
import { makeSettingsInterface } from '../support/settings-interface.ts';

const code = (text: string) => `\`${text}\``;

function settingSection(key: SettingKey): string {
  const row = settingOf(key);
  const flags = [flagName(key), ...(row.secondName === undefined ? [] : [`--${row.secondName}`])].map(code);
  const local = row.localDefault && `${code(String(row.localDefault.value))} with ${code('--local')}`;
  const always = row.default === undefined ? undefined : code(String(row.default));
  const places = [
    row.notInFiles && 'not in files',
    row.notInLambda !== undefined && 'not in AWS Lambda',
    row.notInLibrary !== undefined && 'not in the library',
    row.tag !== undefined && `tag ${code(row.tag)}`,
    ...(row.awsVariables ?? []).map(code),
    ...(row.excludes ?? []).map((other) => `excludes ${code(other)}`),
  ];
  const flag = row.notInFiles && row.commands.length === 0 ? '' : `${flags.join(', ')} ${row.kind.placeholder ?? ''}`;
  const lines = [
    ['flag', flag.trim()],
    ['variable', code(variableName(key))],
    ['value', row.kind.expected],
    ['default', [always, row.defaultNote, local].filter(Boolean).join('; ')],
    ['commands', row.commands.map(code).join(' ')],
    ['where else, and where not', places.filter(Boolean).join(', ')],
    ['AWS', AWS_DOCUMENTS[key] === undefined ? '' : `<${AWS_DOCUMENTS[key]}>`],
  ].flatMap(([name, text]) => (text === '' ? [] : [`- ${name}: ${text}`]));
  return [`### ${key}`, `${row.about}.`, lines.join('\n')].join('\n\n');
}

test('docs/lint.md has the rules with all that is said about them', () => {
  const rules: [string, LintRule][] = Object.entries(LINT_RULES);
  const sections = rules.map(([name, { level, what, why, now, later }]) =>
    entryOf(name, `${what.replace('%', '…')}${level === 'note' ? ' (note)' : ''}.`, [
      ['why', why],
      ['this release', now],
      ...(later === '' ? [] : [['a later one', later] as const]),
    ]),
  );
  expectBlock('docs/lint.md', 'lint-rules', sections.join('\n').trimEnd());
});

// npm run docs writes them again.
test('docs/settings.md has the settings with all their columns', () => {
  expectBlock('docs/settings.md', 'settings', SETTING_KEYS.map(settingSection).join('\n\n'));
});

test('the library has the settings as an interface, each with its comment', async () => {
  await expect(makeSettingsInterface()).toMatchFileSnapshot(path.join(ROOT, 'src/core/settings/migration-settings.ts'));
  expectTypeOf<MigrationSettings>().toEqualTypeOf<SettingsInput>();
});

test('docs/commands.md has the help of each command', () => {
  const pages = [undefined, ...DECLARATIONS.map(({ name }) => name)].map((name) => {
    const heading = `## ecs-migrate${name === undefined ? '' : ` ${name}`}`;
    return `${heading}\n\n\`\`\`text\n${helpText(DECLARATIONS, name, 100, name !== undefined)}\`\`\``;
  });
  expectBlock('docs/commands.md', 'help', pages.join('\n\n'));
});

test('docs/commands.md has the exit codes', () => {
  const rows = Object.entries(EXIT_CODES).map(([outcome, exitCode]) => [String(exitCode), code(outcome)]);
  expectBlock('docs/commands.md', 'exit codes', tableOf(['exit code', 'outcome'], rows));
});

describe('docs/reports.md has an entry for the format', () => {
  const page = readFileSync(path.join(ROOT, 'docs/reports.md'), 'utf8');
  test.each(Object.keys(REPORT_FORMATS))('%s', (extension) => {
    expect(page).toContain(`- ${code(`.${extension}`)} `);
  });
});
