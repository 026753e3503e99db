import type { CallFailure, FailureKind } from '../core/base/failure.ts';
import { isOfCertificate, ProxyError } from './proxy-error.ts';

/** Where and when a call was made. */
export interface CallSite {
  operation: string;
  endpoint: string | undefined;
  profile?: string | undefined;
  /** The clock of this machine, in milliseconds since the epoch. */
  now: number;
}

/** What the SDK throws: modelled exceptions, system errors and its own. */
export interface SdkError extends Error {
  code?: string;
  /** What was being done to a socket, such as `connect` or `read`. */
  syscall?: string;
  /** Of an AggregateError: what each address of a host came to. */
  errors?: SdkError[];
  resourceIds?: string[];
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { headers?: Record<string, string> };
}

const THROTTLED =
  /^(Throttl|RequestThrottled|TooManyRequests|RequestLimitExceeded|SlowDown|BandwidthLimitExceeded|ProvisionedThroughput)/;
const DENIED =
  /^(AccessDenied|NotAuthorized|UnauthorizedOperation|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature|AuthFailure|OptInRequired)/;
const EXPIRED = /^(ExpiredToken|RequestExpired)/;

/** Says what went wrong, and whether the request may have been carried out all the same. */
export function toFailure(error: SdkError, site: CallSite): CallFailure {
  const name = error.name === 'Error' && error.code ? error.code : error.name;
  const requestId = error.$metadata?.requestId;
  const clock = readClockSkew(error, name, site.now);
  return {
    kind: clock === undefined ? kindOf(error, name) : 'clock',
    operation: site.operation,
    name,
    message: messageOf(error, site.profile),
    ...(requestId === undefined ? {} : { requestId }),
    ...(site.endpoint === undefined ? {} : { endpoint: site.endpoint }),
    ...(error.resourceIds === undefined ? {} : { resourceIds: error.resourceIds }),
    ...(clock === undefined ? {} : { clock }),
    ...(error instanceof ProxyError ? { proxy: error.variable } : {}),
  };
}

function kindOf(error: SdkError, name: string): FailureKind {
  const status = error.$metadata?.httpStatusCode;
  if (error instanceof ProxyError) return error.isFinal ? 'blocked' : 'unreachable';
  if (isOfCertificate(error) || isNoTls(error) || status === 407) return 'blocked';
  if (name === 'CredentialsProviderError' || name === 'BadProxy' || /region is missing/i.test(error.message)) {
    return 'unconfigured';
  }
  if (THROTTLED.test(name) || status === 429) return 'throttled';
  if (EXPIRED.test(name)) return 'expired';
  if (DENIED.test(name)) return 'denied';
  if (isBeforeRequest(error)) return 'unreachable';
  // A proxy's HTML, a cut body, a reset or a 5xx: the request may have been carried out.
  if (status === undefined || status >= 500 || status < 300 || name === 'SyntaxError') return 'lost';
  return 'refused';
}

/** Codes that only an attempt to connect can have. */
const OF_CONNECTING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Whether it went wrong before a connection was there to write the request to. A code alone does not tell: the system reports
 * EHOSTUNREACH, ETIMEDOUT or ECONNRESET also of a connection that has carried the request.
 */
function isBeforeRequest(error: SdkError): boolean {
  if (error.errors !== undefined && error.errors.length > 0) return error.errors.every(isBeforeRequest);
  return (
    error.syscall === 'connect' ||
    error.syscall === 'getaddrinfo' ||
    OF_CONNECTING.has(error.code ?? '') ||
    // The words of the SDK's and of Node's own errors, which have no code for it.
    /did not establish a connection|before secure TLS connection was established/.test(error.message)
  );
}

/** Whether the other side speaks no TLS, or none that can be agreed on. */
function isNoTls({ message }: SdkError): boolean {
  return /wrong version number|packet length too long|handshake failure|unsupported protocol|alert protocol version/i.test(
    message,
  );
}

/** Names that AWS's services have for a signature that they do not take; for most, the time is one cause of several. */
const OF_SIGNATURE = /^(InvalidSignature|SignatureDoesNotMatch|AuthFailure|RequestExpired)/;
const OF_TIME = /^(RequestTimeTooSkewed|RequestInTheFuture)/;

/** Services take signatures whose time is up to five minutes from theirs; the SDK corrects from four minutes on. */
const SKEWED_MS = 4 * 60_000;

/** Both clocks, in milliseconds since the epoch, where AWS did not take the time of the signature. */
function readClockSkew(error: SdkError, name: string, here: number): CallFailure['clock'] {
  if (!OF_SIGNATURE.test(name) && !OF_TIME.test(name)) return undefined;
  // "Signature expired: 20261121T115000Z is now earlier than 20261121T115500Z (20261121T120000Z - 5 min.)"
  const [, said] = /Signature (?:not yet current|expired):.*\((\d{8}T\d{6}Z) [+-]/i.exec(error.message) ?? [];
  const aws = said === undefined ? Date.parse(error.$response?.headers?.['date'] ?? '') : readStamp(said);
  if (said !== undefined || OF_TIME.test(name)) return { here, aws: Number.isNaN(aws) ? here : aws };
  return Math.abs(aws - here) >= SKEWED_MS ? { here, aws } : undefined;
}

/** Such as `20261121T120000Z`. */
function readStamp(stamp: string): number {
  return Date.parse(stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function messageOf(error: SdkError, profile: string | undefined): string {
  if (error.name === 'CredentialsProviderError' && profile) return `${error.message} (profile ${profile})`;
  if (error.name === 'SyntaxError') return 'the answer was not JSON (a proxy, or a cut connection)';
  return error.message || error.code || 'no message';
}
