import { type ClockLead, narrowLead, onOurClock, onTheirClock, UNKNOWN_LEAD } from '../base/clock-lead.ts';
import { containerOf, hasEnded, hasStarted, hasStopped, type TaskState, toldToStop } from '../ecs/task.ts';
import type { ContainerRoles, TaskRef } from '../ecs/task-ref.ts';
import { LAST_SECONDS_MS } from './log-cursor.ts';

/** One look at a task: what DescribeTasks returned and when (milliseconds since the epoch). */
export interface Observation {
  /** When the call was sent. A slow answer shows the state of that time. */
  askedAt: number;
  at: number;
  /** `undefined`: ECS answered MISSING. */
  task: TaskState | undefined;
  /** What the date of the answer shows about our clock. Absent if the answer had no date. */
  lead?: ClockLead | undefined;
}

/**
 * What was observed of a task over time and the last look alone cannot show. Plain data, made by {@link
 * addObservation}.
 */
export interface Observations {
  last?: TaskState;
  /**
   * When the last answered call was sent. The wait for late facts is measured from look to look, not by the time of
   * day.
   */
  lookedAt: number;
  /** Since when ECS has answered MISSING. Absent while ECS shows the task. */
  missingSince?: number;
  /** The container's exit code was seen while the task's desired status was still RUNNING. */
  exitedUnprompted: boolean;
  /** A container was seen to have started. */
  started: boolean;
  /** Our container was seen ended while the other essential containers still ran. */
  endedFirst: boolean;
  /** When our container was first seen ended. */
  endedSeenAt?: number;
  /** When the task was first seen STOPPED. */
  stoppedSeenAt?: number;
  /** When the last call that showed our container alive was sent. */
  aliveAt?: number;
  /**
   * The lead of our clock over ECS's. Its bounds come from the dates of answers, and from this rule: what ECS reports
   * happened before we receive it.
   */
  lead: ClockLead;
}

export const NO_OBSERVATIONS: Observations = {
  lookedAt: 0,
  exitedUnprompted: false,
  started: false,
  endedFirst: false,
  lead: UNKNOWN_LEAD,
};

/** The answer to RunTask gives an upper bound of our clock's lead over ECS's. */
export function observeLaunch(ref: TaskRef, now: number): Observations {
  return { ...NO_OBSERVATIONS, lookedAt: now, lead: { ...UNKNOWN_LEAD, most: now - ref.launchedAt } };
}

/** When ECS accepted the task, on our clock. Until the task has been seen, the time when we began to look for it. */
export function bornAt({ last, aliveAt, endedSeenAt, lead }: Observations, ref: TaskRef, beganAt: number): number {
  const unseen = last === undefined && aliveAt === undefined && endedSeenAt === undefined;
  return unseen ? beganAt : onOurClock(last?.createdAt ?? ref.launchedAt, lead);
}

/** The observations after one more look. */
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
 * The latest time at which our container can have ended, in milliseconds of our clock. A time from ECS is converted to
 * our clock, whose lead is bounded by {@link Observations.lead}. Without one, it is the time when the end was seen.
 * `undefined` if the end was not seen.
 */
export function endedBy(
  { last, endedSeenAt, aliveAt = 0, lead }: Observations,
  ref: ContainerRoles,
): number | undefined {
  if (last === undefined || endedSeenAt === undefined) return undefined;
  const dated = last.executionStoppedAt ?? (stopsForOurs(last, ref) ? last.stoppingAt : undefined);
  return dated === undefined ? endedSeenAt : Math.min(endedSeenAt, Math.max(aliveAt, dated + lead.most));
}

/** The task may begin to stop because of another container, long before ours has ended. */
function stopsForOurs({ stopCode, containers }: TaskState, ref: ContainerRoles): boolean {
  const alone = ref.essential.every((name) => name === ref.container);
  const injected = containers.some(({ name }) => !ref.containers.includes(name));
  return stopCode === 'EssentialContainerExited' && alone && !injected;
}

/**
 * From this time, by ECS's clock, a log line is from the last seconds of our container. They are counted back from the
 * container's end by ECS's time, or else from when that end was seen.
 */
export function lastSecondsFrom(
  { last, endedSeenAt = Number.POSITIVE_INFINITY, lead }: Observations,
  ref: ContainerRoles,
): number {
  const dated = last !== undefined && stopsForOurs(last, ref) ? last.stoppingAt : undefined;
  return (dated ?? onTheirClock(endedSeenAt, lead)) - LAST_SECONDS_MS;
}
