import { describe, expect, test } from 'vitest';
import type { FleetMemory, TargetMemory } from '../../../src/core/fleet/journal.ts';
import { findDifferences, mayBeForgotten, startOf } from '../../../src/core/fleet/resume.ts';

const NOON = Date.parse('2026-11-27T12:00:00.000Z');
const MINUTE_MS = 60_000;

const memory = (over: Partial<TargetMemory> = {}): TargetMemory => ({
  target: 't',
  attempt: 2,
  progress: 'intended',
  intendedAt: NOON,
  migration: 'm',
  image: 'i',
  cluster: 'c',
  region: 'r',
  ...over,
});
const ended = (end: 'succeeded' | 'failed' | 'unknown', over: Partial<TargetMemory> = {}) =>
  memory({ progress: 'ended', end: { end } as NonNullable<TargetMemory['end']>, ...over });
const ARN = 'arn:aws:ecs:eu-west-1:111122223333:task/c/1';

describe('how a target is taken up', () => {
  test.each<[string, TargetMemory | undefined, boolean, number, object]>([
    ['nothing is known', undefined, false, 0, { do: 'launch', attempt: 1 }],
    ['it has succeeded', ended('succeeded'), false, 0, { do: 'skip', attempt: 2 }],
    ['it has succeeded, and runs again', ended('succeeded'), true, 0, { do: 'launch', attempt: 3 }],
    ['it has failed', ended('failed'), false, 0, { do: 'launch', attempt: 3 }],
    ['its end is not known', ended('unknown', { taskArn: ARN }), false, 0, { do: 'attach', attempt: 2, taskArn: ARN }],
    ['its end and task are not known', ended('unknown'), false, 0, { do: 'launch-again', attempt: 2 }],
    [
      'its task is known, however long ago',
      memory({ progress: 'launched', taskArn: ARN }),
      false,
      600,
      { do: 'attach', attempt: 2, taskArn: ARN },
    ],
    ['it was about to be launched', memory(), false, 49, { do: 'launch-again', attempt: 2 }],
    ['it was about to be launched, 50 minutes ago', memory(), false, 50, { do: 'look-for', attempt: 2 }],
  ])('%s', (_, known, rerun, minutes, start) => {
    expect(startOf(known, rerun, NOON + minutes * MINUTE_MS)).toEqual(start);
  });
});

test('ECS may have forgotten what was launched 50 minutes ago', () => {
  const at = [0, 50 * MINUTE_MS - 1, 50 * MINUTE_MS, 24 * 60 * MINUTE_MS];
  expect(at.map((ms) => mayBeForgotten(NOON, NOON + ms))).toEqual([false, false, true, true]);
});

test('what runs differently now: another image, else another migration; a target that is not chosen is no difference', () => {
  const targets = ['same', 'image', 'migration', 'both', 'gone'].map((target) => [target, memory({ target })] as const);
  // The results of a state machine have no image.
  const ofStepFunctions = ['unknown', memory({ target: 'unknown', migration: '', image: '' })] as const;
  const before: FleetMemory = { fleet: 'f', source: 's', rows: 6, targets: new Map([...targets, ofStepFunctions]) };
  const now = new Map([
    ['same', { migration: 'm', image: 'i' }],
    ['image', { migration: 'm', image: 'j' }],
    ['migration', { migration: 'n', image: 'i' }],
    ['both', { migration: 'n', image: 'j' }],
    ['unknown', { migration: 'n', image: 'j' }],
    ['new', { migration: 'n', image: 'j' }],
  ]);
  expect(findDifferences(before, now)).toEqual([
    { target: 'image', what: 'image', before: 'i', now: 'j' },
    { target: 'migration', what: 'migration', before: 'm', now: 'n' },
    { target: 'both', what: 'image', before: 'i', now: 'j' },
  ]);
});
