import { type CallFailure, isFinal, isPassing, isRepairable } from '../base/failure.ts';
import type { Phase } from '../ecs/phase.ts';

/** Uniformly 80 % to 120 % of `ms`, so that callers who started together spread out. */
function jitter(ms: number, random: number): number {
  return ms * (0.8 + 0.4 * random);
}

/** The facts that decide when to call DescribeTasks next. Times are in ms. */
export interface WatchState {
  phase: Phase;
  /** Time since the phase was first seen. */
  inPhaseMs: number;
  /** Number of DescribeTasks calls in a row without an answer. */
  failures: number;
  /** How much silence after the container's exit ends the log. */
  quietMs?: number;
  /**
   * There are other essential containers, which end soon after ours. Only a look before they end shows that ours ended
   * first.
   */
  neighbours?: boolean;
}

/** Proxies and agents drain for a second or more after they get the stop signal. */
const NEIGHBOURS_MS = 800;

const LONGEST_LOOK_MS = 20_000;
const SPARE_MS = 6_000;

/**
 * How long to wait before the next DescribeTasks call. The wait is short after a change and then grows up to 4 s, or 3
 * s if only the end is still to come. In a long phase it is a twentieth of the time already spent, at most 20 s. It
 * doubles while AWS does not answer. The log is read for `quietMs` after the container's exit, so looks at a running
 * container that are no further apart than that notice the exit in time.
 */
export function nextLookMs(
  { phase, inPhaseMs, failures, quietMs = 0, neighbours }: WatchState,
  random: number,
): number {
  if (failures > 0) return jitter(backoffMs(failures, 1_000), random);
  if (neighbours && (phase === 'pulling' || phase === 'running')) return jitter(NEIGHBOURS_MS, random);
  const spare = Math.min(1.2 * quietMs, SPARE_MS);
  const calm = Math.max(phase === 'stopping' ? 3_000 : 4_000, phase === 'running' ? spare : 0, inPhaseMs * 0.05);
  return jitter(Math.min(LONGEST_LOOK_MS, calm, Math.max(450, spare / 2.4) + inPhaseMs * 1.2), random);
}

/** A container that logs is alive, so DescribeTasks can be postponed while lines arrive, up to this long. */
const LONGEST_FLOW_MS = 10_000;
const PAUSE_MS = 2_000;

/**
 * How long to postpone a DescribeTasks call that is due, because log lines show that the container is alive. Times are
 * in ms.
 */
export function putOffMs(sinceLineMs: number, sinceLookMs: number): number {
  return Math.max(0, Math.min(PAUSE_MS - sinceLineMs, LONGEST_FLOW_MS - sinceLookMs));
}

/** A longer wait would hardly reduce the number of calls, and a dozen failures in a row should not cost minutes. */
const LONGEST_BACKOFF_MS = 8_000;

/** The base times 1, 2, 4 and so on. */
function backoffMs(failures: number, base: number): number {
  return Math.min(LONGEST_BACKOFF_MS, base * 2 ** Math.min(failures - 1, 10));
}

/** Lines should be shown within two seconds after they can be read, with few calls. */
const READ_MS = 1_400;
const LONGEST_READ_MS = 15_000;

/**
 * The time from one GetLogEvents call of a stream to the next. The quota is 10 to 25 calls a second for the whole
 * account, so after a minute of silence the calls become rarer.
 */
export function nextReadMs(silentMs: number, failures: number, random: number): number {
  if (failures > 0) return jitter(backoffMs(failures, 1_000), random);
  return Math.min(LONGEST_READ_MS, Math.max(READ_MS, jitter(silentMs / 60, random)));
}

/**
 * The same after empty pages whose token indicates more lines: almost at once, unless the token never stops indicating
 * that.
 */
export function nextPageMs(emptyPages: number): number {
  return emptyPages <= 20 ? 100 : READ_MS;
}

/** Fargate needs about 12 s to tear down a task. */
const TEARDOWN_MS = 12_400;

/**
 * How long to wait before the next look, if the container has ended and the log waits for the task to stop. The
 * arguments are the times since the container's end and since the log began to wait.
 */
export function nextStopLookMs(sinceEndMs: number, waitedMs: number): number {
  const left = TEARDOWN_MS - sinceEndMs;
  return left > 0 ? Math.min(450 + 2.5 * waitedMs, Math.max(left, 450)) : 900;
}

/**
 * What a call is for, which decides how long it is repeated:
 * - `prepare`: nothing is running yet, so a wrong region or endpoint should be known soon.
 * - `task`: a task is running or may be running, so we try for longer.
 * - `ask`: the run continues without the answer.
 */
export type Purpose = 'prepare' | 'task' | 'ask';

/** For how long a call may keep failing. Milliseconds. `longest`: for failures that pass by themselves. */
const PATIENCE_MS: Readonly<Record<Purpose, { unreachable: number; longest: number }>> = {
  prepare: { unreachable: 10_000, longest: 120_000 },
  task: { unreachable: 120_000, longest: 120_000 },
  ask: { unreachable: 0, longest: 3_000 },
};

/** What has happened to a call so far: its last failure, and how often and for how long it was tried. */
export interface Tried {
  failure: CallFailure;
  tries: number;
  elapsedMs: number;
}

function isWorthATry(purpose: Purpose, { failure, elapsedMs }: Omit<Tried, 'tries'>): boolean {
  const { unreachable, longest } = PATIENCE_MS[purpose];
  return isPassing(failure) && elapsedMs < (failure.kind === 'unreachable' ? unreachable : longest);
}

/**
 * The wait before the next try of a call that prepares or requests the launch. `undefined` if another try is pointless,
 * or if the call has failed for too long.
 */
export function nextTryMs(purpose: Purpose, { failure, tries, elapsedMs }: Tried, random: number): number | undefined {
  return isWorthATry(purpose, { failure, elapsedMs }) ? jitter(backoffMs(tries, 400), random) : undefined;
}

/** The wait before a deployment is looked at again, after so many calls in a row have failed. */
export function nextActMs(failures: number, random: number): number {
  return jitter(backoffMs(failures, 400), random);
}

const ASK_TRIES = 4;

/**
 * The wait before CodePipeline is asked again, because its lists lag a few seconds behind a build that has just begun.
 * `undefined` if the run must continue without an answer: after about 3 s, or at once if no answer can be expected.
 */
export function nextAskMs(
  failure: CallFailure | undefined,
  tries: number,
  elapsedMs: number,
  random: number,
): number | undefined {
  if (failure !== undefined && !isWorthATry('ask', { failure, elapsedMs })) return undefined;
  if (tries >= ASK_TRIES || elapsedMs >= PATIENCE_MS.ask.longest) return undefined;
  return jitter(400 * 2 ** (tries - 1), random);
}

/** Access denied after the launch: a new policy takes up to a minute to apply. */
const DENIED_PATIENCE_MS = 60_000;
/** Time to renew a session, to set a clock, or to repair a proxy. */
const REPAIR_PATIENCE_MS = 15 * 60_000;
/** ECS forgets a stopped task after an hour, so no later answer can help. */
const BLIND_PATIENCE_MS = 60 * 60_000;

/** ECS answers a RunTask call within seconds. */
const IN_USE_PATIENCE_MS = 45_000;

/** The wait before a client token that is in use is tried again. `undefined` if it has been in use for too long. */
export function nextInUseTryMs(tries: number, elapsedMs: number, random: number): number | undefined {
  return elapsedMs >= IN_USE_PATIENCE_MS ? undefined : jitter(backoffMs(tries, 1_000), random);
}

/** Whether to give up on a launched task after `forMs` without an answer about it. */
export function loseSight(failure: CallFailure, forMs: number): boolean {
  if (isFinal(failure)) return forMs >= DENIED_PATIENCE_MS;
  if (isRepairable(failure)) return forMs >= REPAIR_PATIENCE_MS;
  return forMs >= BLIND_PATIENCE_MS;
}

/** The wait before we ask ECS again to place the task: 3 s, then longer, at most 30 s. */
export function nextPlacementMs(attempt: number, random: number): number {
  return jitter(Math.min(30_000, 3_000 * 1.6 ** (attempt - 1)), random);
}
