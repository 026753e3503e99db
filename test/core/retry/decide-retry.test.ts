import { describe, expect, test } from 'vitest';
import { decideRetry, type EndedAttempt, type RetryRules } from '../../../src/core/retry/decide-retry.ts';
import { reasonOfOwnStop } from '../../../src/core/verdict/own-stop.ts';
import type { Verdict } from '../../../src/core/verdict/verdict.ts';
import { aStoppedTask } from '../../support/a-task.ts';

const RULES: RetryRules = { retries: 2, on: [{ is: 'lock' }], wait: { leastMs: 5_000, mostMs: 60_000 } };
const STOP = {
  stopCode: 'EssentialContainerExited',
  stoppedReason: undefined,
  containerReason: undefined,
  otherReasons: {},
  othersRan: [],
};
const failed = (exitCode = 1): Verdict => ({ kind: 'failed', exitCode, stop: STOP });

function attempt(over: Partial<EndedAttempt> & { verdict?: Verdict } = {}): EndedAttempt {
  const { verdict = failed(), ...more } = over;
  return {
    ending: { kind: 'verdict', verdict },
    ref: { container: 'migrate', essential: ['migrate'] },
    task: aStoppedTask({ stopCode: 'EssentialContainerExited' }),
    lines: ['ERROR:  canceling statement due to lock timeout'],
    unread: false,
    number: 1,
    ...more,
  };
}

const decide = (one: EndedAttempt, rules = RULES, leftMs = 3_600_000, random = 0.5) =>
  decideRetry(one, rules, { leftMs, random });

describe('another attempt', () => {
  test('after a failure of its class, with a wait that doubles within its range', () => {
    expect(decide(attempt())).toEqual({ do: 'again', waitMs: 5_000, on: { is: 'lock' } });
    expect(decide(attempt({ number: 2 }))).toMatchObject({ do: 'again', waitMs: 10_000 });
    const many = { ...RULES, retries: 20 };
    expect(decide(attempt({ number: 19 }), many, 3_600_000, 0.99)).toMatchObject({ waitMs: 60_000 });
    expect(decide(attempt(), RULES, 3_600_000, 0)).toMatchObject({ waitMs: 5_000 });
  });

  test('not if nothing failed, or nobody asked', () => {
    expect(decide(attempt({ verdict: { kind: 'succeeded' } }))).toEqual({ do: 'end' });
    expect(decide(attempt(), { ...RULES, retries: 0 })).toEqual({ do: 'end' });
    expect(decide(attempt({ ending: { kind: 'detached' } }))).toEqual({ do: 'end' });
  });

  test('not after the last one', () => {
    expect(decide(attempt({ number: 3 }))).toEqual({ do: 'end', why: 'no-attempts-left' });
  });

  test('not if the time ends before it would begin', () => {
    expect(decide(attempt(), RULES, 5_000)).toEqual({ do: 'end', why: 'no-time-left' });
  });
});

describe('not after an end that is not its own', () => {
  const migrate = { name: 'migrate', exitCode: 1 };
  test.each<[string, Parameters<typeof attempt>[0]]>([
    ['a signal', { verdict: failed(137) }],
    ['SIGTERM', { verdict: failed(143) }],
    ['a code that no program has', { verdict: failed(-1) }],
    ['a time-out in the container', { verdict: failed(124) }],
    ['a stop', { verdict: { kind: 'stopped', exitCode: 1, stop: STOP } }],
    ['no exit code', { verdict: { kind: 'no-exit-code', stop: STOP } }],
    ['an unknown end', { verdict: { kind: 'uncertain', exitCode: 0, others: ['proxy'], stop: STOP } }],
    ['no start', { verdict: { kind: 'never-started', stop: STOP } }],
    ['a stop by the user', { task: aStoppedTask({ stopCode: 'UserInitiated' }) }],
    ['Spot', { task: aStoppedTask({ stopCode: 'SpotInterruption' }) }],
    ['a lack of memory', { task: aStoppedTask({ containers: [{ ...migrate, reason: 'OutOfMemoryError: killed' }] }) }],
    ['a neighbour that may have ended first', { ref: { container: 'migrate', essential: ['migrate', 'proxy'] } }],
    ['a task that nobody has seen', { task: undefined }],
  ])('%s', (_, over) => {
    expect(decide(attempt(over))).toEqual({ do: 'end', why: 'not-by-itself' });
  });

  test('our own stop of the rest of the task is no such end', () => {
    const task = aStoppedTask({ stopCode: 'UserInitiated', stoppedReason: reasonOfOwnStop('ended') });
    expect(decide(attempt({ task }))).toMatchObject({ do: 'again' });
  });
});

test.each<[string, Parameters<typeof attempt>[0]]>([
  ['log-incomplete', { unread: true }],
  ['log-incomplete', { lines: [] }],
  ['log-cut', { lines: ['x'.repeat(120_000), 'ERROR:  canceling statement due to lock timeout'] }],
  ['other-error', { lines: ['ERROR:  syntax error'] }],
  [
    'not-stopped',
    { task: { ...aStoppedTask({ stopCode: 'EssentialContainerExited' }), lastStatus: 'DEPROVISIONING' } },
  ],
])('%s', (why, over) => {
  expect(decide(attempt(over))).toEqual({ do: 'end', why });
});
