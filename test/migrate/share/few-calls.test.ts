import { expect, test } from 'vitest';
import { failure } from '../../support/virtual-aws/failures.ts';
import { callsBesidesLaunches, idealMs, playFleet } from '../../support/virtual-aws/fleet.ts';

const RUNS_MS = 30_000;
const all = <T>(count: number, value: T) => Array.from({ length: count }, () => value);

test.each([10, 20])('300 targets at %i launches a second: few calls, no lost time', async (rate) => {
  const told = await playFleet({ targets: 300, rate, runsMs: RUNS_MS, linesEach: 20 });
  expect(told.launched).toBe(300);
  expect(told.exitCodes).toEqual(all(300, 0));
  expect(told.wallMs / idealMs(300, rate, RUNS_MS)).toBeLessThan(1.05);
  expect(callsBesidesLaunches(told) / 300).toBeLessThan(1.3);
  // One more line at the very end.
  expect(told.lines.map((lines) => lines.length)).toEqual(all(300, 21));
});

test('AWS accepts only half: as fast as it allows, and nothing is lost', async () => {
  const quotas = { RunTask: 10, DescribeTasks: 5, ListTasks: 5, FilterLogEvents: 2.5 };
  const told = await playFleet({ targets: 300, rate: 20, quotas, runsMs: RUNS_MS, linesEach: 20 });
  expect(told.throttled).toBeGreaterThan(0);
  expect(told.launched).toBe(300);
  expect(told.exitCodes).toEqual(all(300, 0));
  expect(told.lines.map((lines) => lines.length)).toEqual(all(300, 21));
  expect(told.wallMs / idealMs(300, 10, RUNS_MS)).toBeLessThan(1.05);
});

test('without the right to FilterLogEvents, each log is read by token', async () => {
  const failureOf = (operation: string) =>
    operation === 'FilterLogEvents' ? failure('denied', 'FilterLogEvents') : undefined;
  const told = await playFleet({ targets: 20, linesEach: 20, failureOf });
  expect(told.lines.map((lines) => lines.length)).toEqual(all(20, 21));
  expect(told.calls['FilterLogEvents']).toBe(1);
  expect(told.calls['GetLogEvents']).toBeGreaterThan(20);
});

test('a failure is read by token, at once', async () => {
  const told = await playFleet({ targets: 3, linesEach: 5, exitCode: 2 });
  expect(told.exitCodes).toEqual([2, 2, 2]);
  expect(told.lines.map((lines) => lines.length)).toEqual([6, 6, 6]);
  expect(told.calls['FilterLogEvents']).toBeUndefined();
});

test('the log of a canary is followed while it is written', async () => {
  const told = await playFleet({ targets: 1, linesEach: 20, live: true });
  expect(told.lines[0]).toHaveLength(21);
  expect(told.firstLineAt).toBeLessThan(40_000);
  expect(told.calls['FilterLogEvents']).toBeUndefined();
});
