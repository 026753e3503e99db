import type { SettingKey, Settings } from './settings-table.ts';

/** A place that settings come from, already read. Earlier sources win. */
export interface Source {
  /** Raw values by key; absent keys are not set here. */
  values: Partial<Record<SettingKey, unknown>>;
  /** Where a key's value came from, for people: `--cluster`, `ECS_MIGRATE_CLUSTER`, `ecs-migrate.yml:cluster`. */
  origin(key: SettingKey): string;
}

/** Settings with the origin of each. */
export interface Resolved {
  settings: Settings;
  origins: Partial<Record<SettingKey, string>>;
  /** The config file that was read, and who named it; `found` where nobody did. */
  config?: { value: string; origin: string };
}
