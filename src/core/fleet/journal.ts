import type { OutcomeName } from '../base/outcome.ts';

/**
 * The journal of a fleet: one JSON object per line, appended and never changed. ECS forgets a task an hour after its
 * end, so the journal says which targets are done. Times are ISO 8601 with milliseconds, by the clock of the process.
 */
export type JournalEntry = FleetEntry | IntentEntry | LaunchedEntry | EndedEntry | AliveEntry | ClosedEntry;

/** A process has begun to work on the fleet. The first entry of a journal, and one for each resume. */
export interface FleetEntry {
  entry: 'fleet';
  /** The version of the form of a journal. */
  version: 1;
  at: string;
  /** The id of the fleet, which every process that works on it uses. */
  fleet: string;
  /** The version of ecs-migrate. */
  tool: string;
  /** The targets file, as the settings name it. */
  source: string;
  /** How many rows the file has. */
  rows: number;
  /** Which process writes from here on: unique for each process. */
  writer: string;
}

/** A target is about to be launched. Written before the RunTask call. */
export interface IntentEntry {
  entry: 'intent';
  at: string;
  target: string;
  /** The attempt, from 1. Identity and client token follow from fleet, target, attempt and migration. */
  attempt: number;
  /** A hash of what it runs: see docs/events.md. */
  migration: string;
  /** The image of its migration container. */
  image: string;
  /** The cluster, to find the task again. */
  cluster: string;
  region: string;
}

/** ECS has named the task of a target. */
export interface LaunchedEntry {
  entry: 'launched';
  at: string;
  target: string;
  attempt: number;
  taskArn: string;
}

/** A target has ended, or its end will remain unknown to this process. */
export interface EndedEntry {
  entry: 'ended';
  at: string;
  target: string;
  attempt: number;
  taskArn: string | null;
  /** What the end means for the next process. After `unknown`, it follows the same attempt. */
  end: 'succeeded' | 'failed' | 'unknown';
  outcome: OutcomeName;
  exitCode: number;
  containerExitCode: number | null;
  cause: string;
  next: string;
  /** From the launch to the stop of the task, in milliseconds; null if not known. */
  tookMs: number | null;
}

/** The process lives, and had nothing to write for a while. Only in S3. */
export interface AliveEntry {
  entry: 'alive';
  at: string;
  writer: string;
}

/** The process has ended in order: another one may continue at once. */
export interface ClosedEntry {
  entry: 'closed';
  at: string;
  writer: string;
}

/** What is known of a target from an earlier process: from a journal, or from a JSON report of a fleet. */
export interface TargetMemory {
  target: string;
  attempt: number;
  /** `intended`: RunTask may have been called; `launched`: the task is known; `ended`: so is its outcome. */
  progress: 'intended' | 'launched' | 'ended';
  /** When the launch was intended. Milliseconds since the epoch. */
  intendedAt: number;
  migration: string;
  image: string;
  cluster: string;
  region: string;
  taskArn?: string;
  end?: Pick<EndedEntry, 'at' | 'end' | 'outcome' | 'exitCode' | 'containerExitCode' | 'cause' | 'next' | 'tookMs'>;
}

/** What earlier processes have done for a fleet. */
export interface FleetMemory {
  fleet: string;
  source: string;
  rows: number;
  targets: ReadonlyMap<string, TargetMemory>;
}
