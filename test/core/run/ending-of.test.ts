import { describe, expect, test } from 'vitest';
import { endingOf, endLeftAlone, endStillRunning, type StopCause } from '../../../src/core/run/ending-of.ts';
import type { Limits } from '../../../src/core/run/watch-step.ts';
import { reasonOfOwnStop } from '../../../src/core/verdict/own-stop.ts';
import type { StopFacts, Verdict } from '../../../src/core/verdict/verdict.ts';
import { NOON } from '../../support/a-task.ts';

const LIMITS: Limits = { timeoutMs: 60_000, startTimeoutMs: 30_000, onTimeout: 'stop', onInterrupt: 'stop' };
const BOUNDS = { limits: LIMITS, born: NOON, signal: 'SIGTERM' };
const stop = (over: Partial<StopFacts> = {}): StopFacts => ({
  stopCode: 'UserInitiated',
  stoppedReason: undefined,
  containerReason: undefined,
  otherReasons: {},
  othersRan: [],
  ...over,
});
const byUs = (why: StopCause, over: Partial<StopFacts> = {}): Verdict => ({
  kind: 'never-started',
  stop: stop({ stoppedReason: reasonOfOwnStop(why), ...over }),
});
const killed: Verdict = { kind: 'failed', exitCode: 137, stop: stop() };
const ended: Verdict = { kind: 'failed', exitCode: 3, stop: stop({ stopCode: 'EssentialContainerExited' }) };
const succeeded: Verdict = { kind: 'succeeded' };
const forgotten: Verdict = { kind: 'forgotten', forMs: 1 };

describe('what a verdict means', () => {
  test.each<[string, Verdict, StopCause | undefined, object]>([
    ['nobody stopped it', killed, undefined, { kind: 'verdict', verdict: killed }],
    [
      'a person did',
      succeeded,
      'interrupt',
      { kind: 'interrupted', stopped: true, launched: true, verdict: succeeded },
    ],
    ['a time-out did', killed, 'timeout', { kind: 'timed-out', stopped: true, afterMs: 60_000, verdict: killed }],
    ['a time-out, and nobody knows more', forgotten, 'timeout', { kind: 'timed-out', verdict: forgotten }],
    ['it ended well before the stop came', succeeded, 'timeout', { kind: 'verdict', verdict: succeeded }],
    ['it failed before the stop came', ended, 'timeout', { kind: 'verdict', verdict: ended }],
    ['another cause than the time-out', killed, 'start-timeout', { kind: 'verdict', verdict: killed }],
    ['ours gave way', byUs('lost-race'), 'lost-race', { kind: 'gave-way' }],
    ['ours gave way, by another process', byUs('lost-race'), undefined, { kind: 'gave-way' }],
    ['one that it waited for ran', byUs('lost-race', { othersRan: ['init'] }), 'lost-race', { kind: 'verdict' }],
    ['ours gave way too late', killed, 'lost-race', { kind: 'verdict', verdict: killed }],
    [
      'nothing had started in time',
      { kind: 'never-started', stop: stop() },
      'start-timeout',
      { kind: 'not-started-in-time', afterMs: 30_000, verdict: { kind: 'never-started' } },
    ],
    ['nothing had, by another process', byUs('start-timeout'), undefined, { kind: 'not-started-in-time' }],
    ['nothing had, by the time-out', byUs('timeout'), 'timeout', { kind: 'timed-out' }],
    ['nothing had, by others', { kind: 'never-started', stop: stop() }, undefined, { kind: 'verdict' }],
    [
      'one that failed and whose reason only looks like ours',
      { kind: 'failed', exitCode: 1, stop: stop({ stoppedReason: reasonOfOwnStop('lost-race') }) },
      undefined,
      { kind: 'verdict' },
    ],
  ])('%s', (_, verdict, why, ending) => {
    expect(endingOf(verdict, why, BOUNDS)).toMatchObject(ending);
  });

  test('the signal is named; no limit is 0', () => {
    expect(endingOf(killed, 'interrupt', BOUNDS)).toMatchObject({ signal: 'SIGTERM' });
    const unlimited = { ...BOUNDS, limits: { ...LIMITS, startTimeoutMs: undefined } };
    expect(endingOf(byUs('start-timeout'), undefined, unlimited)).toMatchObject({ afterMs: 0 });
  });
});

test('a task that is left running', () => {
  const verdict = undefined;
  const interrupted = { kind: 'interrupted', signal: 'SIGTERM', stopped: false, launched: true, verdict };
  const timedOut = { kind: 'timed-out', afterMs: 60_000, ofBuild: false, stopped: false, verdict };
  const failure = { kind: 'denied' as const, operation: 'o', name: 'n', message: 'm' };
  expect(endLeftAlone('interrupt', BOUNDS)).toEqual(interrupted);
  expect(endLeftAlone('timeout', BOUNDS)).toEqual(timedOut);
  expect(endStillRunning('interrupt', failure, BOUNDS)).toEqual(interrupted);
  expect(endStillRunning('timeout', failure, BOUNDS)).toEqual(timedOut);
  expect(endStillRunning('start-timeout', failure, BOUNDS)).toEqual({ kind: 'lost-sight', failure, forMs: 0 });
});
