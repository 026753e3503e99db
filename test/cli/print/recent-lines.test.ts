import { expect, test } from 'vitest';
import { rememberLines } from '../../../src/cli/print/recent-lines.ts';

function after(...writes: [container: string, count: number][]) {
  const recent = rememberLines();
  let number = 0;
  const at = '2026-11-21T12:00:00.000Z';
  for (const [container, count] of writes) {
    for (let i = 0; i < count; i += 1) {
      number += 1;
      recent.note({ type: 'log', at, container, stream: 's', timestamp: 0, message: `${number}` });
    }
  }
  return recent;
}

const twenty = (from: number) => Array.from({ length: 20 }, (_, i) => String(from + i));

test('in one place the end of the log is right above: nothing is repeated', () => {
  expect(after(['migrate', 5_000]).outOfSight('migrate', true)).toEqual([]);
});

test('in one place, buried under other containers in a long log: the last 20 of the migration', () => {
  expect(after(['migrate', 90], ['proxy', 30]).outOfSight('migrate', true)).toEqual(twenty(71));
  expect(after(['migrate', 90], ['proxy', 19]).outOfSight('migrate', true)).toEqual([]);
  expect(after(['migrate', 60], ['proxy', 40]).outOfSight('migrate', true)).toEqual([]);
});

test('a log that goes elsewhere is repeated, however short', () => {
  expect(after(['migrate', 200]).outOfSight('migrate', false)).toEqual(twenty(181));
  expect(after(['migrate', 2]).outOfSight('migrate', false)).toEqual(['1', '2']);
  expect(after(['proxy', 2]).outOfSight('migrate', false)).toEqual([]);
});
