import { describe, expect, test } from 'vitest';
import { nextAskMs, nextLookMs, nextPageMs, nextReadMs, nextTryMs, putOffMs } from '../../../src/core/run/schedule.ts';

describe('looks at the task', () => {
  const look = (inPhaseMs: number, failures = 0, random = 0.5) =>
    Math.round(nextLookMs({ phase: 'running', inPhaseMs, failures }, random));

  test.each([
    ['just after a change', look(0), 450],
    ['a little later', look(1_000), 1_650],
    ['in the first minute', look(30_000), 4_000],
    ['after five minutes', look(300_000), 15_000],
    ['after hours', look(3 * 3_600_000), 20_000],
    [
      'where only the end is left',
      Math.round(nextLookMs({ phase: 'stopping', inPhaseMs: 9_000, failures: 0 }, 0.5)),
      3_000,
    ],
    ['after a failure', look(30_000, 1), 1_000],
    ['after several', look(30_000, 4), 8_000],
    ['after a thousand', look(30_000, 1_000), 8_000],
  ])('%s', (_, ms, expected) => {
    expect(ms).toBe(expected);
  });

  test.each([
    ['queued', 12_000, 8],
    ['running', 20_000, 9],
    ['running', 3 * 3_600_000, 3 * 60 * 4],
  ] as const)('while %s for %i ms there are at most %i', (phase, ms, most) => {
    let count = 0;
    for (let at = 0; at < ms; count += 1) at += nextLookMs({ phase, inPhaseMs: at, failures: 0 }, 0.5);
    expect(count).toBeLessThanOrEqual(most);
  });

  test('of a running container are as far apart as its log is read on anyway', () => {
    const apart = (inPhaseMs: number, quietMs: number, phase: 'queued' | 'running' = 'running') =>
      Math.round(nextLookMs({ phase, inPhaseMs, failures: 0, quietMs }, 0.5));
    expect([apart(0, 5_000), apart(30_000, 5_000), apart(30_000, 60_000)]).toEqual([2_500, 6_000, 6_000]);
    expect([apart(0, 300), apart(30_000, 300)]).toEqual([450, 4_000]);
    expect(apart(30_000, 5_000, 'queued')).toBe(4_000);
  });

  test('wait while lines come, for they tell as much, but not for ever', () => {
    expect([putOffMs(500, 5_000), putOffMs(1_900, 5_000), putOffMs(2_000, 5_000)]).toEqual([1_500, 100, 0]);
    expect([putOffMs(500, 9_500), putOffMs(500, 10_000), putOffMs(500, 60_000)]).toEqual([500, 0, 0]);
  });

  test('are jittered by a fifth either way', () => {
    expect([look(30_000, 0, 0), look(30_000, 0, 1)]).toEqual([3_200, 4_800]);
  });
});

describe('reads of a log', () => {
  test('come within a second and a half for the first minute of silence, whatever the dice say', () => {
    for (const silentMs of [0, 1_000, 20_000, 48_000]) {
      for (const random of [0, 0.5, 0.999]) expect(nextReadMs(silentMs, 0, random)).toBeLessThan(1_500);
    }
  });

  test('are rare in a long silence, and rarer while they fail', () => {
    expect(nextReadMs(3_600_000, 0, 0.5)).toBe(15_000);
    expect(nextReadMs(0, 5, 0.5)).toBe(8_000);
  });

  test('go on at once after an empty page, but not for ever', () => {
    expect([1, 20, 50].map(nextPageMs)).toEqual([100, 100, 1_400]);
  });
});

describe('tries before the launch', () => {
  test('a refusal is final; an unreachable AWS is given up sooner than a throttling one', () => {
    const failed = (kind: 'refused' | 'denied' | 'unreachable' | 'throttled', tries: number, elapsedMs: number) => ({
      failure: { kind, operation: 'ecs:RunTask', name: 'x', message: 'x' },
      tries,
      elapsedMs,
    });
    expect(nextTryMs('prepare', failed('refused', 1, 0), 0.5)).toBeUndefined();
    expect(nextTryMs('prepare', failed('denied', 1, 0), 0.5)).toBeUndefined();
    expect(nextTryMs('prepare', failed('unreachable', 5, 10_000), 0.5)).toBeUndefined();
    expect(nextTryMs('prepare', failed('throttled', 5, 10_000), 0.5)).toBeGreaterThan(0);
    expect(nextTryMs('prepare', failed('throttled', 50, 120_000), 0.5)).toBeUndefined();
    // Where a task may be running, an unreachable AWS is given as long.
    expect(nextTryMs('task', failed('unreachable', 5, 119_999), 0.5)).toBeGreaterThan(0);
    expect(nextTryMs('task', failed('unreachable', 50, 120_000), 0.5)).toBeUndefined();
  });
});

describe('asking CodePipeline again', () => {
  const failure = (kind: 'throttled' | 'lost' | 'denied' | 'unreachable' | 'refused') => ({
    kind,
    operation: 'codepipeline:ListActionExecutions',
    name: 'X',
    message: 'x',
  });
  test('takes a few seconds at the most', () => {
    let elapsed = 0;
    let tries = 1;
    for (; ; tries += 1) {
      const wait = nextAskMs(undefined, tries, elapsed, 1);
      if (wait === undefined) break;
      elapsed += wait;
    }
    expect(tries).toBeGreaterThan(2);
    expect(elapsed).toBeLessThan(4_000);
    expect(nextAskMs(failure('lost'), 1, 3_000, 0.5)).toBeUndefined();
  });

  test('is for what may pass', () => {
    const kinds = ['throttled', 'lost', 'denied', 'unreachable', 'refused'] as const;
    expect(kinds.filter((kind) => nextAskMs(failure(kind), 1, 0, 0.5) !== undefined)).toEqual(['throttled', 'lost']);
  });
});
