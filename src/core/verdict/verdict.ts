import { type ContainerState, containerOf, hasStopped, neverRan, type TaskState, toldToStop } from '../ecs/task.ts';
import type { ContainerRoles } from '../ecs/task-ref.ts';
import type { Observations } from './observations.ts';
import { readOwnStop } from './own-stop.ts';

/** What ECS's word on a task comes to, with the facts that an explanation needs. */
export type Verdict =
  | { kind: 'succeeded' }
  | { kind: 'failed'; exitCode: number; stop: StopFacts }
  | { kind: 'never-started'; stop: StopFacts }
  | { kind: 'stopped'; exitCode: number | undefined; stop: StopFacts }
  | { kind: 'no-exit-code'; stop: StopFacts }
  | { kind: 'uncertain'; exitCode: number; others: string[]; stop: StopFacts }
  | { kind: 'forgotten'; forMs: number };

export interface StopFacts {
  stopCode: string | undefined;
  stoppedReason: string | undefined;
  /** Our container's own reason. */
  containerReason: string | undefined;
  /** Reasons of the other containers of the task definition, by name. */
  otherReasons: Record<string, string>;
  /** Names of the other containers of the task definition that have run. */
  othersRan: string[];
  /** A container that ours waits for and that failed: why ours never started, if it did not. */
  failedFirst?: { name: string; exitCode: number };
}

/** How long ECS may answer MISSING for a task it has just accepted: it is eventually consistent. */
const MISSING_AFTER_LAUNCH_MS = 60_000;
/** How long a stopped task may lack its exit code or stop code before that is final. */
const LATE_FACTS_MS = 5_000;

/**
 * The verdict on a task, or `undefined` while it is still open. Pure; only containers of the task definition count.
 *
 * Zero is earned: it takes exit code 0 and either the stop code EssentialContainerExited or the code having been
 * seen while the task was still meant to run; and, beside other essential containers, proof that ours ended first: a
 * container that catches SIGTERM may end with 0 half-way. That we stopped the rest ourselves is proof of both, for we
 * do so only when ours has ended.
 */
export function judge(ref: ContainerRoles, seen: Observations): Verdict | undefined {
  if (seen.missingSince !== undefined) {
    const forMs = seen.lookedAt - seen.missingSince;
    return forMs >= MISSING_AFTER_LAUNCH_MS ? { kind: 'forgotten', forMs } : undefined;
  }
  const task = seen.last;
  if (task === undefined) return undefined;
  const ours = containerOf(task, ref.container);
  const stop = stopFacts(task, ours, ref);
  if (ours?.exitCode !== undefined) return judgeExit(ref, seen, task, ours.exitCode, stop);
  if (hasStopped(task)) return judgeSilence(ref, task, seen, stop);
  // One that is not essential may end, or fail to start, while the others keep the task alive.
  const lost = seen.endedSeenAt !== undefined && seen.lookedAt - seen.endedSeenAt >= LATE_FACTS_MS;
  return lost && !ref.essential.includes(ref.container) ? { kind: 'no-exit-code', stop } : undefined;
}

/** The task has stopped and shows no code; ECS may show it a moment later. */
function judgeSilence(ref: ContainerRoles, task: TaskState, seen: Observations, stop: StopFacts): Verdict | undefined {
  // Where ours is the only one, it is what failed to start.
  const failed = stop.stopCode === 'TaskFailedToStart';
  const isCertain = neverRan(task) || (failed && ref.containers.length === 1);
  if (isCertain && !seen.started) return { kind: 'never-started', stop };
  if (!isSettled(seen)) return undefined;
  // Had ours run, its code would be there by now, unless its host is gone. One that it waited for may have run.
  const hostGone = stop.stopCode === 'TerminationNotice';
  if (failed || (!seen.started && !hostGone)) return { kind: 'never-started', stop };
  return stoppedByOthers(stop) ? { kind: 'stopped', exitCode: undefined, stop } : { kind: 'no-exit-code', stop };
}

function judgeExit(
  ref: ContainerRoles,
  seen: Observations,
  task: TaskState,
  exitCode: number,
  stop: StopFacts,
): Verdict | undefined {
  const unexplained = !seen.exitedUnprompted && stop.stopCode === undefined;
  if (exitCode !== 0) {
    // Whoever told the task to stop is the cause to name, once ECS says so.
    const open = toldToStop(task) && unexplained && !isSettled(seen);
    return open ? undefined : { kind: 'failed', exitCode, stop };
  }
  if (unexplained && !isSettled(seen)) return undefined;
  const proven = readOwnStop(stop) === 'ended' || aFollowerHasRun(ref, task);
  const prompted = !seen.exitedUnprompted && !proven && stop.stopCode !== 'EssentialContainerExited';
  if (prompted) return { kind: 'stopped', exitCode: 0, stop };
  const suspects = seen.endedFirst || proven ? [] : othersThatMayHaveEndedFirst(ref, task);
  if (suspects.length === 0) return { kind: 'succeeded' };
  const codesMayCome = suspects.some((name) => containerOf(task, name)?.exitCode === undefined);
  return codesMayCome && !isSettled(seen) ? undefined : { kind: 'uncertain', exitCode: 0, others: suspects, stop };
}

/** One that ECS starts only when ours has ended, and never once the task is to stop. */
function aFollowerHasRun({ followers = [] }: ContainerRoles, task: TaskState): boolean {
  return followers.some((name) => {
    const follower = containerOf(task, name);
    return follower?.exitCode !== undefined || follower?.lastStatus === 'RUNNING';
  });
}

/** Essential containers whose own end may have been why ours was told to stop. */
function othersThatMayHaveEndedFirst(ref: ContainerRoles, task: TaskState): string[] {
  return ref.essential.filter((name) => name !== ref.container && mayHaveEndedFirst(name, ref, task));
}

/**
 * All but those that show ECS's SIGTERM (143), or its SIGKILL (137, with no reason of its own) at a time when only that
 * can have ended them; and those that were never made, while an essential container has exited.
 */
function mayHaveEndedFirst(name: string, ref: ContainerRoles, task: TaskState): boolean {
  const other = containerOf(task, name);
  if (other === undefined) return true;
  const { exitCode, reason, runtimeId } = other;
  if (exitCode === undefined) return runtimeId !== undefined || task.stopCode !== 'EssentialContainerExited';
  if (exitCode === 137) return reason !== undefined || !outlastsStopTimeouts(ref, task);
  return exitCode !== 143;
}

/**
 * The containers took so long to stop that ECS had to kill one. It was not ours, which would show 137 then: so whichever
 * was killed has outlived ours.
 */
function outlastsStopTimeouts(
  { stopTimeoutMs }: ContainerRoles,
  { stoppingAt, executionStoppedAt }: TaskState,
): boolean {
  if (stopTimeoutMs === undefined || stoppingAt === undefined || executionStoppedAt === undefined) return false;
  return executionStoppedAt - stoppingAt >= stopTimeoutMs;
}

function stoppedByOthers(stop: StopFacts): boolean {
  return stop.stopCode !== undefined && !OF_ITS_CONTAINERS.includes(stop.stopCode) && readOwnStop(stop) !== 'ended';
}

/** Stop codes of a task that ended for the sake of its own containers. */
const OF_ITS_CONTAINERS = ['EssentialContainerExited', 'TaskFailedToStart'];

/** ECS has answered long enough after the stop for what it has not said by then to be missing. */
function isSettled(seen: Observations): boolean {
  return seen.stoppedSeenAt !== undefined && seen.lookedAt - seen.stoppedSeenAt >= LATE_FACTS_MS;
}

function stopFacts(task: TaskState, ours: ContainerState | undefined, ref: ContainerRoles): StopFacts {
  const others = task.containers.filter(({ name }) => name !== ref.container && ref.containers.includes(name));
  const withReason = others.filter(({ reason }) => reason);
  return {
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    containerReason: ours?.reason,
    otherReasons: Object.fromEntries(withReason.map(({ name, reason = '' }) => [name, reason])),
    othersRan: others.filter(({ exitCode }) => exitCode !== undefined).map(({ name }) => name),
    ...failedFirst(task, ref),
  };
}

/** Of those that ours waits for, the one that failed by itself: where the task was told to stop, 137 and 143 tell of that. */
function failedFirst(task: TaskState, { waitsFor = [] }: ContainerRoles): Pick<StopFacts, 'failedFirst'> {
  const told = task.stopCode !== undefined && !OF_ITS_CONTAINERS.includes(task.stopCode);
  for (const name of waitsFor) {
    const exitCode = containerOf(task, name)?.exitCode ?? 0;
    if (exitCode !== 0 && !(told && [137, 143].includes(exitCode))) return { failedFirst: { name, exitCode } };
  }
  return {};
}
