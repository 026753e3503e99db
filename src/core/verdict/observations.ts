import { type ClockLead, narrowLead, onOurClock, onTheirClock, UNKNOWN_LEAD } from '../base/clock-lead.ts';
import { containerOf, hasEnded, hasStarted, hasStopped, type TaskState, toldToStop } from '../ecs/task.ts';
import type { ContainerRoles, TaskRef } from '../ecs/task-ref.ts';
import { LAST_SECONDS_MS } from './log-cursor.ts';

/** One look at a task: what DescribeTasks said of it, and when (milliseconds since the epoch). */
export interface Observation {
  /** When it was asked: an answer that was long under way shows how things were then. */
  askedAt: number;
  at: number;
  /** `undefined`: ECS answered MISSING. */
  task: TaskState | undefined;
  /** What the answer's own date tells of our clock; absent where it had none. */
  lead?: ClockLead | undefined;
}

/** What was seen of a task over time, where the last look alone cannot tell. Plain data, made by {@link addObservation}. */
export interface Observations {
  last?: TaskState;
  /** When the last answer was asked for: waiting for late facts counts looks, not the time of day. */
  lookedAt: number;
  /** Since when ECS has answered MISSING; absent while it shows the task. */
  missingSince?: number;
  /** The container's exit code was seen while ECS still meant the task to run. */
  exitedUnprompted: boolean;
  /** A container was seen to have started. */
  started: boolean;
  /** Our container was seen to have ended while the other essential ones had not. */
  endedFirst: boolean;
  /** When our container was first seen to have ended. */
  endedSeenAt?: number;
  /** When the task was first seen STOPPED. */
  stoppedSeenAt?: number;
  /** When our container was last seen alive, by the asking. */
  aliveAt?: number;
  /** Our clock against ECS's: by the dates of answers, and because what ECS tells has happened before we hear it. */
  lead: ClockLead;
}

export const NO_OBSERVATIONS: Observations = {
  lookedAt: 0,
  exitedUnprompted: false,
  started: false,
  endedFirst: false,
  lead: UNKNOWN_LEAD,
};

/** A launch that has just been answered tells how far our clock may be ahead of ECS's. */
export function observeLaunch(ref: TaskRef, now: number): Observations {
  return { ...NO_OBSERVATIONS, lookedAt: now, lead: { ...UNKNOWN_LEAD, most: now - ref.launchedAt } };
}

/** When the task was accepted, on our clock; before it has been seen, when we began to look for it. */
export function bornAt({ last, aliveAt, endedSeenAt, lead }: Observations, ref: TaskRef, beganAt: number): number {
  const unseen = last === undefined && aliveAt === undefined && endedSeenAt === undefined;
  return unseen ? beganAt : onOurClock(last?.createdAt ?? ref.launchedAt, lead);
}

/** What is known after one more look. */
export function addObservation(known: Observations, sighting: Observation, ref: ContainerRoles): Observations {
  const { task, at } = sighting;
  const lead = narrowLead(known.lead, leadBy(sighting), known.lookedAt === 0 ? 0 : at - known.lookedAt);
  if (task === undefined) {
    return { ...known, lookedAt: sighting.askedAt, missingSince: known.missingSince ?? at, lead };
  }
  const { missingSince: _, ...rest } = known;
  const ours = containerOf(task, ref.container);
  const ended = ours !== undefined && hasEnded(ours);
  const others = ref.essential.filter((name) => name !== ref.container).map((name) => containerOf(task, name));
  return {
    ...rest,
    last: task,
    lookedAt: sighting.askedAt,
    exitedUnprompted: known.exitedUnprompted || (ours?.exitCode !== undefined && !toldToStop(task)),
    started: known.started || hasStarted(task),
    endedFirst: known.endedFirst || (ended && others.every((other) => other !== undefined && !hasEnded(other))),
    ...(ended ? { endedSeenAt: known.endedSeenAt ?? at } : { aliveAt: sighting.askedAt }),
    ...(hasStopped(task) ? { stoppedSeenAt: known.stoppedSeenAt ?? at } : {}),
    lead,
  };
}

function leadBy({ at, task, lead = UNKNOWN_LEAD }: Observation): ClockLead {
  const most = task === undefined ? Number.POSITIVE_INFINITY : at - latestOf(task);
  return narrowLead(lead, { ...UNKNOWN_LEAD, most }, 0);
}

function latestOf({ createdAt = 0, startedAt = 0, stoppingAt = 0, executionStoppedAt = 0, stoppedAt = 0 }: TaskState) {
  return Math.max(createdAt, startedAt, stoppingAt, executionStoppedAt, stoppedAt);
}

/**
 * When our container had ended at the latest, in milliseconds of our clock: what ECS dates, put on our clock whose
 * lead is bounded by {@link Observations.lead}; else when it was seen. `undefined` if it was not seen to have ended.
 */
export function endedBy(
  { last, endedSeenAt, aliveAt = 0, lead }: Observations,
  ref: ContainerRoles,
): number | undefined {
  if (last === undefined || endedSeenAt === undefined) return undefined;
  const dated = last.executionStoppedAt ?? (stopsForOurs(last, ref) ? last.stoppingAt : undefined);
  return dated === undefined ? endedSeenAt : Math.min(endedSeenAt, Math.max(aliveAt, dated + lead.most));
}

/** The task may begin to stop for another's sake, long before our container has ended. */
function stopsForOurs({ stopCode, containers }: TaskState, ref: ContainerRoles): boolean {
  const alone = ref.essential.every((name) => name === ref.container);
  const injected = containers.some(({ name }) => !ref.containers.includes(name));
  return stopCode === 'EssentialContainerExited' && alone && !injected;
}

/**
 * From when on, by ECS's clock, a log line belongs to the last seconds of our container: they are counted from its end as
 * ECS dates it, else from when it was seen.
 */
export function lastSecondsFrom(
  { last, endedSeenAt = Number.POSITIVE_INFINITY, lead }: Observations,
  ref: ContainerRoles,
): number {
  const dated = last !== undefined && stopsForOurs(last, ref) ? last.stoppingAt : undefined;
  return (dated ?? onTheirClock(endedSeenAt, lead)) - LAST_SECONDS_MS;
}
