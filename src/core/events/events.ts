import type { Outcome, OutcomeName } from '../base/outcome.ts';
import type { LogPlace } from '../ecs/log-place.ts';
import type { Phase, PhaseTimes } from '../ecs/phase.ts';
import type { ShownTask } from '../ecs/task.ts';
import type { FindingCode } from '../findings/findings.ts';
import type { Severity } from '../findings/rows/row.ts';
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
  /**
   * When it was emitted: ISO 8601 with milliseconds, by the clock of this process.
   * @time
   */
  at: string;
  /** Which of many targets this is about; absent with one. */
  target?: string;
}

/** The settings in force and where each came from. Values of environment overrides are masked. */
export interface SettingsEvent extends Stamped {
  type: 'settings';
  /** By name; `config` is the config file that was read. Values of environment overrides are `***`. */
  settings: Record<string, { value: unknown; origin: string }>;
}

/** What is known of the build; none outside CI. */
export interface BuildEvent extends Stamped {
  type: 'build';
  /** Unique to one try of one job, such as CODEBUILD_BUILD_ID. */
  build?: string;
  /** The name of the pipeline. */
  pipeline?: string;
  /** The id of the pipeline execution; where it is not known, what stands for it: `codepipeline/NAME@commit`. */
  execution?: string;
  /** The stage of the pipeline. */
  stage?: string;
  /** The action of the stage. */
  action?: string;
  /** The commit that is built. */
  commit?: string;
}

/** What `run` would do; of the command `plan` alone. */
export interface PlanEvent extends Stamped {
  type: 'plan';
  /** The revision that would run, as ARN; the family where a file would be registered first; null if unknown. */
  taskDefinition: string | null;
  /** Whether the file would be registered as a new revision. */
  registers: boolean;
  /** The migration container. */
  container: string | null;
  /** Its image; with `build` its repository alone, for the digest is not known yet. */
  image: string | null;
  /** What would be built: by which program, from which folder, and for which repository (null: not pushed). */
  build?: { by: string; context: string; pushes: string | null; platform: string | null };
  /** The RunTask request, environment values masked and without what the launch adds; null if it could not be made. */
  request: object | null;
  /** What was found on the way. */
  findings: PlanFinding[];
}

/** Something that `plan` found. */
export interface PlanFinding {
  /**
   * One of those that docs/events.md lists.
   * @open
   */
  code: FindingCode;
  /** With an `error` nothing is launched. */
  severity: Severity;
  /** What was found. */
  cause: string;
  /** What to do about it. */
  next: string;
  /** @deprecated The same as `next`, by its name up to version 0.1. */
  mend: string;
}

/** A migration of the cluster, running or recently stopped; of the command `list` alone. */
export interface MigrationRowEvent extends Stamped {
  type: 'migration';
  /** The task, as ARN. */
  taskArn: string;
  /** The revision that it runs, as ARN. */
  taskDefinition: string;
  /** What it must not overlap with. */
  lock: string;
  /** The migration container; null where the task does not tell. */
  container: string | null;
  /** What its build said of itself; null outside CI. */
  build: string | null;
  /** The pipeline execution of that build; null where none is known. */
  execution: string | null;
  /** The commit of that build; null where none is known. */
  commit: string | null;
  /** Where the task is. */
  phase: Phase;
  /** ECS's `lastStatus`. */
  lastStatus: string;
  /** How it ended, as `attach` would say it; null while that is open. */
  outcome: OutcomeName | null;
  /** The migration container's own code; null where ECS reports none. */
  containerExitCode: number | null;
  /** Why it ended so; empty while it is open. */
  cause: string;
  /**
   * When it was launched, by ECS's clock, as the other two: ISO 8601 with milliseconds.
   * @time
   */
  createdAt: string | null;
  /**
   * When all its containers had started; null where it never came to that.
   * @time
   */
  startedAt: string | null;
  /**
   * When it had stopped; null while it has not.
   * @time
   */
  stoppedAt: string | null;
}

/** ECS has accepted the task, or a task was found to be followed. */
export interface LaunchedEvent extends Stamped {
  type: 'launched';
  /** The task, as ARN. */
  taskArn: string;
  /** The revision that it runs, as ARN. */
  taskDefinition: string;
  /** As the settings have it: name or ARN. */
  cluster: string;
  /** The migration container. */
  container: string;
  /** True where the task was already there and is only followed. */
  adopted: boolean;
  /** Where the containers' logs are; `console` is a stream's page in the AWS console; null on other endpoints, and without a name. */
  logStreams: (LogPlace & { console: string | null })[];
  /** The task's page in the AWS console; null on other endpoints. */
  console: string | null;
  /** The command that follows this task again; null on the embedded engine, which ends with the run. */
  attach: string | null;
}

/** The task entered another phase, or ECS gave it another status. */
export interface StatusEvent extends Stamped {
  type: 'status';
  /** Where the task is; `waiting` is for another migration. */
  phase: Phase;
  /** ECS's `lastStatus`; null before ECS has shown the task. */
  lastStatus: string | null;
  /** What is being waited for, in words. */
  text: string;
}

/** One log event of one container, as CloudWatch Logs holds it. */
export interface LogEvent extends Stamped {
  type: 'log';
  /** The container that has written it. */
  container: string;
  /** Its log stream. */
  stream: string;
  /**
   * Milliseconds since the epoch, as the log driver stamped it.
   * @minimum 0
   */
  timestamp: number;
  /** The line. */
  message: string;
}

/** Something to know that does not decide the outcome. */
export interface WarningEvent extends Stamped {
  type: 'warning';
  /**
   * One of those that docs/events.md lists.
   * @open
   */
  code: WarningCode;
  /** The same in words, with what to do about it. */
  text: string;
}

/** The end: always the last event. */
export interface ResultEvent extends Stamped, Outcome {
  type: 'result';
  /** Milliseconds in each phase; absent where it did not come to that. */
  phases: PhaseTimes;
  /** The task as ECS last described it, commands masked and without environment; null where there was none. */
  task: ShownTask | null;
}

export type Unstamped<E> = E extends MigrationEvent ? Omit<E, 'at' | 'target'> : never;

/** An event before it is stamped with the time. */
export type EventBody = Unstamped<MigrationEvent>;

/** Takes an event; the run waits for the promise, so that a slow reader holds it back. */
export type Emit = (event: EventBody) => Promise<void>;
