import type { Outcome, OutcomeName } from '../base/outcome.ts';
import type { LogPlace } from '../ecs/log-place.ts';
import type { Phase, PhaseTimes } from '../ecs/phase.ts';
import type { ShownTask } from '../ecs/task.ts';
import type { FleetPlanEvent, FleetResult, TargetEvent, WaveEvent } from './fleet-events.ts';
import type { FleetWarningCode } from './fleet-warnings.ts';
import type { PlanFinding } from './plan-finding.ts';
import type { Stamped } from './stamped.ts';
import type { WarningCode } from './warnings.ts';

/**
 * The events of a run, in order. Each is one line of `--output json`. Readers must ignore fields that they do not know.
 */
export type MigrationEvent =
  | SettingsEvent
  | BuildEvent
  | PlanEvent
  | MigrationRowEvent
  | LaunchedEvent
  | AttemptEvent
  | HookEvent
  | PreviewEvent
  | StatusEvent
  | LogEvent
  | WarningEvent
  | FleetPlanEvent
  | WaveEvent
  | TargetEvent
  | ResultEvent;

/** The settings in force, and where each value comes from. Values of environment overrides are masked. */
export interface SettingsEvent extends Stamped {
  type: 'settings';
  /** By setting name; `config` is the config file that was read. Values of environment overrides are `***`. */
  settings: Record<string, { value: unknown; origin: string }>;
}

/** What is known about the build. This event is absent outside CI. */
export interface BuildEvent extends Stamped {
  type: 'build';
  /** A value that is unique to one try of one job, such as CODEBUILD_BUILD_ID. */
  build?: string;
  /** The name of the pipeline. */
  pipeline?: string;
  /** The id of the pipeline execution. If it is not known, a substitute: `codepipeline/NAME@commit`. */
  execution?: string;
  /** The stage of the pipeline. */
  stage?: string;
  /** The action of the stage. */
  action?: string;
  /** The commit that the build works on. */
  commit?: string;
}

/** What `run` would do. Only the command `plan` emits this event. */
export interface PlanEvent extends Stamped {
  type: 'plan';
  /** The ARN of the revision that would run; the family if a file would be registered first; null if unknown. */
  taskDefinition: string | null;
  /** Whether the file would be registered as a new revision. */
  registers: boolean;
  /** The migration container. */
  container: string | null;
  /** The image of the migration container. With `build`, only its repository, because the digest is not known yet. */
  image: string | null;
  /** What would be built: by which program, from which folder, and for which repository (null: it is not pushed). */
  build?: { by: string; context: string; pushes: string | null; platform: string | null };
  /**
   * The RunTask request without the members that the launch adds, and with masked environment values; null if the
   * request could not be made.
   */
  request: object | null;
  /** The findings of the checks. */
  findings: PlanFinding[];
}

/** A migration of the cluster that is running or stopped recently. Only the command `list` emits this event. */
export interface MigrationRowEvent extends Stamped {
  type: 'migration';
  /** The ARN of the task. */
  taskArn: string;
  /** The ARN of the revision that the task runs. */
  taskDefinition: string;
  /** The lock: only one migration at a time can hold it. */
  lock: string;
  /** The migration container; null if the task does not show it. */
  container: string | null;
  /** The id of the build that launched the migration; null outside CI. */
  build: string | null;
  /** The pipeline execution of that build; null if not known. */
  execution: string | null;
  /** The commit of that build; null if not known. */
  commit: string | null;
  /** The phase of the task. */
  phase: Phase;
  /** The task's `lastStatus` in ECS. */
  lastStatus: string;
  /** The outcome that `attach` would report; null while the migration has not ended. */
  outcome: OutcomeName | null;
  /** The exit code of the migration container; null if ECS reports none. */
  containerExitCode: number | null;
  /** The cause of the outcome; empty while the migration has not ended. */
  cause: string;
  /**
   * When the task was launched: ISO 8601 with milliseconds. This and the next two times are by ECS's clock.
   * @time
   */
  createdAt: string | null;
  /**
   * When all containers of the task had started; null if they never did.
   * @time
   */
  startedAt: string | null;
  /**
   * When the task stopped; null if it has not stopped.
   * @time
   */
  stoppedAt: string | null;
}

/** ECS accepted the task, or the run found an existing task to follow. */
export interface LaunchedEvent extends Stamped {
  type: 'launched';
  /** The ARN of the task. */
  taskArn: string;
  /** The ARN of the revision that the task runs. */
  taskDefinition: string;
  /** The cluster as the settings name it: name or ARN. */
  cluster: string;
  /** The migration container. */
  container: string;
  /** True if the task already existed and is only followed. */
  adopted: boolean;
  /**
   * Where the logs of the containers are. `console` is the stream's page in the AWS console; null on other endpoints,
   * and if the stream's name is not known.
   */
  logStreams: (LogPlace & { console: string | null })[];
  /** The task's page in the AWS console; null on other endpoints. */
  console: string | null;
  /** The command that follows this task again; null on the embedded engine, because that ends with the run. */
  attach: string | null;
}

/** An attempt has failed, and the migration is tried again (`--retries`). The next attempt has its own `launched`. */
export interface AttemptEvent extends Stamped {
  type: 'attempt';
  /**
   * The number of the attempt that failed.
   * @minimum 1
   */
  attempt: number;
  /** How many attempts there can be: one more than `--retries`. */
  of: number;
  /** The ARN of its task. */
  taskArn: string;
  /** The exit code of the migration container. */
  containerExitCode: number;
  /** The condition of `--retry-on` that it meets. */
  retryOn: string;
  /** The kind of cause; null if none is known. See docs/log-causes.md. */
  causeCode: string | null;
  /** The message in the container's log from which the cause was found, masked; null if there is none. */
  causeLine: string | null;
  /** How long the run waits before the next attempt, in milliseconds. */
  waitMs: number;
}

/** A deployment that waits for the migration, and what became of it. Only the command `hook` emits this event. */
export interface HookEvent extends Stamped {
  type: 'hook';
  /** `found` before the launch; after the migration what became of the hook, or `unknown` if it could not be read. */
  state: 'found' | 'continued' | 'rolled-back' | 'left' | 'timed-out' | 'ended' | 'unknown';
  /** The ARN of the service deployment. */
  deployment: string;
  /** The id of this execution of the hook. */
  hookId: string;
  /** The name of the service. */
  service: string;
  /** The lifecycle stage at which the deployment waits. */
  stage: string;
  /**
   * When the hook expires, by AWS's clock; null if ECS does not say.
   * @time
   */
  expiresAt: string | null;
  /** What ECS does then: ROLLBACK or CONTINUE. */
  timeoutAction: string;
  /** The same in words. */
  text: string;
}

/** What is pending, as the migration tool shows it (`preview`, `run --approved`, `run --skip-if-none`). */
export interface PreviewEvent extends Stamped {
  type: 'preview';
  /** The tool whose output was read; null if the command has no preset. */
  tool: string | null;
  /** How many migrations are pending. `unknown` also if only text says that there is none. */
  pending: number | 'unknown';
  /** The names of the pending migrations. */
  names: string[];
  /** Whether the tool itself proves, by exit code or JSON, that nothing is pending. */
  provesNone: boolean;
  /** The digest to approve; null if the output could not be read to its end, or ECS shows no digest of the image. */
  digest: string | null;
  /** One line of at most 800 characters, for the person who approves. */
  summary: string;
}

/** The task entered another phase, or ECS gave it another status. */
export interface StatusEvent extends Stamped {
  type: 'status';
  /** The phase of the task. In `waiting`, the run waits for another migration. */
  phase: Phase;
  /** The task's `lastStatus` in ECS; null until ECS has shown the task. */
  lastStatus: string | null;
  /** What the run waits for, in words. */
  text: string;
}

/** One log event of one container, as stored in CloudWatch Logs. */
export interface LogEvent extends Stamped {
  type: 'log';
  /** The container that wrote the line. */
  container: string;
  /** The log stream of the container. */
  stream: string;
  /**
   * The time that the log driver gave the line, in milliseconds since the epoch.
   * @minimum 0
   */
  timestamp: number;
  /** The line. */
  message: string;
}

/** Something that the user should know but that does not decide the outcome. */
export interface WarningEvent extends Stamped {
  type: 'warning';
  /**
   * One of the codes in docs/events.md.
   * @open
   */
  code: WarningCode | FleetWarningCode;
  /** The warning in words, and what to do about it. */
  text: string;
}

/** The result of the run. It is always the last event. */
export interface ResultEvent extends Stamped, Outcome {
  type: 'result';
  /** Milliseconds in each phase; a phase that did not happen is absent. */
  phases: PhaseTimes;
  /**
   * The last description of the task from ECS, with masked commands and without environment; null if there was no task.
   */
  task: ShownTask | null;
  /** How the targets have ended; only with `--targets`. The outcome is then that of the fleet. */
  targets?: FleetResult;
}

export type Unstamped<E> = E extends MigrationEvent ? Omit<E, 'at'> : never;

/** An event without the fields that are added when it is emitted. */
export type EventBody = Unstamped<MigrationEvent>;

/**
 * Receives an event. If it returns a promise, the run waits for it, so a slow reader slows the run down. It returns none if there
 * is nothing to wait for: a promise for each line of a long log would cost more than everything else.
 */
export type Emit = (event: EventBody) => void | Promise<void>;
