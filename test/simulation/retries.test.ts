import fc from 'fast-check';
import { expect, test } from 'vitest';
// Loaded before the virtual clock runs: a run loads them on demand.
import '../../src/core/plan/inspect-again.ts';
import '../../src/migrate/again.ts';
import { A_FATE, A_PROCESS, A_SCENARIO, type Scenario } from '../support/virtual-aws/scenario.ts';
import { simulate } from '../support/virtual-aws/simulate.ts';
import { again, brokenAttempts, failing } from './check-retries.ts';

test('attempts: one at a time, at most N + 1, and only after an end that allows another', async () => {
  let attempts = 0;
  const holds = fc.asyncProperty(failing, async (scenario) => {
    const simulation = await simulate(scenario);
    attempts += simulation.ecs.launched.filter(({ marks }) => (marks?.series ?? 1) > 1).length;
    expect(brokenAttempts(simulation)).toBeUndefined();
  });
  await fc.assert(holds, { seed: 20261127, numRuns: 400 });
  // The scenarios do reach further attempts.
  expect(attempts).toBeGreaterThan(100);
});

const fate = (exitCode: number) => ({ ...A_FATE, exitCode });
const play = (over: Partial<Scenario>) => simulate({ ...A_SCENARIO, ...over });
const trying = (retries: number, over = {}) => ({ ...A_PROCESS, settings: again(retries), ...over });

test('it fails twice, then succeeds', async () => {
  const { ecs, processes } = await play({ fates: [fate(3), fate(1), fate(0)], processes: [trying(2)] });
  expect(ecs.launched.map(({ marks }) => [marks?.attempt, marks?.series])).toEqual([
    [1, undefined],
    [2, 2],
    [3, 3],
  ]);
  expect(processes[0]?.outcome).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
});

test('it fails in another way: no other attempt', async () => {
  const { ecs, processes } = await play({ fates: [fate(7)], processes: [trying(2)] });
  expect(ecs.launched).toHaveLength(1);
  expect(processes[0]?.outcome).toMatchObject({ outcome: 'failed', exitCode: 7 });
});

test('killed during the second attempt, and started again: the count goes on', async () => {
  const processes = [
    trying(2, { kill: { onCall: 'RunTask' as const, nth: 2 } }),
    trying(2, { start: { atMs: 200_000 } }),
  ];
  const { ecs, processes: ended } = await play({ fates: [fate(3)], processes });
  expect(ecs.launched).toHaveLength(3);
  expect(ended[1]?.outcome).toMatchObject({ outcome: 'failed', exitCode: 3 });
});

test('two processes of one build: the same attempts, not twice as many', async () => {
  const { ecs } = await play({ fates: [fate(3)], processes: [trying(2), trying(2)] });
  expect(ecs.launched).toHaveLength(3);
});

test('refusals of ECS are no attempts', async () => {
  const refusals = ['Capacity is unavailable at this time. Please try again later or in a different availability zone'];
  const { ecs } = await play({ fates: [fate(3)], refusals, processes: [trying(1)] });
  expect(ecs.launched).toHaveLength(2);
  expect(ecs.launched.map(({ marks }) => marks?.attempt)).toEqual([2, 3]);
});

test('all attempts together are within --timeout', async () => {
  const processes = [{ ...A_PROCESS, settings: { ...again(20), timeout: 120_000 } }];
  const { ecs } = await play({ fates: [fate(3)], processes });
  const [first, ...later] = ecs.launched.map(({ timeline }) => timeline.createdAt);
  expect(later.length).toBeGreaterThan(0);
  expect(Math.max(...later) - (first ?? 0)).toBeLessThan(120_000);
});

test.each(['operator', 'spot', 'host'] as const)(
  'stopped by %s, and it exits with a code to try again: it is not',
  async (by) => {
    const stopped = { ...fate(3), runsMs: 60_000, stop: { afterMs: 25_000, by }, onTerm: { afterMs: 100, code: 3 } };
    const { ecs } = await play({ fates: [stopped], processes: [trying(2)] });
    expect(ecs.launched).toHaveLength(1);
  },
);
