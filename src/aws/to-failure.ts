import type { CallFailure, FailureKind } from '../core/base/failure.ts';
import { isOfCertificate, ProxyError } from './proxy-error.ts';

/** Where and when a call was made. */
export interface CallSite {
  operation: string;
  endpoint: string | undefined;
  profile?: string | undefined;
  /** Time of this machine. Milliseconds since the epoch. */
  now: number;
}

/** Errors that the SDK throws: modelled exceptions, system errors and its own errors. */
export interface SdkError extends Error {
  code?: string;
  /** The socket operation that failed, such as `connect` or `read`. */
  syscall?: string;
  /** Set on an AggregateError: the error for each address of a host. */
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

/** Classifies an error. The kind shows whether the request may have been carried out in spite of the error. */
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
  return kindOfName(name, status) ?? (isBeforeRequest(error) ? 'unreachable' : kindOfStatus(status, name));
}

/** The kind of an error that AWS returned, by its name and its HTTP status. */
export function kindOfResponse(name: string, status: number): FailureKind {
  return kindOfName(name, status) ?? kindOfStatus(status, name);
}

function kindOfName(name: string, status: number | undefined): FailureKind | undefined {
  if (THROTTLED.test(name) || status === 429) return 'throttled';
  if (EXPIRED.test(name)) return 'expired';
  return DENIED.test(name) ? 'denied' : undefined;
}

/** A proxy's HTML page, an incomplete body, a connection reset or a 5xx status: the request may have been carried out. */
function kindOfStatus(status: number | undefined, name: string): FailureKind {
  return status === undefined || status >= 500 || status < 300 || name === 'SyntaxError' ? 'lost' : 'refused';
}

/** Error codes that only a connection attempt can have. */
const OF_CONNECTING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Whether the error happened before there was a connection to send the request on. The code alone does not show this:
 * the system reports EHOSTUNREACH, ETIMEDOUT or ECONNRESET for established connections too.
 */
function isBeforeRequest(error: SdkError): boolean {
  if (error.errors !== undefined && error.errors.length > 0) return error.errors.every(isBeforeRequest);
  return (
    error.syscall === 'connect' ||
    error.syscall === 'getaddrinfo' ||
    OF_CONNECTING.has(error.code ?? '') ||
    // Messages of the SDK's and Node's own errors, which have no code for this case.
    /did not establish a connection|before secure TLS connection was established/.test(error.message)
  );
}

/** Whether the server does not speak TLS, or no version of it that both sides accept. */
function isNoTls({ message }: SdkError): boolean {
  return /wrong version number|packet length too long|handshake failure|unsupported protocol|alert protocol version/i.test(
    message,
  );
}

/**
 * Error names of AWS services for a signature that they reject. For most of them, the time is one of several possible
 * causes.
 */
const OF_SIGNATURE = /^(InvalidSignature|SignatureDoesNotMatch|AuthFailure|RequestExpired)/;
const OF_TIME = /^(RequestTimeTooSkewed|RequestInTheFuture)/;

/** Services accept signatures up to five minutes off; the SDK corrects its clock from four minutes on. */
const SKEWED_MS = 4 * 60_000;

/** Both clocks, if AWS rejected the time of the signature. Milliseconds since the epoch. */
function readClockSkew(error: SdkError, name: string, here: number): CallFailure['clock'] {
  if (!OF_SIGNATURE.test(name) && !OF_TIME.test(name)) return undefined;
  // "Signature expired: 20261121T115000Z is now earlier than 20261121T115500Z (20261121T120000Z - 5 min.)"
  const [, said] = /Signature (?:not yet current|expired):.*\((\d{8}T\d{6}Z) [+-]/i.exec(error.message) ?? [];
  const aws = said === undefined ? Date.parse(error.$response?.headers?.['date'] ?? '') : readStamp(said);
  if (said !== undefined || OF_TIME.test(name)) return { here, aws: Number.isNaN(aws) ? here : aws };
  return Math.abs(aws - here) >= SKEWED_MS ? { here, aws } : undefined;
}

/** Parses a time such as `20261121T120000Z`. */
function readStamp(stamp: string): number {
  return Date.parse(stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function messageOf(error: SdkError, profile: string | undefined): string {
  if (error.name === 'CredentialsProviderError' && profile) return `${error.message} (profile ${profile})`;
  if (error.name === 'SyntaxError') return 'the response was not JSON (because of a proxy or a broken connection)';
  return error.message || error.code || 'no message';
}
