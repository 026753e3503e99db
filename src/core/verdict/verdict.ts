import { type ContainerState, containerOf, hasStopped, neverRan, type TaskState, toldToStop } from '../ecs/task.ts';
import type { ContainerRoles } from '../ecs/task-ref.ts';
import type { Observations } from './observations.ts';
import { readOwnStop } from './own-stop.ts';

/** What the state reported by ECS means for a task, with the facts that an explanation needs. */
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
  /** The `reason` of our container. */
  containerReason: string | undefined;
  /** The `reason` of each other container of the task definition, by container name. */
  otherReasons: Record<string, string>;
  /** Names of the other containers of the task definition that have run. */
  othersRan: string[];
  /** A container that ours depends on and that failed. If ours never started, this is why. */
  failedFirst?: { name: string; exitCode: number };
}

/** How long ECS may answer MISSING for a task that it has just accepted, because it is eventually consistent. */
const MISSING_AFTER_LAUNCH_MS = 60_000;
/** How long we wait for the exit code or stop code of a stopped task before we accept that it is absent. */
const LATE_FACTS_MS = 5_000;

/**
 * The verdict on a task, or `undefined` while it is still open. Pure. Only containers of the task definition count.
 *
 * A success needs proof. The exit code must be 0. Also, the stop code must be EssentialContainerExited, or the exit
 * code must have been seen while the desired status was still RUNNING. If there are other essential containers, there
 * must be proof that ours ended first, because a container that catches SIGTERM may end half-way with 0. If we stopped
 * the rest ourselves, that proves both, because we do so only after ours has ended.
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
  if (ours?.exitCode !== undefined) return judgeExit(ref, seen, { task, exitCode: ours.exitCode, stop });
  if (hasStopped(task)) return judgeSilence(ref, task, seen, stop);
  // A container that is not essential may end, or fail to start, while the others keep the task alive.
  const lost = seen.endedSeenAt !== undefined && seen.lookedAt - seen.endedSeenAt >= LATE_FACTS_MS;
  return lost && !ref.essential.includes(ref.container) ? { kind: 'no-exit-code', stop } : undefined;
}

/** The task has stopped and shows no exit code. ECS may show it a moment later. */
function judgeSilence(ref: ContainerRoles, task: TaskState, seen: Observations, stop: StopFacts): Verdict | undefined {
  // If our container is the only one, it is the one that failed to start.
  const failed = stop.stopCode === 'TaskFailedToStart';
  const isCertain = neverRan(task) || (failed && ref.containers.length === 1);
  if (isCertain && !seen.started) return { kind: 'never-started', stop };
  if (!isSettled(seen)) return undefined;
  // If our container had run, its exit code would be known by now, unless its host is gone. A container that it depends
  // on may have run.
  const hostGone = stop.stopCode === 'TerminationNotice';
  if (failed || (!seen.started && !hostGone)) return { kind: 'never-started', stop };
  return stoppedByOthers(stop) ? { kind: 'stopped', exitCode: undefined, stop } : { kind: 'no-exit-code', stop };
}

function judgeExit(
  ref: ContainerRoles,
  seen: Observations,
  { task, exitCode, stop }: { task: TaskState; exitCode: number; stop: StopFacts },
): Verdict | undefined {
  const unexplained = !seen.exitedUnprompted && stop.stopCode === undefined;
  if (exitCode !== 0) {
    // What stopped the task is the cause to name, once ECS reports it.
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

/** A follower starts only after our container has ended, and never after ECS decided to stop the task. */
function aFollowerHasRun({ followers = [] }: ContainerRoles, task: TaskState): boolean {
  return followers.some((name) => {
    const follower = containerOf(task, name);
    return follower?.exitCode !== undefined || follower?.lastStatus === 'RUNNING';
  });
}

/** Essential containers whose end may be the reason why ECS told our container to stop. */
function othersThatMayHaveEndedFirst(ref: ContainerRoles, task: TaskState): string[] {
  return ref.essential.filter((name) => name !== ref.container && mayHaveEndedFirst(name, ref, task));
}

/**
 * True except for containers that ECS must have ended: exit code 143 (SIGTERM), or 137 (SIGKILL) without a reason of
 * its own, when only ECS can have sent it. Also false for a container that was never created, if an essential container
 * has exited.
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
 * Stopping took so long that ECS had to kill a container. Ours would show 137 if it had been killed, so the killed
 * container outlived ours.
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

/** Stop codes of a task that ended because of its own containers. */
const OF_ITS_CONTAINERS = ['EssentialContainerExited', 'TaskFailedToStart'];

/** ECS has been asked for long enough after the stop: a fact that it has not reported by now is missing. */
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

/**
 * The container that ours depends on and that failed by itself. If something stopped the task, exit codes 137 and 143
 * come from that.
 */
function failedFirst(task: TaskState, { waitsFor = [] }: ContainerRoles): Pick<StopFacts, 'failedFirst'> {
  const told = task.stopCode !== undefined && !OF_ITS_CONTAINERS.includes(task.stopCode);
  for (const name of waitsFor) {
    const exitCode = containerOf(task, name)?.exitCode ?? 0;
    if (exitCode !== 0 && !(told && [137, 143].includes(exitCode))) return { failedFirst: { name, exitCode } };
  }
  return {};
}
