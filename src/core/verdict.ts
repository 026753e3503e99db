import { type ContainerState, containerOf, hasStopped, type TaskState, toldToStop } from './task.ts';
import type { TaskRef } from './task-ref.ts';
import type { Witness } from './witness.ts';

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
export function judge(ref: TaskRef, seen: Witness, now: number): Verdict | undefined {
  if (seen.missingSince !== undefined) return judgeMissing(seen.missingSince, now);
  const task = seen.last;
  if (task === undefined) return undefined;
  const ours = containerOf(task, ref.container);
  const stop = stopFacts(task, ours, ref);
  if (ours?.exitCode !== undefined) return judgeExit(ref, seen, task, ours.exitCode, stop, now);
  if (!hasStopped(task)) return undefined;
  if (task.startedAt === undefined) return { kind: 'never-started', stop };
  // ECS may show the exit code a moment after STOPPED.
  if (!settled(seen, now)) return undefined;
  return stoppedByOthers(stop) ? { kind: 'stopped', exitCode: undefined, stop } : { kind: 'no-exit-code', stop };
}

function judgeMissing(since: number, now: number): Verdict | undefined {
  const forMs = now - since;
  return forMs >= MISSING_AFTER_LAUNCH_MS ? { kind: 'forgotten', forMs } : undefined;
}

function judgeExit(
  ref: TaskRef,
  seen: Witness,
  task: TaskState,
  exitCode: number,
  stop: StopFacts,
  now: number,
): Verdict | undefined {
  if (exitCode !== 0) {
    // Whoever told the task to stop is the cause to name, once ECS says so.
    const open = toldToStop(task) && !seen.exitedUnprompted && stop.stopCode === undefined && !settled(seen, now);
    return open ? undefined : { kind: 'failed', exitCode, stop };
  }
  if (seen.exitedUnprompted) return { kind: 'succeeded' };
  if (stop.stopCode === undefined) {
    return settled(seen, now) ? { kind: 'stopped', exitCode: 0, stop } : undefined;
  }
  if (stop.stopCode !== 'EssentialContainerExited') return { kind: 'stopped', exitCode: 0, stop };
  const suspects = seen.endedFirst ? [] : othersThatMayHaveEndedFirst(ref, task);
  if (suspects.length === 0) return { kind: 'succeeded' };
  const codesMayCome = suspects.some((name) => containerOf(task, name)?.exitCode === undefined);
  return codesMayCome && !settled(seen, now) ? undefined : { kind: 'uncertain', exitCode: 0, others: suspects, stop };
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
  return stop.stopCode !== undefined && !['EssentialContainerExited', 'TaskFailedToStart'].includes(stop.stopCode);
}

function settled(seen: Witness, now: number): boolean {
  return seen.stoppedSeenAt !== undefined && now - seen.stoppedSeenAt >= LATE_FACTS_MS;
}

function stopFacts(task: TaskState, ours: ContainerState | undefined, ref: TaskRef): StopFacts {
  const others = task.containers.filter(
    (container) => container.name !== ref.container && ref.containers.includes(container.name) && container.reason,
  );
  return {
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    containerReason: ours?.reason,
    otherReasons: Object.fromEntries(others.map((container) => [container.name, container.reason ?? ''])),
  };
}
