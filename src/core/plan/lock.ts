import { LIMITS } from '../base/defaults.ts';

/** The prefix of `startedBy` of every migration. */
export const LOCK_PREFIX = 'ecs-migrate/';

/**
 * `startedBy` of a migration: `ecs-migrate/LOCK`, so that one ListTasks call finds every holder of the lock. ECS allows
 * letters, digits, `-`, `_` and `/`, up to 128 characters.
 */
export function startedByOf(lock: string): string {
  return `${LOCK_PREFIX}${lock.replace(/[^A-Za-z0-9_/-]/g, '-')}`.slice(0, LIMITS.startedByCharacters);
}

/**
 * The lock of one target of many: `LOCK/TARGET`. Targets whose names differ never share it: if the name has to be
 * changed or cut, a part of its hash is added.
 */
export function lockOfTarget(lock: string, target: string, digest: (text: string) => string): string {
  const clean = target.replace(/[^A-Za-z0-9_-]/g, '-');
  const most = LIMITS.startedByCharacters - LOCK_PREFIX.length - lock.length - 1;
  if (clean === target && clean.length <= most) return `${lock}/${clean}`;
  return `${lock}/${clean.slice(0, Math.max(0, most - 9))}-${digest(target).slice(0, 8)}`;
}
