import type { Clock } from '../core/base/clock.ts';
import { formatDuration } from '../core/base/duration.ts';
import type { Finding } from '../core/findings/findings.ts';
import type { LambdaContext } from './runtime.ts';

/** The time that one call of the function has. */
export interface CallTime extends Disposable {
  /** Aborted when the step should come to its end: what still retries gives up. */
  soft: AbortSignal;
  /** Resolves when the result has to be reported, whatever the step is doing. */
  hard: Promise<'late'>;
  remainingMs(): number;
}

/** No step needs longer; what is left belongs to the next one. */
const LONGEST_STEP_MS = 45_000;
/** For the report: two tries that take their whole time-out would be more, but they are not the rule. */
const REPORT_MS = 6_000;
/** With less a call would hardly come to its launch or look before it has to report. */
const SHORTEST_MS = 9_500;
/** Where nobody says how long the call may take. */
const UNKNOWN_MS = 60_000;

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

/** A function's time-out that no step can be made in; Lambda's default of 3 s is one. */
export function checkRemainingTime(remainingMs: number): Finding[] {
  if (remainingMs >= SHORTEST_MS) return [];
  const problem = `the function's own time-out of about ${formatDuration(remainingMs)} is too short for one step`;
  return [{ code: 'usage', problem, fix: 'give the function a time-out of a minute or more' }];
}

/** How long the call may still take. */
export function remainingOf(context: LambdaContext | undefined, clock: Clock): () => number {
  const began = clock.now();
  return () => context?.getRemainingTimeInMillis?.() ?? UNKNOWN_MS - (clock.now() - began);
}
