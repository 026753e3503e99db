import { expect, test } from 'vitest';
import { check } from './fleet-kills.ts';

const STORIES = 115;

test('a fleet whose process is killed 1,000 times, at random points: each target once', {
  timeout: 900_000,
}, async () => {
  const totals = { kills: 0, longAbsences: 0, unknown: 0, succeeded: 0 };
  expect(await check({ seed: 1, runs: STORIES }, totals)).toBeUndefined();
  expect(totals.kills).toBeGreaterThan(1_000);
  // Both ways were taken, and often.
  expect(totals.longAbsences).toBeGreaterThan(100);
  expect(totals.unknown).toBeGreaterThan(50);
  expect(totals.succeeded).toBeGreaterThan(100);
});
