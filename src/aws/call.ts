import type { Trace } from '../core/base/aws-options.ts';
import type { Answer } from '../core/base/failure.ts';
import { type SdkError, toFailure } from './to-failure.ts';

export interface CallContext {
  now(): number;
  /** Waits until another call may be made; unlimited by default. */
  budget?: () => Promise<void>;
  trace?: (trace: Trace) => void;
  endpoint: string | undefined;
  profile?: string;
}

/** The service itself, and STS for the credentials of an assumed role. */
const SIGNED_FOR = 2;

/**
 * Makes one attempt at a call; whatever goes wrong is answered as a typed failure, never thrown. Only where AWS did not
 * take the time of a signature is there another one at once, for each client that takes part: from that answer the SDK has
 * learned AWS's time.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export async function callOnce<T extends { $metadata: { requestId?: string } }>(
  operation: string,
  send: () => Promise<T>,
  context: CallContext,
): Promise<Answer<T>> {
  let answer = await attempt(operation, send, context);
  for (let more = SIGNED_FOR; more > 0 && !answer.ok && answer.failure.kind === 'clock'; more -= 1) {
    answer = await attempt(operation, send, context);
  }
  return answer;
}

async function attempt<T extends { $metadata: { requestId?: string } }>(
  operation: string,
  send: () => Promise<T>,
  { now, budget, trace, endpoint, profile }: CallContext,
): Promise<Answer<T>> {
  await budget?.();
  const began = now();
  try {
    const value = await send();
    trace?.({ operation, ms: now() - began, requestId: value.$metadata.requestId, error: undefined });
    return { ok: true, value };
  } catch (error) {
    const failure = toFailure(error as SdkError, { operation, endpoint, profile, now: now() });
    trace?.({ operation, ms: now() - began, requestId: failure.requestId, error: failure.name });
    return { ok: false, failure };
  }
}
