import { describe, expect, test } from 'vitest';
import type { TaskState } from '../../../src/core/ecs/task.ts';
import {
  addObservation,
  bornAt,
  endedBy,
  lastSecondsFrom,
  NO_OBSERVATIONS,
  type Observations,
  observeLaunch,
} from '../../../src/core/verdict/observations.ts';
import { aContainer, aRef, aStoppedTask, aTask, NOON } from '../../support/a-task.ts';

const ref = aRef();
const INJECTED = [aContainer({ lastStatus: 'STOPPED', exitCode: 0 }), aContainer({ name: 'aws-guardduty-agent-x' })];

/** Our clock is `ahead` of ECS's; the launch was heard 100 ms, the exit at NOON + 20 s + `late` after it happened. */
function seenWith({ ahead = 0, late = 4_000, undated = false }, over = {}, around = ref): Observations {
  const ours = (ms: number) => NOON + ahead + ms;
  const alive = { askedAt: ours(15_000), at: ours(15_100), task: aTask() };
  const { stoppedAt: _, stoppingAt, ...stopped } = aStoppedTask({ lastStatus: 'DEPROVISIONING' });
  const task = { ...stopped, ...(undated ? {} : { stoppingAt }), ...over } as TaskState;
  const ended = { askedAt: ours(20_000 + late - 50), at: ours(20_000 + late), task };
  return [alive, ended].reduce((known, look) => addObservation(known, look, around), observeLaunch(ref, ours(100)));
}

/** What the clocks may have drifted apart since the launch was heard. */
const DRIFTED_MS = (15_000 + 9_000) / 2_000;

describe('when the container had ended at the latest', () => {
  test.each([0, 3_600_000, -3_600_000, 700])('by ECS, on our clock, which is %i ms ahead', (ahead) => {
    expect(endedBy(seenWith({ ahead }), ref)).toBe(NOON + ahead + 20_000 + 100 + DRIFTED_MS);
  });

  test('never later than it was seen', () => {
    expect(endedBy(seenWith({ late: 50 }), ref)).toBe(NOON + 20_050);
  });

  test('never earlier than it was seen alive, though our clock was set back meanwhile', () => {
    const seen = { ...seenWith({}), lead: { least: -61_000, most: -60_000 } };
    expect(endedBy(seen, ref)).toBe(NOON + 15_000);
  });

  test.each([
    ['the task was told to stop by others', { stopCode: 'UserInitiated' }, ref],
    ['another essential container may have ended the task', {}, aRef({ essential: ['migrate', 'proxy'] })],
    ['our container is not essential', {}, aRef({ essential: ['proxy'] })],
    ['a container that AWS has injected may have ended it', { containers: INJECTED }, ref],
  ])('when it was seen, where %s', (_, over, around) => {
    expect(endedBy(seenWith({}, over, around), around)).toBe(NOON + 24_000);
  });

  test('when it was seen, where ECS gives no time', () => {
    expect(endedBy(seenWith({ undated: true }), ref)).toBe(NOON + 24_000);
  });

  test('by the end of all containers, whoever told the task to stop', () => {
    const over = { stopCode: 'UserInitiated', stoppingAt: NOON + 1, executionStoppedAt: NOON + 21_000 };
    expect(endedBy(seenWith({}, over), ref)).toBe(NOON + 21_100 + DRIFTED_MS);
  });

  test('not at all while it runs', () => {
    expect(
      endedBy(addObservation(observeLaunch(ref, NOON), { askedAt: NOON, at: NOON, task: aTask() }, ref), ref),
    ).toBe(undefined);
  });
});

describe('when the task was accepted, on our clock', () => {
  test('before it has been seen: when we began to look for it', () => {
    expect(bornAt(observeLaunch(ref, NOON), ref, NOON + 3)).toBe(NOON + 3);
  });

  test.each([270_000, -270_000])('a clock that is %i ms ahead makes it neither older nor younger', (ahead) => {
    const now = NOON + 60_000 + ahead;
    const look = { askedAt: now - 40, at: now, task: aTask(), lead: { least: ahead - 600, most: ahead + 400 } };
    const born = bornAt(addObservation(observeLaunch(ref, now), look, ref), ref, now);
    expect(Math.abs(born - (NOON + ahead))).toBeLessThanOrEqual(400);
  });
});

describe('what one look adds', () => {
  const look = (task: TaskState, around = ref) =>
    addObservation(NO_OBSERVATIONS, { askedAt: NOON + 14_000, at: NOON + 15_000, task }, around);

  test('a task that runs has not exited; our clock is at most as far ahead as what ECS tells is old', () => {
    const seen = look(aTask());
    expect(seen).toMatchObject({ exitedUnprompted: false, started: true, aliveAt: NOON + 14_000 });
    expect(seen.lead.most).toBe(5_000);
  });

  test('ours ended first only where none of the others has', () => {
    const three = aRef({ essential: ['migrate', 'proxy', 'app'] });
    const proxy = aContainer({ name: 'proxy', lastStatus: 'STOPPED', exitCode: 1 });
    const ours = aContainer({ lastStatus: 'STOPPED', exitCode: 0 });
    const app = aContainer({ name: 'app' });
    expect(look(aTask({ containers: [ours, proxy, app] }), three).endedFirst).toBe(false);
    expect(look(aTask({ containers: [ours, aContainer({ name: 'proxy' }), app] }), three).endedFirst).toBe(true);
    expect(look(aTask({ containers: [ours, app] }), three).endedFirst).toBe(false);
  });
});

describe('what a text brings to the next turn, before its first look', () => {
  const known: Observations = { ...NO_OBSERVATIONS, lead: { least: 0, most: 0 } };
  test('a task that was seen was born when it was launched', () => {
    expect(bornAt(known, ref, NOON + 9)).toBe(NOON + 9);
    expect(bornAt({ ...known, aliveAt: NOON + 1 }, ref, NOON + 9)).toBe(NOON);
    expect(bornAt({ ...known, endedSeenAt: NOON + 1 }, ref, NOON + 9)).toBe(NOON);
    expect(bornAt({ ...known, last: aTask({ createdAt: NOON + 2 }) }, ref, NOON + 9)).toBe(NOON + 2);
  });

  test('its end takes both, the task and when it was seen', () => {
    expect(endedBy(known, ref)).toBeUndefined();
    expect(endedBy({ ...known, endedSeenAt: NOON }, ref)).toBeUndefined();
    expect(endedBy({ ...known, last: aStoppedTask() }, ref)).toBeUndefined();
  });

  test('its last seconds count from its end as ECS dates it, else from when it was seen', () => {
    expect(lastSecondsFrom(known, ref)).toBe(Number.POSITIVE_INFINITY);
    const seen = { ...known, endedSeenAt: NOON + 24_000 };
    expect(lastSecondsFrom(seen, ref)).toBe(NOON + 21_000);
    expect(lastSecondsFrom({ ...seen, last: aStoppedTask() }, ref)).toBe(NOON + 17_000);
    expect(lastSecondsFrom({ ...seen, last: aStoppedTask({ stopCode: 'UserInitiated' }) }, ref)).toBe(NOON + 21_000);
  });
});
