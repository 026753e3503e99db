import { UNKNOWN_LEAD } from './clock-lead.ts';
import type { StopCause } from './ending-of.ts';
import { NOTHING_SEEN, type Witness } from './witness.ts';

/**
 * How far a run has come that is made in single steps, each in a process of its own: small, and plain JSON. Times are
 * milliseconds since the epoch.
 */
export type Progress = Starting | Watching;

/** Nothing is known to have been launched yet. */
export interface Starting {
  at: 'start';
  /** The attempts below it are known to have come to nothing. */
  leastAttempt?: number;
  /** Since when another migration has been waited for, and which one was the last. */
  waitingSince?: number;
  rival?: string;
  /** The revision that was registered for this run. */
  revision?: string;
  /** Since when ECS has found no place for the task. */
  placingSince?: number;
  /** Since when AWS has brought no answer, and whether a launch may be among what it did not answer. */
  troubleSince?: number;
  mayHaveLaunched?: boolean;
}

/** Whose task is followed: ours, just launched or found again, or one that this run did not ask for. */
export type Whose = 'ours' | 'ours-again' | 'others';

/** A task is there. What it looks like is asked anew at each step; this is what the next look alone cannot tell. */
export interface Watching {
  at: 'watch';
  taskArn: string;
  taskDefinitionArn: string;
  container: string;
  launchedAt: number;
  whose: Whose;
  /** What was seen, but for the last look itself. */
  seen: Partial<Omit<Witness, 'last' | 'lead'>> & { lead?: { least?: number; most?: number } };
  /** Why we asked ECS to stop it; or since when that has failed. */
  stopping?: StopCause;
  stopFailingSince?: number;
  /** Since when AWS has not said how the task is doing. */
  blindSince?: number;
  /** The race of independent starts is over. */
  raced?: boolean;
}

/** The longest progress that a run can come to once its task is there: every member, each as long as it gets. */
export function longestProgress(taskDefinitionArn: string, cluster: string, container: string): Required<Watching> {
  const at = 9_999_999_999_999;
  const [place] = taskDefinitionArn.split(':task-definition/');
  const seen: Required<Watching['seen']> = {
    lookedAt: at,
    exitedUnprompted: false,
    started: false,
    endedFirst: false,
    missingSince: at,
    endedSeenAt: at,
    stoppedSeenAt: at,
    aliveAt: at,
    lead: { least: -at, most: -at },
  };
  return {
    at: 'watch',
    taskDefinitionArn,
    container,
    launchedAt: at,
    whose: 'ours-again',
    raced: false,
    seen,
    taskArn: `${place}:task/${cluster.split('/').at(-1)}/${'0'.repeat(32)}`,
    stopping: 'start-timeout',
    stopFailingSince: at,
    blindSince: at,
  };
}

/** A witness as it can travel: without the last look, which is large, and without Infinity, which JSON lacks. */
export function remember({ last: _, lead: { least, most }, ...facts }: Witness): Watching['seen'] {
  const lead = {
    ...(Number.isFinite(least) ? { least: Math.floor(least) } : {}),
    ...(Number.isFinite(most) ? { most: Math.ceil(most) } : {}),
  };
  return { ...facts, lead };
}

export function recall({ lead, ...facts }: Watching['seen']): Witness {
  return { ...NOTHING_SEEN, ...facts, lead: { ...UNKNOWN_LEAD, ...lead } };
}
