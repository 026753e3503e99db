import fc from 'fast-check';
import { expect, test } from 'vitest';
// Loaded before the virtual clock runs: a run loads them on demand.
import '../../src/core/plan/inspect-again.ts';
import '../../src/migrate/again.ts';
import { A_FATE, A_PROCESS, A_SCENARIO, type Scenario } from '../support/virtual-aws/scenario.ts';
import { type Simulation, simulate } from '../support/virtual-aws/simulate.ts';
import { MIGRATE } from '../support/virtual-aws/timeline.ts';
import type { SimulatedTask } from '../support/virtual-aws/view.ts';
import { scenarios } from './arbitrary.ts';

const RETRYABLE = [1, 3];
const HOUR_MS = 60 * 60_000;
const again = (retries: number) => ({
  retries,
  retrySafe: 'transactional' as const,
  retryOn: RETRYABLE.map((code) => ({ code })),
  retryWait: { leastMs: 1_000, mostMs: 20_000 },
});

/** Random scenarios in which processes try again, and migrations often fail in a way that allows it. */
const failing: fc.Arbitrary<Scenario> = fc
  .record({
    drawn: scenarios,
    retries: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }),
    codes: fc.array(fc.constantFrom(1, 3, 3, 7, 0), { minLength: 3, maxLength: 3 }),
    calm: fc.boolean(),
  })
  .map(({ drawn, retries, codes, calm }) => ({
    ...drawn,
    faults: calm ? [] : drawn.faults,
    definition: { ...drawn.definition, essential: true, sidecars: calm ? [] : drawn.definition.sidecars },
    fates: drawn.fates.map((fate, i) => ({ ...fate, exitCode: codes[i] ?? 3 })),
    processes: drawn.processes.map((plan, i) => {
      const { ifRunning: _, detach: __, ...settings } = plan.settings;
      const number = retries[i] ?? 0;
      return { ...plan, turns: null, settings: number === 0 ? settings : { ...settings, ...again(number) } };
    }),
  }));

const identityOf = ({ marks }: SimulatedTask) => marks?.identity ?? '';
const lifeOf = ({ timeline }: SimulatedTask) => timeline.lives.find(({ name }) => name === MIGRATE);

/** What is promised of attempts: one at a time, at most N + 1, and only after an end that allows another. */
function broken({ ecs, processes }: Simulation): string | undefined {
  const thrown = processes.find((one) => one.thrown !== undefined);
  if (thrown !== undefined) return `a process threw: ${thrown.thrown}`;
  for (const identity of new Set(ecs.launched.map(identityOf))) {
    const tasks = ecs.launched.filter((task) => identityOf(task) === identity);
    const ran = tasks.filter((task) => lifeOf(task) !== undefined);
    const most = Math.max(0, ...tasks.map(({ launchedBy }) => processes[launchedBy ?? -1]?.plan.settings.retries ?? 0));
    const remembered = ran.filter(({ timeline }) => timeline.createdAt < (ran[0]?.timeline.createdAt ?? 0) + HOUR_MS);
    if (remembered.length > most + 1) return `${remembered.length} attempts ran, and ${most + 1} were allowed`;
    for (const [index, later] of tasks.entries()) {
      for (const earlier of tasks.slice(0, index)) {
        const { createdAt } = later.timeline;
        if (createdAt >= earlier.timeline.stoppedAt + HOUR_MS) continue;
        if (createdAt < earlier.timeline.stoppedAt) return 'an attempt was launched before the last one had stopped';
        const life = lifeOf(earlier);
        if (life === undefined) continue;
        const { stopCode, toldAt } = earlier.timeline;
        const allowed = life.self && RETRYABLE.includes(life.code ?? 0) && life.endedAt <= toldAt;
        if (!allowed) return `another attempt after code ${life.code}, ${stopCode}`;
      }
    }
  }
  return undefined;
}

test('attempts: one at a time, at most N + 1, and only after an end that allows another', async () => {
  let attempts = 0;
  const holds = fc.asyncProperty(failing, async (scenario) => {
    const simulation = await simulate(scenario);
    attempts += simulation.ecs.launched.filter(({ marks }) => (marks?.series ?? 1) > 1).length;
    expect(broken(simulation)).toBeUndefined();
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
