import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BY_CODE } from '../../../src/core/explain/explain-log.ts';
import { CAUSES } from '../../../src/core/log-causes/catalogue.ts';
import { FALSE_SUCCESSES } from '../../../src/core/log-causes/false-success.ts';
import { findCause } from '../../../src/core/log-causes/find-cause.ts';
import { ROOT } from '../../support/paths.ts';
import { LINES } from './lines.ts';
import { OUTPUTS } from './outputs.ts';

const CASES = Object.entries(LINES).flatMap(([code, lines]) => lines.map((line) => ({ code, line })));

describe('a line of a failed container', () => {
  test.each(CASES)('$line', ({ code, line }) => {
    expect(findCause(['> migrate', line, '    at run (/app/migrate.js:3:9)', ''])?.row?.code).toBe(code);
  });

  test('every row is met by one of them, or by the output of a tool', () => {
    const met = new Set([...Object.keys(LINES), ...OUTPUTS.map(({ expected }) => expected?.[0])]);
    expect(CAUSES.filter(({ code }) => !met.has(code)).map(({ code }) => code)).toEqual([]);
  });
});

describe('a row', () => {
  test.each(CAUSES)('$code', ({ code, words, means, next }) => {
    expect(CAUSES.filter((row) => row.code === code)).toHaveLength(1);
    expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(means).toMatch(/^[a-z"][^\n]*[^.\s]$/i);
    expect(next).toMatch(/^[a-z][^\n]*[^.\s]$/);
    expect(words?.global ?? false).toBe(false);
  });

  test('a code is claimed by words alone, or by one row', () => {
    const states = CAUSES.flatMap((row) => row.states ?? []);
    const errors = CAUSES.flatMap((row) => row.errors ?? []);
    expect(states.filter((state, i) => states.indexOf(state) !== i)).toEqual([]);
    expect(errors.filter((error, i) => errors.indexOf(error) !== i)).toEqual([]);
  });
});

const FILE = path.join(ROOT, 'docs/log-causes.md');
const INTRO = `# What the log says of a failure

When a migration container has failed, its last lines (600, or 128 kB) are searched for the message that decided: the
first error of the run that ended it, not the last echo. \`cause:\` quotes that message, masked, with what it means, and
\`next:\` says what to do. The \`result\` event, reports and the library have the code of the table as \`causeCode\`, the
message as \`causeLine\` and whether the same run may do better when nothing is fixed as \`again\`: \`yes\` at once, \`later\`
when something else has given way, \`no\`, or \`depends\`. SQLSTATEs of PostgreSQL and error numbers of MySQL and MariaDB
count as well as words. A message of no known kind is quoted with \`causeCode\` null.

Written from \`src/core/log-causes\`; \`npm run docs\` writes it
again.
`;
const BY_CODE_INTRO = `## By the exit code alone

Where the log tells nothing, or the container was ended from outside:
`;
const FALSE_INTRO = `## A zero that may be none

The container's word counts: exit code 0 stays 0. These warnings name what its log says against it:
`;

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
const table = (head: string[], lines: string[][]) =>
  [head, head.map(() => '---'), ...lines.map((line) => line.map(cell))]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');

function page(): string {
  const causes = CAUSES.map(({ code, means, next, again }) => [`\`${code}\``, means, next, again]);
  const byCode = Object.entries(BY_CODE).map(([code, { exitCode, means, next }]) => {
    return [`\`${code}\``, String(exitCode), means, next];
  });
  const doubts = FALSE_SUCCESSES.map(({ code, means, next }) => [`\`${code}\``, means, next]);
  return [
    INTRO,
    table(['code', 'means', 'next step', 'again'], causes),
    `\n${BY_CODE_INTRO}`,
    table(['code', 'exit code', 'means', 'next step'], byCode),
    '\nAnd where it printed nothing: `pending-migrations` for a command such as `migrate --check`, else `nothing-printed`; `log-unread` where it could not be read.',
    `\n${FALSE_INTRO}`,
    table(['warning', 'means', 'next step'], doubts),
    '',
  ].join('\n');
}

test('docs/log-causes.md says what the catalogue says', () => {
  if (process.env['UPDATE_DOCS']) writeFileSync(FILE, page());
  expect(readFileSync(FILE, 'utf8')).toBe(page());
});
