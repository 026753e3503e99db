import { LIMITS } from '../base/defaults.ts';

/** The prefix of `startedBy` of every migration. */
export const LOCK_PREFIX = 'ecs-migrate/';

/**
 * `startedBy` of a migration: `ecs-migrate/LOCK`, so that one ListTasks call finds every holder of the lock. ECS allows
 * letters, digits, `-`, `_` and `/`, up to 128 characters.
 */
export function startedByOf(lock: string): string {
  return `${LOCK_PREFIX}${lock.replace(/[^A-Za-z0-9_-]/g, '-')}`.slice(0, LIMITS.startedByCharacters);
}
