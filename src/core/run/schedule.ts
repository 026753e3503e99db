import { type CallFailure, isFinal, isPassing, isRepairable } from '../base/failure.ts';
import type { Phase } from '../ecs/phase.ts';

/** Uniformly 80 % to 120 % of it, so that callers who started together do not stay together. */
function jitter(ms: number, random: number): number {
  return ms * (0.8 + 0.4 * random);
}

/** Where a task's next look is decided from. Times in ms. */
export interface WatchState {
  phase: Phase;
  /** Since the phase was first seen. */
  inPhaseMs: number;
  /** Looks in a row that brought no answer. */
  failures: number;
  /** Silence that ends the log, from the container's exit. */
  quietMs?: number;
  /** Other essential containers end with ours: only a look in between tells that ours was the first. */
  neighbours?: boolean;
}

/** Proxies and agents drain for a second or more when they are told to stop. */
const NEIGHBOURS_MS = 800;

const LONGEST_LOOK_MS = 20_000;
const SPARE_MS = 6_000;

/**
 * How long to wait before the next DescribeTasks: short after a change, then longer, up to 4 s (3 s where only the end
 * is left to come); in a long phase a twentieth of the time already spent, at most 20 s; doubling while AWS gives
 * no answer. The log is read on for `quietMs` after the container's exit: looks of a running container that are no
 * further apart find the exit in time.
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

/** While lines come, the container lives: a look that is due may wait for the flow to pause, so long at the most. */
const LONGEST_FLOW_MS = 10_000;
const PAUSE_MS = 2_000;

/** By how much a look that is due is put off, for the container's lines tell as much. Times in ms. */
export function putOffMs(sinceLineMs: number, sinceLookMs: number): number {
  return Math.max(0, Math.min(PAUSE_MS - sinceLineMs, LONGEST_FLOW_MS - sinceLookMs));
}

/** Longer would not spare AWS much, and a dozen failures in a row should not cost minutes. */
const LONGEST_BACKOFF_MS = 8_000;

/** 1, 2, 4, … times the base. */
function backoffMs(failures: number, base: number): number {
  return Math.min(LONGEST_BACKOFF_MS, base * 2 ** Math.min(failures - 1, 10));
}

/** Lines are to be shown within two seconds of being readable, with few calls. */
const READ_MS = 1_400;
const LONGEST_READ_MS = 15_000;

/**
 * From one GetLogEvents of a stream to the next: its quota is 10 to 25 calls a second for the whole account, so
 * beyond a minute silence makes it rarer.
 */
export function nextReadMs(silentMs: number, failures: number, random: number): number {
  if (failures > 0) return jitter(backoffMs(failures, 1_000), random);
  return Math.min(LONGEST_READ_MS, Math.max(READ_MS, jitter(silentMs / 60, random)));
}

/** The same after empty pages whose token says that there is more: at once, but for one that says so for ever. */
export function nextPageMs(emptyPages: number): number {
  return emptyPages <= 20 ? 100 : READ_MS;
}

/** Fargate tears a task down in some 12 s. */
const TEARDOWN_MS = 12_400;

/**
 * How long to wait before the next look for the stop of a task whose container has ended, where the log waits for it. Times
 * since the container's end, and since the log began to wait.
 */
export function nextStopLookMs(sinceEndMs: number, waitedMs: number): number {
  const left = TEARDOWN_MS - sinceEndMs;
  return left > 0 ? Math.min(450 + 2.5 * waitedMs, Math.max(left, 450)) : 900;
}

/** How long a call may go on failing before the launch, by what went wrong. */
function patienceMs({ kind }: CallFailure): number {
  return kind === 'unreachable' ? 10_000 : 120_000;
}

/**
 * The wait before the next try of a call that precedes the launch or asks for it; `undefined` where another try
 * is pointless or has been going on for too long.
 */
export function nextTryMs(failure: CallFailure, tries: number, elapsedMs: number, random: number): number | undefined {
  if (!isPassing(failure) || elapsedMs >= patienceMs(failure)) return undefined;
  return jitter(backoffMs(tries, 400), random);
}

/** Denied after the launch: fresh policies take up to a minute. */
const DENIED_PATIENCE_MS = 60_000;
/** A renewed session, a clock that is set, a proxy that lets through again. */
const REPAIR_PATIENCE_MS = 15 * 60_000;
/** ECS forgets a stopped task after an hour: after that no answer can be had any more. */
const BLIND_PATIENCE_MS = 60 * 60_000;

/** A RunTask under way is answered within seconds. */
const IN_USE_PATIENCE_MS = 45_000;

/** The wait before a client token that is in use is tried again; `undefined` where it has been for too long. */
export function nextInUseTryMs(tries: number, elapsedMs: number, random: number): number | undefined {
  return elapsedMs >= IN_USE_PATIENCE_MS ? undefined : jitter(backoffMs(tries, 1_000), random);
}

/** Whether to stop hoping for word of a launched task, after `forMs` without any. */
export function loseSight(failure: CallFailure, forMs: number): boolean {
  if (isFinal(failure)) return forMs >= DENIED_PATIENCE_MS;
  if (isRepairable(failure)) return forMs >= REPAIR_PATIENCE_MS;
  return forMs >= BLIND_PATIENCE_MS;
}

/** The wait before ECS is asked again for a place: 3 s, then longer, at most 30 s. */
export function nextPlacementMs(attempt: number, random: number): number {
  return jitter(Math.min(30_000, 3_000 * 1.6 ** (attempt - 1)), random);
}
