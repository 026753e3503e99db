import type { Clock } from '../core/base/clock.ts';
import { formatDuration } from '../core/base/duration.ts';
import type { Finding } from '../core/findings/findings.ts';
import type { LambdaContext } from './runtime.ts';

/** The time available to one call of the function. */
export interface CallTime extends Disposable {
  /** Aborts when the step should end: retries stop. */
  soft: AbortSignal;
  /** Resolves when the result must be reported, even if the step has not finished. */
  hard: Promise<'late'>;
  remainingMs(): number;
}

/** No step needs longer. What is left to do belongs to the next step. Milliseconds. */
const LONGEST_STEP_MS = 45_000;
/** Reserved for the report. Two attempts that both time out would need more, but that is rare. Milliseconds. */
const REPORT_MS = 6_000;
/** With less time, a call would hardly reach its launch or look before it must report. Milliseconds. */
const SHORTEST_MS = 9_500;
/** Assumed if nobody says how long the call may take. Milliseconds. */
const UNKNOWN_MS = 60_000;

/** The time limits of one call of the function. Disposing it ends its timers. */
export function callTime(context: LambdaContext | undefined, clock: Clock): CallTime {
  const remainingMs = remainingOf(context, clock);
  const late = new AbortController();
  const over = new AbortController();
  const hardMs = Math.max(500, remainingMs() - REPORT_MS);
  const softMs = Math.min(LONGEST_STEP_MS, hardMs * 0.8);
  void clock.sleep(softMs, over.signal).then(() => late.abort('deadline'));
  const hard = clock.sleep(hardMs, over.signal).then(() => 'late' as const);
  return { soft: late.signal, hard, remainingMs, [Symbol.dispose]: () => over.abort() };
}

/** Reports a function time-out that is too short for any step, such as Lambda's default of 3 s. */
export function checkRemainingTime(remainingMs: number): Finding[] {
  if (remainingMs >= SHORTEST_MS) return [];
  const problem = `the time-out of the function (about ${formatDuration(remainingMs)}) is too short for one step`;
  return [{ code: 'usage', problem, fix: 'give the function a time-out of one minute or more' }];
}

/** Returns a function that says how long the call may still take. Milliseconds. */
export function remainingOf(context: LambdaContext | undefined, clock: Clock): () => number {
  const began = clock.now();
  return () => context?.getRemainingTimeInMillis?.() ?? UNKNOWN_MS - (clock.now() - began);
}
