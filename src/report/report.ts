import type { BuildFacts } from '../core/ecs/run-metadata.ts';
import type {
  AttemptEvent,
  LaunchedEvent,
  PlanEvent,
  PreviewEvent,
  ResultEvent,
  SettingsEvent,
  WarningEvent,
} from '../core/events/events.ts';
import type { CommandName } from '../core/settings/setting-row.ts';
import type { FleetReport } from './fleet/fleet-report.ts';

/** The content of a report, and of a `.json` report. Fields may be added, but none is removed. */
export interface Report
  extends Pick<
    ResultEvent,
    | 'outcome'
    | 'exitCode'
    | 'ending'
    | 'reasons'
    | 'containerExitCode'
    | 'cause'
    | 'next'
    | 'causeCode'
    | 'causeLine'
    | 'again'
  > {
  /** Version of the form of this object. */
  version: 1;
  tool: { name: 'ecs-migrate'; version: string };
  command: CommandName;
  /** ISO 8601 with milliseconds, by the clock of the process that reports. */
  startedAt: string;
  endedAt: string;
  taskArn: string | null;
  /** Milliseconds in each phase, from ECS's timestamps. */
  phases: ResultEvent['phases'];
  /** Facts about the build. Empty outside CI. */
  build: BuildFacts;
  /** The settings in force, and the origin of each. Values of environment overrides are masked. */
  settings: SettingsEvent['settings'];
  /** Null if no task was launched or found. */
  launched: Pick<
    LaunchedEvent,
    'taskDefinition' | 'cluster' | 'container' | 'adopted' | 'logStreams' | 'console' | 'attach'
  > | null;
  /** Set only by the command `plan`, otherwise null. */
  plan: Pick<PlanEvent, 'taskDefinition' | 'registers' | 'container' | 'image' | 'request' | 'findings'> | null;
  /** What is pending: set by the command `preview` and by runs that preview first, otherwise null. */
  preview: Omit<PreviewEvent, 'type' | 'at' | 'target'> | null;
  /** Attempts that failed and were followed by another (`--retries`), the first {@link KEPT.attempts}. */
  attempts: Pick<
    AttemptEvent,
    'at' | 'attempt' | 'of' | 'taskArn' | 'containerExitCode' | 'retryOn' | 'causeCode' | 'causeLine'
  >[];
  /** The last {@link KEPT.warnings}. */
  warnings: Pick<WarningEvent, 'at' | 'code' | 'text'>[];
  /** The last {@link KEPT.lines} lines of the migration container. */
  lastLines: string[];
  /**
   * The task as ECS last described it, because ECS forgets a stopped task after about an hour. Null if there was none.
   */
  task: ResultEvent['task'];
  /** Only with `--targets`. The outcome is then that of the fleet. */
  fleet?: FleetReport;
}

/** How much of a run is kept, however long the run is. Of a longer line, only the first characters are kept. */
export const KEPT = { lines: 50, lineCharacters: 2_000, warnings: 100, attempts: 20 } as const;
