import type { CommandName } from '../core/base/command-name.ts';
import type { BuildFacts } from '../core/ecs/run-metadata.ts';
import type { LaunchedEvent, PlanEvent, ResultEvent, SettingsEvent, WarningEvent } from '../core/events/events.ts';

/** A run as a report tells it; the content of a `.json` report. Fields may be added, none is taken away. */
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
  /** The form of this object. */
  version: 1;
  tool: { name: 'ecs-migrate'; version: string };
  command: CommandName;
  /** ISO 8601 with milliseconds, by the clock of the process that reports. */
  startedAt: string;
  endedAt: string;
  taskArn: string | null;
  /** Milliseconds in each phase, as ECS's timestamps tell. */
  phases: ResultEvent['phases'];
  /** What the build says of itself; empty outside CI. */
  build: BuildFacts;
  /** The settings in force and where each came from; values of environment overrides are masked. */
  settings: SettingsEvent['settings'];
  /** Null where no task was launched or found. */
  launched: Pick<
    LaunchedEvent,
    'taskDefinition' | 'cluster' | 'container' | 'adopted' | 'logStreams' | 'console' | 'attach'
  > | null;
  /** Of the command `plan` alone; otherwise null. */
  plan: Pick<PlanEvent, 'taskDefinition' | 'registers' | 'container' | 'image' | 'request' | 'findings'> | null;
  /** The last {@link KEPT.warnings}. */
  warnings: Pick<WarningEvent, 'at' | 'code' | 'text'>[];
  /** The last {@link KEPT.lines} lines of the migration container. */
  lastLines: string[];
  /** The task as ECS last described it: ECS forgets a stopped task after about an hour. Null where there was none. */
  task: ResultEvent['task'];
}

/** What is kept of a run, however long it is. Of a longer line its first characters. */
export const KEPT = { lines: 50, lineCharacters: 2_000, warnings: 100 } as const;
