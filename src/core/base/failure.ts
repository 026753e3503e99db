import type { Result } from './result.ts';

/**
 * What happened to one attempt at an AWS call that returned no answer:
 * - `throttled`: AWS asked us to slow down; nothing was done.
 * - `unreachable`: the request was never sent (refused, unknown host, no connection); nothing was done.
 * - `lost`: AWS may have carried it out, but no usable answer arrived (reset, timeout, incomplete body, 5xx).
 * - `blocked`: something between this machine and AWS blocks it (a proxy that refuses it, a certificate that is not
 *   trusted); nothing was done, and another try would have the same result.
 * - `denied`: no permission. `expired`: the credentials have expired.
 * - `clock`: AWS did not accept the time of the signature, not even after correction by AWS's own time.
 * - `unconfigured`: no credentials or no region could be found.
 * - `refused`: AWS understood the request and refused it.
 */
export type FailureKind =
  | 'throttled'
  | 'unreachable'
  | 'lost'
  | 'blocked'
  | 'denied'
  | 'expired'
  | 'clock'
  | 'unconfigured'
  | 'refused';

export interface CallFailure {
  kind: FailureKind;
  /** The IAM action, such as `ecs:RunTask`. */
  operation: string;
  /** AWS's error name, or the error code of the operating system. */
  name: string;
  /** The message, masked so that it can be shown: see `maskAnswers`. */
  message: string;
  /** AWS's original message if it must not be shown. It is only compared with known texts, and never printed. */
  original?: string;
  requestId?: string;
  endpoint?: string;
  /** ConflictException: the tasks that the client token is bound to. */
  resourceIds?: string[];
  /** The clocks of this machine and of AWS, in milliseconds since the epoch. */
  clock?: { here: number; aws: number };
  /** The variable that names the proxy which blocked the request. */
  proxy?: string;
}

/** What AWS answered to a call, or why there is no usable answer. */
export type Answer<T> = Result<T, CallFailure>;

/** One line for people, such as `ecs:RunTask: ThrottlingException: Rate exceeded`. */
export function describeFailure({ operation, name, message, requestId }: CallFailure): string {
  const id = requestId === undefined ? '' : ` (request ${requestId})`;
  return `${operation}: ${name}: ${message}${id}`;
}

/**
 * What can happen to the same call later: the failure passes by itself, somebody must repair something on this side, or
 * AWS has decided.
 */
type Prospect = 'passing' | 'repairable' | 'final';

const PROSPECTS: Readonly<Record<FailureKind, Prospect>> = {
  throttled: 'passing',
  unreachable: 'passing',
  lost: 'passing',
  blocked: 'repairable',
  expired: 'repairable',
  clock: 'repairable',
  unconfigured: 'repairable',
  denied: 'final',
  refused: 'final',
};

/** Whether the same call may succeed a little later. */
export function isPassing({ kind }: CallFailure): boolean {
  return PROSPECTS[kind] === 'passing';
}

/** Whether the failure lasts until somebody renews a session, sets a clock or opens a proxy. */
export function isRepairable({ kind }: CallFailure): boolean {
  return PROSPECTS[kind] === 'repairable';
}

/** Whether AWS understood and refused: every try fails until a policy or the request changes. */
export function isFinal({ kind }: CallFailure): boolean {
  return PROSPECTS[kind] === 'final';
}
