import pRetry from 'p-retry';
import type { Clock, Random } from '../../core/base/clock.ts';
import type { Answer, CallFailure } from '../../core/base/failure.ts';
import { warn } from '../../core/events/warnings.ts';
import type { RetryContext } from '../../core/ports.ts';
import { nextTryMs, type Purpose } from '../../core/run/schedule.ts';

/** Waits shorter than this are not reported: they would be noise. Milliseconds. */
const MENTIONED_MS = 1_000;

/** Carries a failure through p-retry, which accepts only errors. */
class Failed extends Error {
  readonly failure: CallFailure;
  constructor(failure: CallFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

interface Patience {
  clock: Clock;
  random: Random;
  /** Ends the waiting; {@link retry} then returns the last failure. */
  signal: AbortSignal;
  /** What the call is for, when it has failed. Default: `prepare`. */
  purpose?: () => Purpose;
  /** Called before each wait. */
  onRetry?: (failure: CallFailure, waitMs: number) => Promise<void>;
}

/**
 * Repeats a call until it succeeds, or until {@link nextTryMs} sees no point in another try. Returns the last answer,
 * and never throws a failed one. Waits use the injected clock: p-retry's own timers stay off.
 */
export async function retry<T>(call: () => Promise<Answer<T>>, patience: Patience): Promise<Answer<T>> {
  const first = await call();
  if (first.ok) return first;
  const { clock, random, signal, onRetry, purpose = () => 'prepare' } = patience;
  const began = clock.now();
  let last: Answer<T> = first;
  const attempt = async (attemptNumber: number): Promise<Answer<T>> => {
    if (attemptNumber > 1) last = await call();
    if (last.ok) return last;
    throw new Failed(last.failure);
  };
  const wait = async ({ error, attemptNumber }: { error: Error; attemptNumber: number }): Promise<void> => {
    if (!(error instanceof Failed) || signal.aborted) throw error;
    const tried = { failure: error.failure, tries: attemptNumber, elapsedMs: clock.now() - began };
    const waitMs = nextTryMs(purpose(), tried, random.next());
    if (waitMs === undefined) throw error;
    await onRetry?.(error.failure, waitMs);
    await clock.sleep(waitMs, signal);
    if (signal.aborted) throw error;
  };
  const options = { retries: Number.POSITIVE_INFINITY, minTimeout: 0, maxTimeout: 0, onFailedAttempt: wait };
  return pRetry(attempt, options).catch((error: unknown) => {
    if (error instanceof Failed) return last;
    throw error;
  });
}

/** The retry options of a run: its clock, its interrupt, and a warning before each wait. */
export function retryOptionsOf({ clock, random, interrupt, emit }: RetryContext): Patience {
  const onRetry = async (failure: CallFailure, waitMs: number): Promise<void> => {
    if (waitMs < MENTIONED_MS) return;
    await emit(warn('retrying', { failure, waitMs }));
  };
  return { clock, random, signal: interrupt, onRetry };
}
