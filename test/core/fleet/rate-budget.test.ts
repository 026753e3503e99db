import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rateOf } from '../../../src/core/fleet/quotas.ts';
import {
  createBudget,
  lowerRate,
  msUntilCall,
  type RateBudget,
  raiseRate,
  spendCall,
} from '../../../src/core/fleet/rate-budget.ts';

/** Makes as many calls as the budget allows in this time. AWS accepts so many a second. */
function callFor(ms: number, begin: RateBudget, accepts = 1e9) {
  let budget = begin;
  let [now, calls, throttled, tokens] = [begin.at, 0, 0, accepts];
  const until = begin.at + ms;
  for (;;) {
    const waitMs = msUntilCall(budget, now);
    now += waitMs;
    tokens = Math.min(accepts, tokens + (waitMs / 1_000) * accepts);
    if (now > until) return { budget, calls, throttled };
    budget = spendCall(budget, now);
    calls += 1;
    if (tokens >= 1) {
      tokens -= 1;
      budget = raiseRate(budget, now);
    } else {
      throttled += 1;
      budget = lowerRate(budget, now);
    }
  }
}

test('no more calls than the rate allows, whatever it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 100, max: 60_000 }), (rate, ms) => {
      const { calls } = callFor(ms, createBudget(rate, 0));
      expect(calls).toBeLessThanOrEqual(Math.max(1, rate / 4) + (ms / 1_000) * rate + 1);
      expect(calls).toBeGreaterThanOrEqual(Math.floor((ms / 1_000) * rate) - 1);
    }),
  );
});

test('throttling lowers the rate to what AWS accepts, and few calls are throttled', () => {
  const { calls, throttled, budget } = callFor(120_000, createBudget(20, 0), 10);
  expect(budget.rate).toBeLessThan(12);
  expect(throttled / calls).toBeLessThan(0.06);
  expect(calls - throttled).toBeGreaterThan(0.93 * 10 * 120);
});

test('after the throttling has ended, the rate is soon as high as before', () => {
  const lowered = callFor(20_000, createBudget(20, 0), 5).budget;
  const { budget } = callFor(120_000, lowered);
  expect(budget.rate).toBe(20);
});

test('a burst of throttled calls lowers the rate once', () => {
  const once = lowerRate(createBudget(10, 0), 1_000);
  expect(lowerRate(once, 1_500).rate).toBe(once.rate);
  expect(lowerRate(once, 2_500).rate).toBeLessThan(once.rate);
});

test('a rate never falls to nothing', () => {
  let budget = createBudget(10, 0);
  for (let now = 0; now < 600_000; now += 2_000) budget = lowerRate(budget, now);
  expect(budget.rate).toBeGreaterThan(0.5);
});

test('a fleet takes half of a quota; --rate is for launches', () => {
  expect(rateOf('RunTask', 'us-east-1')).toBe(10);
  expect(rateOf('RunTask', 'us-east-1', { RunTask: 20 })).toBe(20);
  expect(rateOf('ecs-reads', 'us-east-1', { RunTask: 20 })).toBe(10);
  expect(rateOf('GetLogEvents', 'eu-west-1')).toBe(5);
  expect(rateOf('FilterLogEvents', 'eu-central-1')).toBe(2.5);
});
