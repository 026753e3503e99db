import type { Outcome } from '../base/outcome.ts';
import type { PhaseTimes } from '../ecs/phase.ts';
import type { ShownTask } from '../ecs/task.ts';
import type { PlanFinding } from './plan-finding.ts';
import type { Stamped } from './stamped.ts';

/** What a fleet does or would do, before its first launch. `plan --targets` and `run --targets` emit it once. */
export interface FleetPlanEvent extends Stamped {
  type: 'fleet-plan';
  /** The id of the fleet: the identity of each target follows from it. */
  fleet: string;
  /** The targets file, as the settings name it. */
  source: string;
  /** The rows of the file. */
  rows: number;
  /** The rows that `--only` and `--except` leave. */
  chosen: number;
  /** The targets that have succeeded before, by the journal, and so are not launched again. */
  done: number;
  /** The waves, in order, without the targets that are done. */
  waves: PlannedWave[];
  /** How many targets run at once. */
  concurrency: number;
  /** How many targets of one group run at once; null if there is no limit. */
  perGroup: number | null;
  /** After so many failures, nothing new is launched; null if there is no limit. */
  maxFailures: number | null;
  /** Launches a second. */
  rate: number;
  /** The journal; null if there is none. */
  journal: string | null;
  /** The command that continues the fleet if this process ends early; null if there is no journal. */
  resume: string | null;
  /** With `--on step-functions`: the ARN of the execution that runs the fleet. Absent otherwise. */
  execution?: string;
  /** What the fleet is expected to need. */
  expected: FleetNeeds;
  /** What will not work, or is not known, for the fleet or for targets of it. */
  findings: TargetFinding[];
}

/** One wave of a fleet. */
export interface PlannedWave {
  /**
   * Its number, from 1.
   * @minimum 1
   */
  wave: number;
  /** The names of its targets, in the order of the launches. */
  targets: string[];
  /** How long it is expected to take, in milliseconds. */
  expectedMs: number;
}

/** What a fleet needs, estimated before the first launch. */
export interface FleetNeeds {
  /** The time of all waves, in milliseconds, without pauses. */
  wallMs: number;
  /** The time that one migration is assumed to run, in milliseconds. */
  assumedRunMs: number;
  /** The most tasks that run at once. */
  tasksAtOnce: number;
  /** The most vCPU units that run at once, in 1/1024; null if the size of a task is not known. */
  cpuAtOnce: number | null;
  /** AWS calls, without RunTask. */
  calls: number;
  /** For each group, the most targets that run at once: each opens connections to the same database server. */
  groups: { group: string; targets: number; atOnce: number }[];
}

/** A finding about the fleet or about one of its targets. */
export interface TargetFinding extends PlanFinding {
  /** The target; null if it is about the fleet. */
  target: string | null;
  /** Where the target stands, such as `targets.yml:12`; null if it is about the fleet. */
  row: string | null;
}

/** A wave of the fleet started, ended, or waits before it starts. */
export interface WaveEvent extends Stamped {
  type: 'wave';
  /**
   * Its number, from 1.
   * @minimum 1
   */
  wave: number;
  /** How many waves there are. */
  of: number;
  /** `paused`: it has not started yet and waits for a time or for an approval. */
  state: 'started' | 'paused' | 'ended';
  /** How many targets it has. */
  targets: number;
  /** How many of them have succeeded. */
  succeeded: number;
  /** How many of them have ended without success, or have an unknown end. */
  failed: number;
  /**
   * `paused`: when it starts; null if somebody has to approve it.
   * @time
   */
  until: string | null;
}

/** The state of a target. */
export type TargetState =
  /** Its turn has not come. */
  | 'waiting'
  /** It is being launched, or waits for another migration of the same lock. */
  | 'launching'
  /** Its task exists. */
  | 'running'
  /** It has ended: `outcome` says how. */
  | 'ended';

/**
 * A target changed its state. The members of the outcome are present once it has `ended`. Its log lines, warnings and
 * status events carry its name as `target`; only the fleet itself has a `result`.
 */
export interface TargetEvent extends Stamped, Partial<Omit<Outcome, 'taskArn'>> {
  type: 'target';
  /** The name of the target. */
  target: string;
  /** Its new state. It goes back to `waiting` if no container of it has started and it is launched again. */
  state: TargetState;
  /** Its group; null if it has none. */
  group: string | null;
  /** Where it stands, such as `targets.yml:12`. */
  row: string;
  /**
   * The number of its wave, from 1.
   * @minimum 1
   */
  wave: number;
  /**
   * The number of this attempt, from 1. It rises when a failed target is run again.
   * @minimum 1
   */
  attempt: number;
  /** The ARN of its task; null if there is none yet. */
  taskArn: string | null;
  /** A hash of what it runs (cluster, family, command, overrides, image as asked for); null if not known yet. */
  migration: string | null;
  /** The image of its migration container; null if not known yet. */
  image: string | null;
  /** Milliseconds in each phase of its task; a phase that did not happen is absent. Present once it has ended. */
  phases?: PhaseTimes;
  /** The last description of its task from ECS; null if there was none. Present once it has ended. */
  task?: ShownTask | null;
  /**
   * `list`: when its launch was intended, or when it ended; null if it was never launched. By the journal.
   * @time
   */
  notedAt?: string | null;
  /** `list --versions`: the last line of `versionCommand`; null if it is not known. */
  version?: string | null;
}

/** How the targets of a fleet have ended. */
export interface FleetResult {
  /** The id of the fleet. */
  fleet: string;
  /** The rows of the targets file. */
  rows: number;
  /** The rows that `--only` and `--except` leave. */
  chosen: number;
  /** Targets that earned their zero, in this process or, by the journal, before. */
  succeeded: number;
  /** Targets that ended without success. */
  failed: number;
  /** Targets that were launched, or may have been, and whose end is not known. They count as failed, too. */
  unknown: number;
  /** Targets that were never launched. */
  unlaunched: number;
  /** How many targets have each outcome. */
  outcomes: Record<string, number>;
  /** The journal; null if there is none. */
  journal: string | null;
  /** The command that runs what has not succeeded; null if everything has, or if there is no journal. */
  resume: string | null;
  /** With `--on step-functions`: the ARN of the execution that ran the fleet. Absent otherwise. */
  execution?: string;
}
