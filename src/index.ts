export { migrate, plan, type RunOptions } from './api.ts';
export type { AwsOptions, Trace } from './core/aws-options.ts';
export type { Clock, Random } from './core/clock.ts';
export type {
  LaunchedEvent,
  LogEvent,
  MigrationEvent,
  MigrationRowEvent,
  PlanEvent,
  ResultEvent,
  SettingsEvent,
  StatusEvent,
  WarningEvent,
} from './core/events.ts';
export { EXIT_CODES } from './core/exit-code.ts';
export type { Outcome, OutcomeName } from './core/outcome.ts';
export type { BuildFacts } from './core/run-metadata.ts';
export type { SettingsInput as MigrationSettings } from './core/settings-table.ts';
export type { TaskDefinitionInput } from './core/task-definition.ts';
