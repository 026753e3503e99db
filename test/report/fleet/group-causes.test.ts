import { expect, test } from 'vitest';
import { groupCauses } from '../../../src/report/fleet/group-causes.ts';
import { aFleetReport } from '../../support/a-fleet.ts';

const targets = aFleetReport({ targets: 300 }).fleet?.targets ?? [];

test('failures by cause, the most frequent first; successes and what was not launched are none', () => {
  expect(groupCauses(targets).map((group) => [group.targets.length, group.targets[0]?.causeCode])).toEqual([
    [6, 'lock-timeout'],
    [6, 'not-null'],
    [1, null],
  ]);
});

test('without a known cause, names and numbers in the words make no difference', () => {
  const failed = targets
    .filter(({ outcome }) => outcome === 'failed')
    .map((target, i) => ({ ...target, causeCode: null, cause: `schema ${target.name} is at version ${i}` }));
  expect(groupCauses(failed).map((group) => group.targets.length)).toEqual([12]);
});
