import { expect, test } from 'vitest';
import { joinOutcomes, type TargetOutcome } from '../../../src/core/fleet/target-outcome.ts';

const ending = (name: string, outcome: TargetOutcome['outcome']): TargetOutcome => {
  const none = { containerExitCode: null, taskArn: null, tookMs: null, cause: '', next: '' };
  return { name, attempt: 1, outcome, exitCode: outcome === 'succeeded' ? 0 : 1, ...none };
};

test.each<[TargetOutcome['outcome'], TargetOutcome['outcome'], TargetOutcome['outcome']]>([
  ['unknown', 'succeeded', 'succeeded'],
  ['unknown', 'failed', 'failed'],
  ['succeeded', 'failed', 'failed'],
  ['not-launched', 'unknown', 'unknown'],
  ['not-launched', 'succeeded', 'succeeded'],
])('two calls wrote %s and %s of one target: it is %s, in either order', (one, other, counts) => {
  for (const pair of [
    [one, other],
    [other, one],
  ] as const) {
    const joined = joinOutcomes([...pair.map((outcome) => ending('a', outcome)), ending('b', 'succeeded')]);
    expect(joined.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['a', counts],
      ['b', 'succeeded'],
    ]);
  }
});
