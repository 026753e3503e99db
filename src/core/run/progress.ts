import { UNKNOWN_LEAD } from '../base/clock-lead.ts';
import type { CallFailure } from '../base/failure.ts';
import type { TaskRef } from '../ecs/task-ref.ts';
import { NO_OBSERVATIONS, type Observations } from '../verdict/observations.ts';
import type { StopCause } from './ending-of.ts';
import type { LaunchState, TaskOwner } from './launch-types.ts';
import { isDecided, joinRace } from './race.ts';
import type { WatchState } from './watch-types.ts';

/**
 * The progress of a run that is made in single steps, each in its own process. It is small, plain JSON. Times are
 * milliseconds since the epoch.
 */
export type Progress = LaunchState | Watching;

/** The task exists. Its state is read again at each step; this holds what that state alone cannot show. */
export interface Watching {
  at: 'watch';
  taskArn: string;
  taskDefinitionArn: string;
  container: string;
  launchedAt: number;
  whose: TaskOwner;
  /** What was observed, without the last look itself. */
  seen: Partial<Omit<Observations, 'last' | 'lead'>> & { lead?: { least?: number; most?: number } };
  /** When the watching began. */
  beganAt?: number;
  /**
   * `stopping`: why we asked ECS to stop the task. `wanted`: why we want to stop it, and since when StopTask has
   * failed.
   */
  stopping?: StopCause;
  wanted?: { why: StopCause; since: number };
  /** Since when AWS has not reported the task's state. */
  blindSince?: number;
  /** The race of independent starts has ended. */
  raced?: boolean;
}

/** The longest possible progress after the task exists: every member is present, each with its longest value. */
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

/** What a turn hands over about the task that it watched. */
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
    // At first only the task's ARN was known, so `launchedAt` was taken from our clock.
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

/** What a turn knows about the task when it begins. The turn joins the race anew: it looks for rivals at once. */
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

/** Only the time of a failure in an earlier turn is handed over, not the failure. */
const UNTOLD: CallFailure = { kind: 'lost', operation: 'ecs:DescribeTasks', name: 'TimeoutError', message: '' };

/**
 * The observations in a form that can be stored: without the last look, which is large, and without Infinity, which
 * JSON lacks.
 */
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
