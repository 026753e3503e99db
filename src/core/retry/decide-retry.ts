import { containerOf, hasStopped, type TaskState } from '../ecs/task.ts';
import type { TaskRef } from '../ecs/task-ref.ts';
import type { NoRetry } from '../events/retry-reasons.ts';
import type { Ending } from '../explain/endings.ts';
import type { RetryOn, WaitRange } from '../settings/retry-kinds.ts';
import { readOwnStop } from '../verdict/own-stop.ts';
import { classify } from './classify.ts';

/** What the user allows. */
export interface RetryRules {
  retries: number;
  on: readonly RetryOn[];
  wait: WaitRange;
}

/** An attempt that has ended, with everything that shows how. */
export interface EndedAttempt {
  ending: Ending;
  ref: Pick<TaskRef, 'container' | 'essential'>;
  /** The task as ECS last showed it. */
  task: TaskState | undefined;
  /** The last lines of the migration container. */
  lines: readonly string[];
  /** Whether the log could not be read to its end. */
  unread: boolean;
  /** The number of this attempt among those that have run: 1 for the first. */
  number: number;
}

/** `again`: another attempt after `waitMs`. `end`: no other attempt; `why` is absent if this one did not fail. */
export type RetryStep = { do: 'again'; waitMs: number; on: RetryOn } | { do: 'end'; why?: NoRetry };

/**
 * Whether a migration is tried again. Only after proof: its container ended by itself, with a code that is neither 0 nor
 * that of a signal, its task has stopped, and the end of its log was read and shows only an error of the classes that
 * the user allows. `leftMs`: the time until the whole run must have ended.
 */
export function decideRetry(
  attempt: EndedAttempt,
  rules: RetryRules,
  { leftMs, random }: { leftMs: number; random: number },
): RetryStep {
  const { ending, lines, number } = attempt;
  if (rules.retries === 0 || ending.kind !== 'verdict' || ending.verdict.kind === 'succeeded') return { do: 'end' };
  if (ending.verdict.kind !== 'failed' || !endedByItself(attempt, ending.verdict.exitCode)) {
    return { do: 'end', why: 'not-by-itself' };
  }
  if (number > rules.retries) return { do: 'end', why: 'no-attempts-left' };
  if (attempt.task === undefined || !hasStopped(attempt.task)) return { do: 'end', why: 'not-stopped' };
  if (attempt.unread || lines.length === 0) return { do: 'end', why: 'log-incomplete' };
  if (isCut(lines)) return { do: 'end', why: 'log-cut' };
  const found = classify(lines, ending.verdict.exitCode, rules.on);
  if ('no' in found) return { do: 'end', why: found.no };
  const waitMs = waitBefore(number + 1, rules.wait, random);
  if (waitMs >= leftMs) return { do: 'end', why: 'no-time-left' };
  return { do: 'again', waitMs, on: found.on };
}

/** Whether nothing from outside ended the container: no stop, no signal, no lack of memory, no neighbour. */
function endedByItself({ ref, task }: EndedAttempt, exitCode: number): boolean {
  if (exitCode < 1 || exitCode >= 124) return false;
  if (task === undefined) return false;
  // If another essential container ends first, ECS stops ours, which may then exit with any code.
  if (ref.essential.some((name) => name !== ref.container)) return false;
  if (containerOf(task, ref.container)?.reason !== undefined) return false;
  return task.stopCode === 'EssentialContainerExited' || readOwnStop(task) === 'ended';
}

/** The lines are kept in limited memory. If they nearly fill it, earlier ones of the last lines may be gone. */
const NEARLY_FULL = 120_000;

function isCut(lines: readonly string[]): boolean {
  return lines.reduce((sum, line) => sum + line.length, 0) >= NEARLY_FULL;
}

/** The wait before attempt `number`: the smallest one before the second, then doubled. With jitter, within the range. */
function waitBefore(number: number, { leastMs, mostMs }: WaitRange, random: number): number {
  const grown = Math.min(mostMs, leastMs * 2 ** Math.min(number - 2, 20));
  const jittered = grown * (0.8 + 0.4 * random);
  return Math.round(Math.min(mostMs, Math.max(leastMs, jittered)));
}
