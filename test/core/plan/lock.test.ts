import { expect, test } from 'vitest';
import { startedByOf } from '../../../src/core/plan/lock.ts';

test('startedBy holds what ECS allows, and no more than 128 characters', () => {
  expect(startedByOf('app.migrate@x')).toBe('ecs-migrate/app-migrate-x');
  expect(startedByOf('x'.repeat(255))).toHaveLength(128);
});
