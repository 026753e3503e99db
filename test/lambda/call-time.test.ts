import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/core/base/clock.ts';
import { callTime, remainingOf } from '../../src/lambda/call-time.ts';

/** Notes for how long it is asked to sleep, and never wakes anybody. */
function aClock(): Clock & { sleeps: number[] } {
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => 0,
    sleep: (ms) => {
      sleeps.push(ms);
      return new Promise(() => {});
    },
  };
}

describe('the time of a call', () => {
  test.each([
    // A step never takes longer than 45 s, however long the function may run.
    [900_000, 45_000, 894_000],
    [60_000, 43_200, 54_000],
    // Lambda's default of 3 s: time for the report that it is too short.
    [3_000, 400, 500],
  ])('of %i ms leaves some for the report', (ms, soft, hard) => {
    const clock = aClock();
    using _ = callTime({ getRemainingTimeInMillis: () => ms }, clock);
    expect(clock.sleeps).toEqual([soft, hard]);
  });

  test('is taken for a minute where nobody says', () => {
    expect(remainingOf(undefined, aClock())()).toBe(60_000);
  });
});
