export { migrate, plan, type RunOptions } from './api.ts';
export type { AwsOptions, Trace } from './core/base/aws-options.ts';
export type { Clock, Random } from './core/base/clock.ts';
export { EXIT_CODES } from './core/base/exit-code.ts';
export type { Outcome, OutcomeName } from './core/base/outcome.ts';
export type { BuildFacts } from './core/ecs/run-metadata.ts';
export type { TaskDefinitionInput } from './core/ecs/task-definition.ts';
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
} from './core/events/events.ts';
export type { MigrationSettings } from './core/settings/migration-settings.ts';
