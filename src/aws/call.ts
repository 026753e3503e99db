import type { Trace } from '../core/base/aws-options.ts';
import type { Answer } from '../core/base/failure.ts';
import { type SdkError, toFailure } from './to-failure.ts';

export interface CallContext {
  now(): number;
  trace?: (trace: Trace) => void;
  endpoint: string | undefined;
  profile?: string;
}

/** A call can sign two requests: one for the service itself, and one to STS for the credentials of an assumed role. */
const SIGNED_FOR = 2;

/**
 * Makes one attempt at a call. Errors are returned as a typed failure, never thrown. Only if AWS rejects the time of a
 * signature, the call is repeated at once, up to once for each client that signs: the SDK has learned AWS's time from
 * the rejection.
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
  { now, trace, endpoint, profile }: CallContext,
): Promise<Answer<T>> {
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
