import type { Severity } from './finding-rows/row.ts';
import type { FindingCode } from './findings.ts';
import type { LogPlace } from './log-stream.ts';
import type { Outcome, OutcomeName } from './outcome.ts';
import type { Phase, PhaseTimes } from './phase.ts';
import type { ShownTask } from './task.ts';
import type { WarningCode } from './warnings.ts';

/** What a run tells, in order. Each is one line of `--output json`; readers ignore fields they do not know. */
export type MigrationEvent =
  | SettingsEvent
  | BuildEvent
  | PlanEvent
  | MigrationRowEvent
  | LaunchedEvent
  | StatusEvent
  | LogEvent
  | WarningEvent
  | ResultEvent;

interface Stamped {
  /** ISO 8601 with milliseconds, by the clock of this process. */
  at: string;
  /** Which of many targets this is about; absent with one. */
  target?: string;
}

/** The settings in force and where each came from. Values of environment overrides are masked. */
export interface SettingsEvent extends Stamped {
  type: 'settings';
  settings: Record<string, { value: unknown; origin: string }>;
}

/** Which build of which pipeline this is, as far as it is known; none outside CI. */
export interface BuildEvent extends Stamped {
  type: 'build';
  /** Unique to one try of one job, such as CODEBUILD_BUILD_ID. */
  build?: string;
  pipeline?: string;
  /** The pipeline execution; where its id is not known, what stands for it: `codepipeline/NAME@commit`. */
  execution?: string;
  stage?: string;
  action?: string;
  commit?: string;
}

/** What `run` would do; of the command `plan` alone. */
export interface PlanEvent extends Stamped {
  type: 'plan';
  /** The revision that would run, as ARN; the family where a file would be registered first; null if unknown. */
  taskDefinition: string | null;
  /** Whether the file would be registered as a new revision. */
  registers: boolean;
  container: string | null;
  /** With `build` its repository alone: the digest is not known yet. */
  image: string | null;
  /** What would be built: by which program, from which folder, and for which repository (null: not pushed). */
  build?: { by: string; context: string; pushes: string | null; platform: string | null };
  /** The RunTask request, environment values masked and without what the launch adds; null if it could not be made. */
  request: object | null;
  findings: PlanFinding[];
}

/** Something that `plan` found. */
export interface PlanFinding {
  /** One of those that docs/events.md lists. */
  code: FindingCode;
  severity: Severity;
  cause: string;
  /** What to do about it. */
  next: string;
  /** @deprecated The same as `next`, by its name up to version 0.1. */
  mend: string;
}

/** A migration of the cluster, running or recently stopped; of the command `list` alone. */
export interface MigrationRowEvent extends Stamped {
  type: 'migration';
  taskArn: string;
  /** The revision that it runs, as ARN. */
  taskDefinition: string;
  lock: string;
  /** The migration container; null where the task does not tell. */
  container: string | null;
  /** What its build said of itself; null outside CI. */
  build: string | null;
  execution: string | null;
  commit: string | null;
  phase: Phase;
  /** ECS's `lastStatus`. */
  lastStatus: string;
  /** How it ended, as `attach` would say it; null while that is open. */
  outcome: OutcomeName | null;
  containerExitCode: number | null;
  /** Why it ended so; empty while it is open. */
  cause: string;
  /** ISO 8601 with milliseconds, by ECS's clock; null where it did not come to that. */
  createdAt: string | null;
  startedAt: string | null;
  stoppedAt: string | null;
}

/** ECS has accepted the task, or a task was found to be followed. */
export interface LaunchedEvent extends Stamped {
  type: 'launched';
  taskArn: string;
  taskDefinition: string;
  cluster: string;
  container: string;
  /** True where the task was already there and is only followed. */
  adopted: boolean;
  /** `console`: its page in the AWS console; null on other endpoints, and where it is not named yet. */
  logStreams: (LogPlace & { console: string | null })[];
  /** The task's page in the AWS console; null on other endpoints. */
  console: string | null;
  /** The command that follows this task again; null on the embedded engine, which ends with the run. */
  attach: string | null;
}

/** The task entered another phase, or ECS gave it another status. */
export interface StatusEvent extends Stamped {
  type: 'status';
  phase: Phase;
  /** ECS's `lastStatus`; null before ECS has shown the task. */
  lastStatus: string | null;
  /** What is being waited for, in words. */
  text: string;
}

/** One log event of one container, as CloudWatch Logs holds it. */
export interface LogEvent extends Stamped {
  type: 'log';
  container: string;
  stream: string;
  /** Milliseconds since the epoch, as the log driver stamped it. */
  timestamp: number;
  message: string;
}

/** Something to know that does not decide the outcome. */
export interface WarningEvent extends Stamped {
  type: 'warning';
  code: WarningCode;
  text: string;
}

/** The end: always the last event. */
export interface ResultEvent extends Stamped, Outcome {
  type: 'result';
  /** Milliseconds in each phase. */
  phases: PhaseTimes;
  /** The task as ECS last described it, commands masked and without environment; null where there was none. */
  task: ShownTask | null;
}

export type Unstamped<E> = E extends MigrationEvent ? Omit<E, 'at' | 'target'> : never;

/** An event before it is stamped with the time. */
export type Happening = Unstamped<MigrationEvent>;

/** Takes an event; the run waits for the promise, so that a slow reader holds it back. */
export type Emit = (event: Happening) => Promise<void>;
