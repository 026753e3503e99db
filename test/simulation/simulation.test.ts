import { expect, test } from 'vitest';
import { check, report } from './check.ts';

const FIXED_SEED = 20261121;

test('no promise is broken in 1,500 scenarios that are always the same', { timeout: 60_000 }, async () => {
  const found = await check({ seed: FIXED_SEED, runs: 1_500 });
  expect(found === undefined ? 'none' : await report(found)).toBe('none');
});

test('no promise is broken in 1,500 new scenarios', { timeout: 60_000 }, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.info(`seed ${seed}`);
  const found = await check({ seed, runs: 1_500 });
  expect(found === undefined ? 'none' : await report(found)).toBe('none');
});

test('the same seed goes the same way, to the last call', async () => {
  const first = await tracesOf(7);
  expect(await tracesOf(7)).toEqual(first);
  expect(first.length).toBeGreaterThan(100);
});

async function tracesOf(seed: number): Promise<string[]> {
  const fc = await import('fast-check');
  const { scenarios } = await import('./arbitrary.ts');
  const { simulate } = await import('./simulate.ts');
  const trace: string[] = [];
  for (const scenario of fc.sample(scenarios, { seed, numRuns: 5 })) {
    await simulate(scenario, (time, text) => trace.push(`${time} ${text}`));
  }
  return trace;
}
