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

/** A StopTask call that is not made yet, because it had to wait for its turn. What it was based on may have changed. */
export const PUT_OFF: CallFailure = {
  kind: 'throttled',
  operation: 'ecs:StopTask',
  name: 'PutOff',
  message: 'many tasks are being stopped',
};

/** What AWS answered to a call, or why there is no usable answer. */
export type Answer<T> = Result<T, CallFailure>;

/** One line for people, such as `ecs:RunTask: ThrottlingException: Rate exceeded`. */
export function describeFailure({ operation, name, message, requestId }: CallFailure): string {
  const id = requestId === undefined ? '' : ` (request ${requestId})`;
  return `${operation}: ${name}: ${message}${id}`;
}

/** Everything that is decided about a failure by its kind alone. */
interface KindRow {
  /**
   * What must change before the same call can succeed:
   * - `time`: nothing; the failure passes by itself.
   * - `here`: something on this side, such as a session, a clock or a proxy, that somebody must repair.
   * - `policy`: AWS refuses until a policy allows the call.
   * - `request`: AWS refuses this request.
   */
  needs: 'time' | 'here' | 'policy' | 'request';
  /** The outcome of a run that ends because of it, before anything was launched. */
  outcome: 'unreachable' | 'denied' | 'invalid';
}

/** The only classification of failures. How long a call is repeated is another question: see `core/run/schedule.ts`. */
const KINDS: Readonly<Record<FailureKind, KindRow>> = {
  throttled: { needs: 'time', outcome: 'unreachable' },
  unreachable: { needs: 'time', outcome: 'unreachable' },
  lost: { needs: 'time', outcome: 'unreachable' },
  blocked: { needs: 'here', outcome: 'unreachable' },
  expired: { needs: 'here', outcome: 'denied' },
  clock: { needs: 'here', outcome: 'denied' },
  unconfigured: { needs: 'here', outcome: 'invalid' },
  denied: { needs: 'policy', outcome: 'denied' },
  refused: { needs: 'request', outcome: 'invalid' },
};

/** Whether the same call may succeed a little later. */
export function isPassing({ kind }: CallFailure): boolean {
  return KINDS[kind].needs === 'time';
}

/** Whether the failure lasts until somebody renews a session, sets a clock or opens a proxy. */
export function isRepairable({ kind }: CallFailure): boolean {
  return KINDS[kind].needs === 'here';
}

/** Whether a policy does not allow the call. */
export function isDenied({ kind }: CallFailure): boolean {
  return KINDS[kind].needs === 'policy';
}

/** Whether AWS understood and refused: every try fails until a policy or the request changes. */
export function isFinal({ kind }: CallFailure): boolean {
  return KINDS[kind].needs === 'policy' || KINDS[kind].needs === 'request';
}

/** The outcome of a run that failed at AWS before anything was launched. */
export function outcomeOfFailure({ kind }: CallFailure): KindRow['outcome'] {
  return KINDS[kind].outcome;
}
