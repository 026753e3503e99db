import { LIMITS } from '../base/defaults.ts';
import type { FleetMemory, TargetMemory } from './journal.ts';

/** How a target is taken up. */
export type Start =
  /** It has succeeded before. */
  | { do: 'skip'; attempt: number }
  /** A first or a next attempt. */
  | { do: 'launch'; attempt: number }
  /** An earlier process may have launched it: the same identity and attempt, so that ECS launches nothing twice. */
  | { do: 'launch-again'; attempt: number }
  /** The same, but so long ago that ECS may have forgotten the task: it is looked for, and not launched. */
  | { do: 'look-for'; attempt: number }
  /** An earlier process has launched it: its task is followed. */
  | { do: 'attach'; attempt: number; taskArn: string };

/** What a target would run now. */
export interface Prepared {
  migration: string;
  image: string;
}

/** ECS shows a stopped task for at least an hour, and remembers its client token as long. A clock may be off. */
const REMEMBERED_MS = LIMITS.describableMs - 10 * 60_000;

/** Whether ECS may have forgotten what was launched then. Milliseconds since the epoch. */
export function mayBeForgotten(intendedAt: number, now: number): boolean {
  return now - intendedAt >= REMEMBERED_MS;
}

/**
 * How a target is taken up, by what is known of it. With `rerun`, every target runs again, as a new attempt: a task of the
 * attempt before that still runs holds the lock, so that it is waited for.
 */
export function startOf(memory: TargetMemory | undefined, rerun: boolean, now: number): Start {
  if (memory === undefined) return { do: 'launch', attempt: 1 };
  const { attempt, progress, end, taskArn, intendedAt } = memory;
  if (rerun) return { do: 'launch', attempt: attempt + 1 };
  if (progress === 'ended' && end?.end === 'succeeded') return { do: 'skip', attempt };
  if (progress === 'ended' && end?.end === 'failed') return { do: 'launch', attempt: attempt + 1 };
  if (taskArn !== undefined) return { do: 'attach', attempt, taskArn };
  return { do: mayBeForgotten(intendedAt, now) ? 'look-for' : 'launch-again', attempt };
}

/** Why a fleet cannot be resumed as it is: something runs differently now. */
export interface Difference {
  target: string;
  what: 'migration' | 'image';
  before: string;
  now: string;
}

/**
 * What differs from what ran before. Otherwise, one half of the targets would have one migration and the other half
 * another one, without anybody having asked for it.
 */
export function findDifferences(memory: FleetMemory, prepared: ReadonlyMap<string, Prepared>): Difference[] {
  const found: Difference[] = [];
  for (const [target, before] of memory.targets) {
    const now = prepared.get(target);
    if (now === undefined) continue;
    // The results of a state machine do not know them.
    if (before.image === '') continue;
    if (now.image !== before.image) found.push({ target, what: 'image', before: before.image, now: now.image });
    else if (now.migration !== before.migration) {
      found.push({ target, what: 'migration', before: before.migration, now: now.migration });
    }
  }
  return found;
}
