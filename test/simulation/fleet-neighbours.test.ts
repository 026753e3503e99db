import { describe, expect, test } from 'vitest';
import { tenantOf } from '../support/virtual-aws/fleet-world.ts';
import type { Fault } from '../support/virtual-aws/scenario.ts';
import { MIGRATE } from '../support/virtual-aws/timeline.ts';
import { playTwoFleets, type TwoFleets, type TwoFleetsTold } from '../support/virtual-aws/two-fleets.ts';

/** The lives of all migrations, with their targets. */
const livesOf = ({ ecs }: TwoFleetsTold) =>
  ecs.launched.flatMap((task) => {
    const life = task.timeline.lives.find(({ name }) => name === MIGRATE);
    return life === undefined ? [] : [{ ...life, target: tenantOf(task) }];
  });

/** Targets of which two migrations ran at the same time. */
function overlapping(told: TwoFleetsTold): string[] {
  const lives = livesOf(told);
  const meets = (a: (typeof lives)[number], b: (typeof lives)[number]) =>
    a !== b && a.target === b.target && a.startedAt < b.endedAt && b.startedAt < a.endedAt;
  return lives.filter((a) => lives.some((b) => meets(a, b))).map(({ target }) => target);
}

/** Targets of which it was said that two migrations ran at the same time. */
const saidOverlaps = ({ events }: TwoFleetsTold) =>
  new Set(events.flat().flatMap((it) => (it.type === 'warning' && it.code === 'overlap' ? [it.target] : [])));

/** How many migrations were stopped although they had started. */
const killed = (told: TwoFleetsTold) => livesOf(told).filter(({ self }) => !self).length;

const slowLists: Fault[] = [
  { operation: 'ListTasks', process: null, kind: 'slow', when: { fromMs: 4_000, forMs: 4_000 } },
];

describe('two fleets over the same targets, at the same time', () => {
  test.each<[string, Partial<TwoFleets>]>([
    ['as they come', {}],
    ['the clock of one is ahead', { aheadMs: 90_000 }],
    ['one begins a moment later', { secondAfterMs: 700 }],
    ['many launches a second', { rate: 100 }],
    ['slow answers', { latencyMs: 600 }],
    ['lists that take long', { faults: slowLists, startAfterMs: 30_000 }],
  ])('each target twice, one after the other, and nothing that runs is stopped: %s', async (_, more) => {
    const told = await playTwoFleets({ targets: 40, startAfterMs: 15_000, secondAfterMs: 0, ...more });
    expect(told.results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(killed(told)).toBe(0);
    expect(overlapping(told)).toEqual([]);
    expect(livesOf(told)).toHaveLength(80);
  });

  // ECS has no lock: this is too fast for it. What cannot be kept is said.
  test.each([
    [4_000, undefined],
    [8_000, 100],
  ])(
    'containers that start %s ms after the launch, %s launches a second: hardly one of them is stopped',
    async (startAfterMs, rate) => {
      const told = await playTwoFleets({
        targets: 100,
        startAfterMs,
        secondAfterMs: 0,
        ...(rate === undefined ? {} : { rate }),
      });
      // A container may start while the StopTask call is on its way.
      expect(killed(told)).toBeLessThan(12);
      expect(saidOverlaps(told)).toEqual(new Set(overlapping(told)));
      for (const { exitCode, targets } of told.results) {
        expect(targets).toMatchObject({ unknown: 0, unlaunched: 0 });
        expect(exitCode === 0).toBe(targets?.succeeded === 100);
      }
      expect(told.results.reduce((sum, { targets }) => sum + (targets?.failed ?? 0), 0)).toBe(killed(told));
    },
  );
});
