import { expect, test } from 'vitest';
import { check, report } from './check.ts';

// New scenarios are explored by `npm run simulate`: the result of a check must not depend on the day.
test.each([20261121, 4242])('no promise is broken in 500 scenarios (seed %i)', async (seed) => {
  const found = await check({ seed, runs: 500 });
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
  const { simulate } = await import('../support/virtual-aws/simulate.ts');
  const trace: string[] = [];
  for (const scenario of fc.sample(scenarios, { seed, numRuns: 5 })) {
    await simulate(scenario, (time, text) => trace.push(`${time} ${text}`));
  }
  return trace;
}
