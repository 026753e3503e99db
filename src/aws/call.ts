import type { Trace } from '../core/aws-options.ts';
import type { Answer, CallFailure, FailureKind } from '../core/failure.ts';

export interface CallContext {
  now(): number;
  /** Waits until another call may be made; unlimited by default. */
  budget?: () => Promise<void>;
  trace?: (trace: Trace) => void;
  endpoint: string | undefined;
  profile?: string;
}

/** Makes one attempt at a call; whatever goes wrong is answered as a typed failure, never thrown. */
export async function call<T extends { $metadata: { requestId?: string } }>(
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
    const failure = toFailure(operation, error as SdkError, endpoint, profile);
    trace?.({ operation, ms: now() - began, requestId: failure.requestId, error: failure.name });
    return { ok: false, failure };
  }
}

/** What the SDK throws: modelled exceptions, system errors and its own. */
interface SdkError extends Error {
  code?: string;
  resourceIds?: string[];
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

const THROTTLED =
  /^(Throttl|RequestThrottled|TooManyRequests|RequestLimitExceeded|SlowDown|BandwidthLimitExceeded|ProvisionedThroughput)/;
const DENIED =
  /^(AccessDenied|NotAuthorized|UnauthorizedOperation|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature|AuthFailure|OptInRequired)/;
const EXPIRED = /^(ExpiredToken|RequestExpired)/;
/** Errors of this side, before a byte was sent. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNTIMEOUT']);

function toFailure(
  operation: string,
  error: SdkError,
  endpoint: string | undefined,
  profile: string | undefined,
): CallFailure {
  const name = error.name === 'Error' && error.code ? error.code : error.name;
  const requestId = error.$metadata?.requestId;
  return {
    kind: kindOf(error, name),
    operation,
    name,
    message: messageOf(error, profile),
    ...(requestId === undefined ? {} : { requestId }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(error.resourceIds === undefined ? {} : { resourceIds: error.resourceIds }),
  };
}

function kindOf(error: SdkError, name: string): FailureKind {
  const status = error.$metadata?.httpStatusCode;
  if (name === 'CredentialsProviderError' || /region is missing/i.test(error.message)) return 'unconfigured';
  if (THROTTLED.test(name) || status === 429) return 'throttled';
  if (EXPIRED.test(name)) return 'expired';
  if (DENIED.test(name)) return 'denied';
  if (NEVER_SENT.has(error.code ?? '') || isConnectTimeout(error)) return 'unreachable';
  // A proxy's HTML, a cut body, a reset or a 5xx: the request may have been carried out.
  if (status === undefined || status >= 500 || status < 300 || name === 'SyntaxError') return 'lost';
  return 'refused';
}

function isConnectTimeout(error: SdkError): boolean {
  return error.name === 'TimeoutError' && /connection|connect/i.test(error.message);
}

function messageOf(error: SdkError, profile: string | undefined): string {
  if (error.name === 'CredentialsProviderError' && profile) return `${error.message} (profile ${profile})`;
  if (error.name === 'SyntaxError') return 'the answer was not JSON (a proxy, or a cut connection)';
  return error.message || error.code || 'no message';
}
