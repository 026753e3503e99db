/**
 * What one attempt at an AWS call came to when it brought no answer:
 * - `throttled`: AWS asked to slow down; nothing was done.
 * - `unreachable`: the request never left (refused, unknown host, no connection); nothing was done.
 * - `lost`: it may have been carried out, but no usable answer came (reset, time-out, cut body, 5xx).
 * - `blocked`: something between here and AWS does not let it through (a proxy that says no, a certificate that is not
 *   trusted); nothing was done, and another try would bring the same.
 * - `denied`: no permission. `expired`: the credentials have run out.
 * - `clock`: AWS did not take the time of the signature, not even corrected by AWS's own time.
 * - `unconfigured`: no credentials or region could be found.
 * - `refused`: AWS understood and said no.
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
  /** Such as `ecs:RunTask`: the IAM action. */
  operation: string;
  /** AWS's error name, or the system's error code. */
  name: string;
  /** As it may be shown: see `maskAnswers`. */
  message: string;
  /** AWS's own words where they may not be shown: to be compared with what is known, and never printed. */
  original?: string;
  requestId?: string;
  endpoint?: string;
  /** ConflictException: the tasks that the client token is bound to. */
  resourceIds?: string[];
  /** The clocks of this machine and of AWS, in milliseconds since the epoch. */
  clock?: { here: number; aws: number };
  /** The variable that names the proxy which did not let it through. */
  proxy?: string;
}

export type Answer<T> = { ok: true; value: T } | { ok: false; failure: CallFailure };

/** One line for people, such as `ecs:RunTask: ThrottlingException: Rate exceeded`. */
export function describeFailure({ operation, name, message, requestId }: CallFailure): string {
  const id = requestId === undefined ? '' : ` (request ${requestId})`;
  return `${operation}: ${name}: ${message}${id}`;
}

/** What may become of the same call: it passes by itself, somebody has to repair something here, or AWS has decided. */
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

/** Whether the same call may be answered a little later. */
export function isPassing({ kind }: CallFailure): boolean {
  return PROSPECTS[kind] === 'passing';
}

/** Whether it goes on until somebody renews a session, sets a clock or opens a proxy. */
export function isRepairable({ kind }: CallFailure): boolean {
  return PROSPECTS[kind] === 'repairable';
}

/** Whether AWS understood and said no: the same answer comes to every try, until a policy or the request changes. */
export function isFinal({ kind }: CallFailure): boolean {
  return PROSPECTS[kind] === 'final';
}
