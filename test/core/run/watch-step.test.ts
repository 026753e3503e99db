import { describe, expect, test } from 'vitest';
import type { CallFailure } from '../../../src/core/base/failure.ts';
import {
  type Limits,
  msUntilDeadline,
  nextStep,
  type Situation,
  stepWhileStopping,
  timeOutOf,
} from '../../../src/core/run/watch-step.ts';
import { aTask, NOON } from '../../support/a-task.ts';

const LIMITS: Limits = { timeoutMs: 60_000, startTimeoutMs: 30_000, onTimeout: 'stop', onInterrupt: 'stop' };
const { startedAt: _, ...waiting } = aTask({ lastStatus: 'PENDING', containers: [] });
const failure: CallFailure = { kind: 'denied', operation: 'o', name: 'n', message: 'm' };
const at = (ms: number, over: Partial<Situation> = {}): Situation => ({
  now: NOON + ms,
  task: aTask(),
  born: NOON,
  interrupted: false,
  blind: undefined,
  ...over,
});

describe('what to do with a task whose verdict is open', () => {
  test.each<[string, Partial<Limits>, Situation, object]>([
    ['nothing', {}, at(59_999), { do: 'go-on' }],
    ['time is out', {}, at(60_000), { do: 'stop', why: 'timeout' }],
    ['time is out, and it is to go on', { onTimeout: 'detach' }, at(60_000), { do: 'leave', why: 'timeout' }],
    ['the build ends', { endsAt: NOON + 10 }, at(10), { do: 'stop', why: 'timeout' }],
    ['there is no limit', { timeoutMs: undefined }, at(9e9), { do: 'go-on' }],
    ['an interrupt comes first', {}, at(60_000, { interrupted: true }), { do: 'stop', why: 'interrupt' }],
    [
      'an interrupt leaves it',
      { onInterrupt: 'detach' },
      at(0, { interrupted: true }),
      { do: 'leave', why: 'interrupt' },
    ],
    ['it has not started, in time', {}, at(29_999, { task: waiting }), { do: 'go-on' }],
    ['it has not started', {}, at(30_000, { task: waiting }), { do: 'stop', why: 'start-timeout' }],
    ['it may take its time', { startTimeoutMs: undefined }, at(30_000, { task: waiting }), { do: 'go-on' }],
    ['it is being stopped', {}, at(30_000, { task: { ...waiting, desiredStatus: 'STOPPED' } }), { do: 'go-on' }],
    ['it has started', {}, at(30_000), { do: 'go-on' }],
    ['it has not been seen', {}, at(30_000, { task: undefined }), { do: 'go-on' }],
    ['AWS does not answer', {}, at(30_000, { task: waiting, blind: { failure, forMs: 59_999 } }), { do: 'go-on' }],
    ['and for too long', {}, at(1, { blind: { failure, forMs: 60_000 } }), { do: 'give-up', failure, forMs: 60_000 }],
  ])('%s', (_, limits, situation, step) => {
    expect(nextStep({ ...LIMITS, ...limits }, situation)).toEqual(step);
  });

  test('while it is being stopped only blindness ends the watching', () => {
    expect(stepWhileStopping(at(9e9))).toEqual({ do: 'go-on' });
    expect(stepWhileStopping({ blind: { failure, forMs: 59_999 } })).toEqual({ do: 'go-on' });
    expect(stepWhileStopping({ blind: { failure, forMs: 60_000 } })).toMatchObject({ do: 'give-up' });
  });
});

test.each<[string, Partial<Limits>, Situation, number]>([
  ['until it must have started', {}, at(10_000, { task: waiting }), 20_000],
  ['also while it has not been seen', {}, at(10_000, { task: undefined }), 20_000],
  ['until time is out', {}, at(10_000), 50_000],
  ['until the build ends', { endsAt: NOON + 12_000 }, at(10_000), 2_000],
  ['what has passed counts no more', {}, at(30_000, { task: undefined }), 30_000],
  ['nothing is left', {}, at(60_000, { task: undefined }), Number.POSITIVE_INFINITY],
  ['it may take its time', { startTimeoutMs: undefined }, at(10_000, { task: waiting }), 50_000],
])('the next time-out that can make a difference: %s', (_, limits, situation, ms) => {
  expect(msUntilDeadline({ ...LIMITS, ...limits }, situation)).toBe(ms);
});

test.each<[Partial<Limits>, object]>([
  [{}, { afterMs: 60_000, ofBuild: false }],
  [{ endsAt: NOON + 60_000 }, { afterMs: 60_000, ofBuild: false }],
  [{ endsAt: NOON + 59_999.4 }, { afterMs: 59_999, ofBuild: true }],
  [
    { timeoutMs: undefined, endsAt: NOON + 5 },
    { afterMs: 5, ofBuild: true },
  ],
  [{ endsAt: NOON - 5 }, { afterMs: 1, ofBuild: true }],
  [{ timeoutMs: undefined }, { afterMs: 0, ofBuild: false }],
])('which of --timeout and the build’s end comes first: %j', (limits, expected) => {
  expect(timeOutOf({ ...LIMITS, ...limits }, NOON)).toEqual(expected);
});
