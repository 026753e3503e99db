import { describe, expect, test } from 'vitest';
import type { FleetPlan } from '../../../src/core/fleet/fleet-plan.ts';
import {
  FLEET_START,
  type FleetInput,
  type FleetStep,
  scheduleTargets,
  type TargetEnd,
} from '../../../src/core/fleet/schedule-targets.ts';
import type { Target } from '../../../src/core/fleet/targets.ts';

/** A fleet, one input after another. */
function play(plan: FleetPlan) {
  let state = FLEET_START;
  let now = 0;
  const steps: FleetStep[] = [];
  const put = (input: FleetInput): FleetStep => {
    const step = scheduleTargets(state, input, { plan, now, random: 0.5 });
    ({ state } = step);
    steps.push(step);
    return step;
  };
  return {
    put,
    begin: () => put({ on: 'begin' }),
    end: (target: string, end: TargetEnd = 'succeeded') => put({ on: 'ended', target, end }),
    at(time: number) {
      now = time;
      return put({ on: 'due' });
    },
    running: () => [...state.running.keys()],
    state: () => state,
  };
}

const targets = (count: number, group?: string): Target[] =>
  Array.from({ length: count }, (_, n) => ({ name: `${group ?? 't'}${n}`, ...(group === undefined ? {} : { group }) }));
const namesOf = (some: readonly Target[]) => some.map(({ name }) => name);

describe('concurrency and groups', () => {
  test('so many at once, and the next when one has ended', () => {
    const fleet = play({ waves: [targets(4)], concurrency: 2 });
    expect(namesOf(fleet.begin().launch)).toEqual(['t0', 't1']);
    expect(namesOf(fleet.end('t1').launch)).toEqual(['t2']);
    expect(namesOf(fleet.end('t0').launch)).toEqual(['t3']);
    expect(fleet.end('t2').next).toEqual({});
    expect(fleet.end('t3').next).toEqual({ over: true });
  });

  test('a full group does not hold up the others', () => {
    const fleet = play({ waves: [[...targets(3, 'a'), ...targets(2, 'b')]], concurrency: 10, perGroup: 1 });
    expect(namesOf(fleet.begin().launch)).toEqual(['a0', 'b0']);
    expect(namesOf(fleet.end('a0').launch)).toEqual(['a1']);
    expect(namesOf(fleet.end('b0').launch)).toEqual(['b1']);
  });

  test('targets without a group count as one group', () => {
    const fleet = play({ waves: [[...targets(3), ...targets(1, 'b')]], concurrency: 10, perGroup: 2 });
    expect(namesOf(fleet.begin().launch)).toEqual(['t0', 't1', 'b0']);
  });
});

describe('waves', () => {
  const plan = { waves: [targets(1, 'a'), targets(2, 'b')], concurrency: 5 };

  test('start when the one before has ended', () => {
    const fleet = play(plan);
    expect(fleet.begin().waves).toEqual([{ wave: 0, state: 'started', succeeded: 0, failed: 0 }]);
    const step = fleet.end('a0');
    expect(step.waves).toEqual([
      { wave: 0, state: 'ended', succeeded: 1, failed: 0 },
      { wave: 1, state: 'started', succeeded: 0, failed: 0 },
    ]);
    expect(namesOf(step.launch)).toEqual(['b0', 'b1']);
  });

  test('wait for a time', () => {
    const fleet = play({ ...plan, pause: { ms: 900 } });
    fleet.begin();
    const paused = fleet.end('a0');
    expect(paused.next).toEqual({ due: 900 });
    expect(paused.waves.at(-1)).toEqual({ wave: 1, state: 'paused', succeeded: 0, failed: 0, until: 900 });
    expect(fleet.at(899).launch).toEqual([]);
    expect(namesOf(fleet.at(900).launch)).toEqual(['b0', 'b1']);
  });

  test('wait for an approval', () => {
    const fleet = play({ ...plan, pause: 'approve' });
    fleet.begin();
    expect(fleet.end('a0').next).toEqual({ approval: true });
    expect(fleet.at(1e9).launch).toEqual([]);
    expect(namesOf(fleet.put({ on: 'approved' }).launch)).toEqual(['b0', 'b1']);
  });

  test('that nobody approves never start', () => {
    const fleet = play({ ...plan, pause: 'approve' });
    fleet.begin();
    fleet.end('a0');
    const step = fleet.put({ on: 'halt', why: 'not-approved' });
    expect(step).toMatchObject({ launch: [], next: { over: true }, waves: [] });
    expect(step.state.halt).toBe('not-approved');
  });
});

describe('failures', () => {
  test('after the limit nothing new is launched, and what runs is waited for', () => {
    const fleet = play({ waves: [targets(5)], concurrency: 3, maxFailures: 2 });
    fleet.begin();
    expect(namesOf(fleet.end('t0', 'failed').launch)).toEqual(['t3']);
    expect(fleet.end('t1', 'unknown')).toMatchObject({ launch: [], next: {}, state: { halt: 'failures' } });
    expect(fleet.running()).toEqual(['t2', 't3']);
    expect(fleet.end('t2').next).toEqual({});
    expect(fleet.end('t3')).toMatchObject({
      next: { over: true },
      waves: [{ state: 'ended', succeeded: 2, failed: 2 }],
    });
  });

  test('of a wave stop the next wave', () => {
    const fleet = play({ waves: [targets(1, 'a'), targets(3, 'b')], concurrency: 3, maxFailures: 1 });
    fleet.begin();
    expect(fleet.end('a0', 'failed')).toMatchObject({ launch: [], next: { over: true } });
  });

  test('without a limit stop nothing', () => {
    const fleet = play({ waves: [targets(3)], concurrency: 1 });
    fleet.begin();
    for (const name of ['t0', 't1']) expect(fleet.end(name, 'failed').launch).toHaveLength(1);
  });
});

describe('a start that failed', () => {
  const plan = { waves: [targets(1)], concurrency: 1, maxFailures: 1 };

  test('is repeated after a wait, and does not count', () => {
    const fleet = play(plan);
    fleet.begin();
    expect(fleet.end('t0', 'never-started')).toMatchObject({ launch: [], final: [], next: { due: 15_000 } });
    expect(namesOf(fleet.at(15_000).launch)).toEqual(['t0']);
    expect(fleet.end('t0').next).toEqual({ over: true });
    expect(fleet.state().halt).toBeUndefined();
  });

  test('again and again is a failure', () => {
    const fleet = play(plan);
    fleet.begin();
    for (const at of [15_000, 45_000, 105_000]) {
      expect(fleet.end('t0', 'never-started').next).toEqual({ due: at });
      expect(fleet.at(at).launch).toHaveLength(1);
    }
    expect(fleet.end('t0', 'never-started')).toMatchObject({ final: ['t0'], next: { over: true } });
    expect(fleet.state().halt).toBe('failures');
  });

  test('is not repeated after a halt: then it is a failure', () => {
    const fleet = play({ waves: [targets(2)], concurrency: 2 });
    fleet.begin();
    fleet.end('t0', 'never-started');
    expect(fleet.put({ on: 'halt', why: 'signal' })).toMatchObject({ final: ['t0'], launch: [], next: {} });
    expect(fleet.end('t1')).toMatchObject({ next: { over: true }, waves: [{ failed: 1, succeeded: 1 }] });
  });
});

test('a signal launches nothing new and stops nothing', () => {
  const fleet = play({ waves: [targets(4)], concurrency: 2 });
  fleet.begin();
  expect(fleet.put({ on: 'halt', why: 'signal' })).toMatchObject({ launch: [], next: {} });
  expect(fleet.end('t0').launch).toEqual([]);
  expect(fleet.end('t1').next).toEqual({ over: true });
});
