import { expect, test } from 'vitest';
import { listenForDoubts } from '../../../src/core/log-causes/false-success.ts';
import { OUTPUTS, readOutput } from './outputs.ts';

const doubtsOf = (lines: readonly string[]) => {
  const listener = listenForDoubts();
  for (const line of lines) listener.hear(line);
  return listener.doubts().map(({ of, line }) => [of.code, line]);
};

test('outputs of tools that ended 0', () => {
  const zeros = OUTPUTS.filter(({ exitCode }) => exitCode === 0);
  const codes = zeros.map(({ name }) => [name, ...doubtsOf(readOutput(name)).map(([code]) => code)]);
  expect(Object.fromEntries(codes.map(([name, ...rest]) => [name, rest]))).toEqual({
    'dbmate-deadlock.0': [],
    'drizzle-push.0': ['question-not-answered'],
    'lq-toollockwait.0': [],
    'mysqlc-force.0': ['errors-in-log'],
    'prisma-changed.0': [],
    'prisma-missingfile.0': ['no-migrations-found'],
    'psql-noonerrorstop.0': ['errors-in-log'],
    'psql-stdin.0': ['errors-in-log'],
  });
});

test.each([
  ['files-ignored', ' WARN  Ignoring `002_b.js` - not a TS file.'],
  ['no-migrations-found', 'WARNING: No migrations found. Are your locations set up correctly?'],
  ['no-migrations-found', '0 migrations were found in the source code.'],
  ['question-not-answered', '   WARN  Command cancelled.'],
])('%s: %s', (code, line) => {
  expect(doubtsOf([line])).toEqual([[code, line]]);
});

test.each([
  'No migrations to apply.',
  'No pending migrations to apply.',
  'ERROR: the application has handled this',
  'insert 0 1',
  'Nothing to migrate',
])('not: %s', (line) => {
  expect(doubtsOf([line])).toEqual([]);
});

test('the first of each kind is kept, however long the log is', () => {
  const listener = listenForDoubts();
  const errors = new Map([
    [7, 'ERROR:  first'],
    [9, 'ERROR:  second'],
  ]);
  for (let i = 0; i < 100_000; i += 1) listener.hear(errors.get(i) ?? `line ${i}`);
  expect(listener.doubts().map(({ line }) => line)).toEqual(['ERROR:  first']);
});
