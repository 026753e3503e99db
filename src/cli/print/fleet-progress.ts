import type { Phase } from '../../core/ecs/phase.ts';
import type { MigrationEvent } from '../../core/events/events.ts';
import type { FleetPlanEvent, TargetEvent, WaveEvent } from '../../core/events/fleet-events.ts';

/** A target that has been launched and has not ended. Times are milliseconds since the epoch. */
export interface RunningTarget {
  name: string;
  since: number;
  phase: Phase;
  lastLine: string;
}

/** A target that ended without success. */
export interface FailedTarget {
  name: string;
  outcome: string;
  exitCode: number;
  cause: string;
}

/** How far a fleet is, in numbers and names. It grows with what runs and what fails, not with the fleet. */
export interface FleetProgress {
  /** Of all targets, with those that were done before. */
  total: number;
  succeeded: number;
  failed: number;
  running: ReadonlyMap<string, RunningTarget>;
  /** The last failures, the newest first. */
  failures: readonly FailedTarget[];
  /** How many targets failed for each cause, and the first of them. */
  causes: ReadonlyMap<string, { first: string; count: number }>;
  waves: readonly WaveProgress[];
  /** The number of the wave that runs, or waits to start. 0 before the first. */
  wave: number;
  /** Until when the next wave waits. `null`: for an approval. `undefined`: it does not wait. */
  pausedUntil: string | null | undefined;
  startedAt: number;
  /** How long targets took that have succeeded here: their number and the sum, in milliseconds. */
  took: { count: number; ms: number };
  /** The estimate of the plan, in milliseconds. */
  expectedMs: number;
}

export interface WaveProgress {
  wave: number;
  targets: number;
  succeeded: number;
  failed: number;
}

/** The ending of a target that an earlier process has run. */
export const DONE_BEFORE = 'targets-done';

/** No board shows more. */
const FAILURES = 50;

/** Follows how far a fleet is. */
export function followFleet(startedAt: number): { take(event: MigrationEvent): void; progress(): FleetProgress } {
  const running = new Map<string, RunningTarget>();
  const waves = new Map<number, WaveProgress>();
  const causes = new Map<string, { first: string; count: number }>();
  let failures: FailedTarget[] = [];
  let counts = { total: 0, succeeded: 0, failed: 0 };
  let took = { count: 0, ms: 0 };
  let now: Pick<FleetProgress, 'wave' | 'pausedUntil'> = { wave: 0, pausedUntil: undefined };
  let expectedMs = 0;

  function takePlan({ chosen, done, waves: planned, expected }: FleetPlanEvent): void {
    counts = { total: chosen, succeeded: done, failed: 0 };
    expectedMs = expected.wallMs;
    for (const { wave, targets } of planned)
      waves.set(wave, { wave, targets: targets.length, succeeded: 0, failed: 0 });
  }

  function takeWave({ wave, state, targets, until }: WaveEvent): void {
    const known = waves.get(wave);
    if (known === undefined) waves.set(wave, { wave, targets, succeeded: 0, failed: 0 });
    if (state === 'ended') return;
    now = { wave, pausedUntil: state === 'paused' ? until : undefined };
  }

  function takeTarget(event: TargetEvent): void {
    const { target: name, state, wave, at, outcome = 'unknown', exitCode = 1, cause = '', ending } = event;
    // The plan has counted what was done before.
    if (ending === DONE_BEFORE) return;
    const since = running.get(name)?.since ?? Date.parse(at);
    if (state === 'waiting' || state === 'ended') running.delete(name);
    else if (!running.has(name)) running.set(name, { name, since, phase: 'launching', lastLine: '' });
    else if (state === 'running') running.set(name, { name, since, phase: 'queued', lastLine: '' });
    if (state !== 'ended') return;
    const isGood = exitCode === 0;
    const of = waves.get(wave);
    counts[isGood ? 'succeeded' : 'failed'] += 1;
    if (of !== undefined) of[isGood ? 'succeeded' : 'failed'] += 1;
    if (isGood) {
      took = { count: took.count + 1, ms: took.ms + Date.parse(at) - since };
      return;
    }
    failures = [{ name, outcome, exitCode, cause }, ...failures].slice(0, FAILURES);
    const { first, count } = causes.get(cause) ?? { first: name, count: 0 };
    causes.set(cause, { first, count: count + 1 });
  }

  return {
    take(event) {
      if (event.type === 'fleet-plan') takePlan(event);
      if (event.type === 'wave') takeWave(event);
      if (event.type === 'target') takeTarget(event);
      const target = event.target === undefined ? undefined : running.get(event.target);
      if (target === undefined) return;
      if (event.type === 'status') target.phase = event.phase;
      if (event.type === 'log') target.lastLine = event.message;
    },
    progress: () => ({
      ...counts,
      running,
      failures,
      causes,
      waves: [...waves.values()].toSorted((a, b) => a.wave - b.wave),
      ...now,
      startedAt,
      took,
      expectedMs,
    }),
  };
}

/**
 * The time that is left, in milliseconds: what remains takes as long as what has ended, as many at once as run now.
 * Before the first end, the estimate of the plan counts. `undefined` if nobody knows.
 */
export function estimateLeft(
  { total, succeeded, failed, running, took, expectedMs, startedAt }: FleetProgress,
  now: number,
) {
  const left = total - succeeded - failed;
  if (left === 0) return 0;
  if (took.count === 0) {
    const ms = expectedMs - (now - startedAt);
    return ms > 0 ? ms : undefined;
  }
  const mean = took.ms / took.count;
  const gone = [...running.values()].reduce((sum, { since }) => sum + Math.min(mean, now - since), 0);
  return (left * mean - gone) / Math.max(1, running.size);
}
