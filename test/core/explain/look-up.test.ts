import { describe, expect, test } from 'vitest';
import { EXPLAINED_CODES } from '../../../src/cli/explained-codes.ts';
import { EXIT_CODES } from '../../../src/core/base/exit-code.ts';
import { lookUp } from '../../../src/core/explain/look-up.ts';
import { OUTCOME_MEANINGS } from '../../../src/core/explain/outcome-meanings.ts';
import { CAUSES } from '../../../src/core/log-causes/catalogue.ts';
import { STOP_REASONS } from '../../../src/core/stop-reasons/catalogue.ts';

const kindsOf = (text: string) => {
  const found = lookUp(text, EXPLAINED_CODES);
  return 'meanings' in found ? found.meanings.map(({ kind, code }) => `${kind} ${code}`) : [];
};

test('every outcome has its exit code of the table', () => {
  for (const [outcome, code] of Object.entries(EXIT_CODES)) {
    expect(OUTCOME_MEANINGS[outcome as keyof typeof EXIT_CODES].codes, outcome).toEqual([code, code]);
  }
});

describe('every code is found', () => {
  test.each(Object.keys(OUTCOME_MEANINGS))('the outcome %s', (code) =>
    expect(kindsOf(code)).toContain(`outcome ${code}`),
  );
  test('of stop reasons, causes, warnings, findings, endings and the lint', () => {
    for (const { code } of STOP_REASONS) expect(kindsOf(code)).toContain(`stop reason ${code}`);
    for (const { code } of CAUSES) expect(kindsOf(code)).toContain(`cause in a log ${code}`);
    for (const { kind, code } of EXPLAINED_CODES) expect(kindsOf(code)).toContain(`${kind} ${code}`);
  });
});

test('an exit code has all the outcomes that can have it, and the convention of shells', () => {
  expect(kindsOf('125')).toHaveLength(5);
  expect(kindsOf('0')).toHaveLength(8);
  expect(kindsOf('7')).toHaveLength(1);
  expect(kindsOf('exited with code 143')).toHaveLength(2);
  expect(kindsOf('999')).toEqual([]);
});

test('a line that is quoted from a log has no password', () => {
  const found = lookUp(
    'could not connect to postgres://app:s3cret@db/app: FATAL: password authentication failed for user "app"',
    [],
  );
  expect(JSON.stringify(found)).not.toContain('s3cret');
  expect('meanings' in found).toBe(true);
});

test('a text that only ECS writes is not searched for errors of a container', () => {
  expect(kindsOf('CannotPullContainerError: failed to resolve ref x: not found')).toEqual([
    'stop reason image-missing',
  ]);
  expect(kindsOf('error: relation "orders" does not exist')).toHaveLength(1);
});
