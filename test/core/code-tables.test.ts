import { describe, expect, test } from 'vitest';
import { FLEET_WARNINGS } from '../../src/core/events/fleet-warnings.ts';
import { WARNINGS } from '../../src/core/events/warnings.ts';
import { ENDINGS } from '../../src/core/explain/endings.ts';
import { VERDICTS } from '../../src/core/explain/explain-verdict.ts';
import { FLEET_ENDINGS } from '../../src/core/explain/fleet-endings.ts';
import { FINDINGS } from '../../src/core/findings/findings.ts';
import { expectBlock, tableOf } from '../support/docs.ts';

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

// npm run docs writes them again.
test.each([
  ['warnings', tableOfCodes('code', milder)],
  [
    'findings',
    tableOfCodes(
      'code',
      findings.filter(({ severity }) => severity === 'error'),
    ),
  ],
  ['endings', tableOfCodes('ending', endings)],
])('docs/events.md has the codes of %s as their tables have them', (name, codes) => {
  expectBlock('docs/events.md', name, codes);
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
