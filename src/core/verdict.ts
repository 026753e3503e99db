import { type ContainerState, containerOf, hasStopped, neverRan, type TaskState, toldToStop } from './task.ts';
import type { TaskRef } from './task-ref.ts';
import type { Witness } from './witness.ts';

/** What ECS's word on a task comes to, with the facts that an explanation needs. */
export type Verdict =
  | { kind: 'succeeded' }
  | { kind: 'failed'; exitCode: number; stop: StopFacts }
  /** `othersRan`: containers that ours waits for, say, have run. */
  | { kind: 'never-started'; othersRan?: true; stop: StopFacts }
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
 * seen while the task was still meant to run.
 */
export function judge(ref: TaskRef, seen: Witness): Verdict | undefined {
  if (seen.missingSince !== undefined) {
    const forMs = seen.lookedAt - seen.missingSince;
    return forMs >= MISSING_AFTER_LAUNCH_MS ? { kind: 'forgotten', forMs } : undefined;
  }
  const task = seen.last;
  if (task === undefined) return undefined;
  const ours = containerOf(task, ref.container);
  const stop = stopFacts(task, ours, ref);
  if (ours?.exitCode !== undefined) return judgeExit(ref, seen, task, ours.exitCode, stop);
  if (hasStopped(task)) return judgeSilence(task, seen, stop);
  // One that is not essential may end, or fail to start, while the others keep the task alive.
  const lost = seen.endedSeenAt !== undefined && seen.lookedAt - seen.endedSeenAt >= LATE_FACTS_MS;
  return lost && !ref.essential.includes(ref.container) ? { kind: 'no-exit-code', stop } : undefined;
}

/** The task has stopped and shows no code; ECS may show it a moment later. */
function judgeSilence(task: TaskState, seen: Witness, stop: StopFacts): Verdict | undefined {
  if (neverRan(task) && !seen.started) return { kind: 'never-started', stop };
  if (!settled(seen)) return undefined;
  // Had ours run, its code would be there by now, unless its host is gone. One that it waited for may have run.
  const hostGone = stop.stopCode === 'TerminationNotice';
  if (stop.stopCode === 'TaskFailedToStart' || (!seen.started && !hostGone)) return { kind: 'never-started', stop };
  return stoppedByOthers(stop) ? { kind: 'stopped', exitCode: undefined, stop } : { kind: 'no-exit-code', stop };
}

function judgeExit(
  ref: TaskRef,
  seen: Witness,
  task: TaskState,
  exitCode: number,
  stop: StopFacts,
): Verdict | undefined {
  const unexplained = !seen.exitedUnprompted && stop.stopCode === undefined;
  if (exitCode !== 0) {
    // Whoever told the task to stop is the cause to name, once ECS says so.
    const open = toldToStop(task) && unexplained && !settled(seen);
    return open ? undefined : { kind: 'failed', exitCode, stop };
  }
  if (unexplained && !settled(seen)) return undefined;
  const prompted = !seen.exitedUnprompted && stop.stopCode !== 'EssentialContainerExited';
  if (prompted) return { kind: 'stopped', exitCode: 0, stop };
  const suspects = seen.endedFirst ? [] : othersThatMayHaveEndedFirst(ref, task);
  if (suspects.length === 0) return { kind: 'succeeded' };
  const codesMayCome = suspects.some((name) => containerOf(task, name)?.exitCode === undefined);
  return codesMayCome && !settled(seen) ? undefined : { kind: 'uncertain', exitCode: 0, others: suspects, stop };
}

/**
 * Essential containers whose own end may have been why ours was told to stop. One that shows 137 or 143 was killed
 * because ours had ended; one that shows 0 ended as it should.
 */
function othersThatMayHaveEndedFirst(ref: TaskRef, task: TaskState): string[] {
  return ref.essential.filter((name) => {
    if (name === ref.container) return false;
    const code = containerOf(task, name)?.exitCode;
    return code === undefined || ![0, 137, 143].includes(code);
  });
}

function stoppedByOthers(stop: StopFacts): boolean {
  return stop.stopCode !== undefined && !OF_ITS_CONTAINERS.includes(stop.stopCode);
}

/** Stop codes of a task that ended for the sake of its own containers. */
const OF_ITS_CONTAINERS = ['EssentialContainerExited', 'TaskFailedToStart'];

/** ECS has answered long enough after the stop for what it has not said by then to be missing. */
function settled(seen: Witness): boolean {
  return seen.stoppedSeenAt !== undefined && seen.lookedAt - seen.stoppedSeenAt >= LATE_FACTS_MS;
}

function stopFacts(task: TaskState, ours: ContainerState | undefined, ref: TaskRef): StopFacts {
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
function failedFirst(task: TaskState, { waitsFor = [] }: TaskRef): Pick<StopFacts, 'failedFirst'> {
  const told = task.stopCode !== undefined && !OF_ITS_CONTAINERS.includes(task.stopCode);
  for (const name of waitsFor) {
    const exitCode = containerOf(task, name)?.exitCode ?? 0;
    if (exitCode !== 0 && !(told && [137, 143].includes(exitCode))) return { failedFirst: { name, exitCode } };
  }
  return {};
}
