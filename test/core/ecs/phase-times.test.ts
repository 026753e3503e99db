import { expect, test } from 'vitest';
import { phaseTimes } from '../../../src/core/ecs/phase.ts';
import { aStoppedTask, NOON } from '../../support/a-task.ts';

test('the time in each phase', () => {
  const task = aStoppedTask({ pullStartedAt: NOON + 2_000, executionStoppedAt: NOON + 20_000 });
  expect(phaseTimes(task, NOON + 99_000)).toEqual({
    queued: 2_000,
    pulling: 8_000,
    running: 10_000,
    stopping: 12_000,
    total: 32_000,
  });
  expect(phaseTimes(undefined, 0)).toEqual({});
});
