import type { WarningEvent } from '../../core/events/events.ts';
import type { FleetResult, TargetEvent, WaveEvent } from '../../core/events/fleet-events.ts';

/** What a report says about a fleet, besides what it says about every run. Fields may be added, but none is removed. */
export interface FleetReport extends FleetResult {
  /** The targets file, as the settings name it. */
  source: string;
  /** How many targets ran at once. */
  concurrency: number;
  /** The waves that were planned, in order. */
  waves: WaveReport[];
  /** The targets that were chosen: those of the waves, in their order, then those that were done before. */
  targets: TargetReport[];
}

/** A wave of a fleet. */
export interface WaveReport extends Pick<WaveEvent, 'wave' | 'targets' | 'succeeded' | 'failed'> {
  /** When it started: ISO 8601 with milliseconds. Null if it never did. This and `endedAt` are by the clock of the process. */
  startedAt: string | null;
  endedAt: string | null;
}

/** One target of a fleet. Members that are not known are null. */
export interface TargetReport {
  name: string;
  /** Where it stands, such as `targets.yml:12`. */
  row: string | null;
  group: string | null;
  /** The number of its wave, from 1. 0 if it was done before, so that it was not run again. */
  wave: number;
  /** `waiting`: it was not launched. `launching`, `running`: how it ended is not known. */
  state: TargetEvent['state'];
  /** The number of its last attempt, from 1. 0 if it was not launched. */
  attempt: number;
  outcome: string | null;
  exitCode: number | null;
  containerExitCode: number | null;
  ending: string | null;
  reasons: readonly string[];
  /** Empty until it has ended. */
  cause: string;
  next: string;
  causeCode: string | null;
  causeLine: string | null;
  again: TargetEvent['again'] | null;
  taskArn: string | null;
  /** A hash of what it runs, and its image: what a resumed fleet is compared with. */
  migration: string | null;
  image: string | null;
  /** When the process began to launch it, and when it saw its end: ISO 8601 with milliseconds. */
  launchedAt: string | null;
  endedAt: string | null;
  /** When ECS created the task: milliseconds since the epoch. */
  createdAt: number | null;
  /** Milliseconds in each phase of its task. */
  phases: NonNullable<TargetEvent['phases']>;
  /** The pages of its task and of its log in the AWS console. */
  console: string | null;
  logConsole: string | null;
  /** Its last warnings. */
  warnings: Pick<WarningEvent, 'at' | 'code' | 'text'>[];
  /** The last lines of its migration container, if it has not succeeded. */
  lastLines: string[];
}

/** How much is kept of each target. */
export const KEPT_OF_TARGET = { lines: 20, lineCharacters: 1_000, warnings: 5 } as const;

/** Whether the target earned its zero, or there was nothing to do. */
export function hasSucceeded({ state, outcome, exitCode }: TargetReport): boolean {
  return state === 'ended' && exitCode === 0 && (outcome === 'succeeded' || outcome === 'skipped');
}

/** Whether it was never launched. */
export function isUnlaunched({ state }: TargetReport): boolean {
  return state === 'waiting';
}

/** Whether it was launched and did not succeed, or nobody knows how it ended. */
export function isFailure(target: TargetReport): boolean {
  return !hasSucceeded(target) && !isUnlaunched(target);
}

/** Whether a task of it may still run, and nobody knows how it ended. Such a target counts as failed, too. */
export function isUnknown(target: TargetReport): boolean {
  if (!isFailure(target)) return false;
  return target.state !== 'ended' || target.outcome === 'unknown' || target.reasons.includes('task-left');
}

/** The state in a word. */
export function stateWord({ state, outcome }: TargetReport): string {
  if (state === 'waiting') return 'not launched';
  return outcome ?? state;
}

/** How long its task took, or this process saw it running. In milliseconds. Null if it was not launched. */
export function tookMs({ phases, launchedAt, endedAt }: TargetReport): number | null {
  if (phases.total !== undefined) return phases.total;
  return launchedAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(launchedAt);
}

/** Failures first, then unknown ends, then what was not launched, then successes. Within each, the order of the file. */
export function inOrderOfConcern(targets: readonly TargetReport[]): TargetReport[] {
  return targets.toSorted((a, b) => concern(a) - concern(b));
}

/** The smaller, the sooner one should look at it. */
export function concern(target: TargetReport): number {
  if (hasSucceeded(target)) return 3;
  if (isUnlaunched(target)) return 2;
  return isUnknown(target) ? 1 : 0;
}
