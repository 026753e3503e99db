import { UNKNOWN_LEAD } from '../base/clock-lead.ts';
import type { CallFailure } from '../base/failure.ts';
import type { TaskRef } from '../ecs/task-ref.ts';
import { NO_OBSERVATIONS, type Observations } from '../verdict/observations.ts';
import type { StopCause } from './ending-of.ts';
import type { LaunchState, TaskOwner } from './launch-types.ts';
import { isDecided, joinRace } from './race.ts';
import type { WatchState } from './watch-types.ts';

/**
 * How far a run has come that is made in single steps, each in a process of its own: small, and plain JSON. Times are
 * milliseconds since the epoch.
 */
export type Progress = LaunchState | Watching;

/** A task is there. What it looks like is asked anew at each step; this is what the next look alone cannot tell. */
export interface Watching {
  at: 'watch';
  taskArn: string;
  taskDefinitionArn: string;
  container: string;
  launchedAt: number;
  whose: TaskOwner;
  /** What was seen, but for the last look itself. */
  seen: Partial<Omit<Observations, 'last' | 'lead'>> & { lead?: { least?: number; most?: number } };
  /** When the watching began. */
  beganAt?: number;
  /** Why we asked ECS to stop it; or why we want to, and since when that has failed. */
  stopping?: StopCause;
  wanted?: { why: StopCause; since: number };
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
    beganAt: at,
    stopping: 'start-timeout',
    wanted: { why: 'start-timeout', since: at },
    blindSince: at,
  };
}

/** What a turn hands over of the task that it has watched. */
export function toProgress(
  { seen, beganAt, stopping, wanted, blind, race }: WatchState,
  whose: TaskOwner,
  { taskArn, taskDefinitionArn, container, launchedAt }: Pick<TaskRef, keyof Watching & keyof TaskRef>,
  raced: boolean,
): Watching {
  return {
    at: 'watch',
    taskArn,
    taskDefinitionArn,
    container,
    // A task that was only named at first was dated by our clock.
    launchedAt: seen.last?.createdAt ?? launchedAt,
    whose,
    seen: toSeen(seen),
    beganAt,
    ...(stopping === undefined ? {} : { stopping }),
    ...(wanted === undefined ? {} : { wanted }),
    ...(blind === undefined ? {} : { blindSince: blind.since }),
    ...(raced || isDecided(race) ? { raced: true } : {}),
  };
}

/** What a turn knows of the task when it begins. A race is joined anew: each turn looks for rivals at once. */
export function fromProgress(from: Watching, now: number, races: boolean): WatchState {
  const seen = fromSeen(from.seen);
  const { beganAt = seen.lookedAt, stopping, wanted, blindSince } = from;
  return {
    seen,
    beganAt,
    shown: { status: '', phaseSince: now },
    ...(stopping === undefined ? {} : { stopping }),
    ...(wanted === undefined ? {} : { wanted }),
    ...(blindSince === undefined ? {} : { blind: { failure: UNTOLD, since: blindSince, count: 0 } }),
    ...(races && from.raced !== true ? { race: joinRace(now) } : {}),
  };
}

/** What went wrong in an earlier turn is not handed over, only since when. */
const UNTOLD: CallFailure = { kind: 'lost', operation: 'ecs:DescribeTasks', name: 'TimeoutError', message: '' };

/** A witness as it can travel: without the last look, which is large, and without Infinity, which JSON lacks. */
function toSeen({ last: _, lead: { least, most }, ...facts }: Observations): Watching['seen'] {
  const lead = {
    ...(Number.isFinite(least) ? { least: Math.floor(least) } : {}),
    ...(Number.isFinite(most) ? { most: Math.ceil(most) } : {}),
  };
  return { ...facts, lead };
}

function fromSeen({ lead, ...facts }: Watching['seen']): Observations {
  return { ...NO_OBSERVATIONS, ...facts, lead: { ...UNKNOWN_LEAD, ...lead } };
}
