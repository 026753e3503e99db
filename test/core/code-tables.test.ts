import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FLEET_WARNINGS } from '../../src/core/events/fleet-warnings.ts';
import { WARNINGS } from '../../src/core/events/warnings.ts';
import { ENDINGS } from '../../src/core/explain/endings.ts';
import { VERDICTS } from '../../src/core/explain/explain-verdict.ts';
import { FLEET_ENDINGS } from '../../src/core/explain/fleet-endings.ts';
import { FINDINGS } from '../../src/core/findings/findings.ts';
import { tableOf } from '../support/docs.ts';
import { ROOT } from '../support/paths.ts';

const FILE = path.join(ROOT, 'docs/events.md');
const { verdict: _, ...otherEndings } = ENDINGS;

const findings = Object.entries(FINDINGS).map(([code, row]) => ({ code, ...row }));
const own = Object.entries({ ...WARNINGS, ...FLEET_WARNINGS }).map(([code, row]) => ({ code, ...row }));
const endings = Object.entries({ ...VERDICTS, ...otherEndings, ...FLEET_ENDINGS }).map(([code, row]) => ({
  code,
  ...row,
}));
const milder = [...own, ...findings.filter(({ severity }) => severity !== 'error')];

const tableOfCodes = (head: string, rows: readonly { code: string; doc: string }[]) =>
  tableOf(
    [head, 'meaning'],
    rows.map(({ code, doc }) => [`\`${code}\``, doc]),
  );

/** The page with the table of each section written anew; the sentences above a table stay. */
function renew(page: string, tables: Record<string, string>): string {
  return Object.entries(tables).reduce((text, [section, table]) => {
    const from = text.indexOf(`\n## ${section}\n`);
    const start = text.indexOf('\n| ', from) + 1;
    const end = text.indexOf('\n\n', start);
    if (from < 0 || start <= from) throw new Error(`docs/events.md has no section "${section}" with a table`);
    return `${text.slice(0, start)}${table}${text.slice(end)}`;
  }, page);
}

// npm run docs writes them again.
test('docs/events.md has the codes of warnings, findings and endings as their tables have them', () => {
  const page = readFileSync(FILE, 'utf8');
  const renewed = renew(page, {
    Warnings: tableOfCodes('code', milder),
    Findings: tableOfCodes(
      'code',
      findings.filter(({ severity }) => severity === 'error'),
    ),
    Endings: tableOfCodes('ending', endings),
  });
  if (process.env['UPDATE_DOCS']) writeFileSync(FILE, renewed);
  expect(readFileSync(FILE, 'utf8')).toBe(renewed);
});

describe('every row', () => {
  test.each([...milder, ...findings, ...endings])(
    '$code: its documentation is one line without a full stop',
    ({ doc }) => {
      expect(doc).toMatch(/^[^\n]*[^.\s]$/);
    },
  );

  test('no code means two things: those of findings and of other warnings differ', () => {
    expect(own.map(({ code }) => code).filter((code) => Object.hasOwn(FINDINGS, code))).toEqual([]);
  });
});
