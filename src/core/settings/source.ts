import type { SettingKey, Settings } from './settings-table.ts';

/** A source of settings, already read. Earlier sources take precedence. */
export interface Source {
  /** Raw values by key. This source does not set absent keys. */
  values: Partial<Record<SettingKey, unknown>>;
  /** Where the value of a key comes from, for people: `--cluster`, `ECS_MIGRATE_CLUSTER`, `ecs-migrate.yml:cluster`. */
  origin(key: SettingKey): string;
}

/** Settings with the origin of each. */
export interface Resolved {
  settings: Settings;
  origins: Partial<Record<SettingKey, string>>;
  /** The config file that was read, and what named it: `found` if nothing did. */
  config?: { value: string; origin: string };
}
