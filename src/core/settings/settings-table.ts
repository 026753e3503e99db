import { AGAIN } from './rows/again.ts';
import { HOOK } from './rows/hook.ts';
import { HOW } from './rows/how.ts';
import { LINT } from './rows/lint.ts';
import { LOCAL } from './rows/local.ts';
import { MANY } from './rows/many.ts';
import { OUTPUT } from './rows/output.ts';
import { WHAT } from './rows/what.ts';
import { WHERE } from './rows/where.ts';
import { WHILE } from './rows/while.ts';
import type { Kind } from './setting-kinds.ts';
import type { Setting, SettingCommand } from './setting-row.ts';

/**
 * Every setting. Its key is the camelCase name in files and in the library. Its flag has the same name in kebab-case,
 * and its variable is `ECS_MIGRATE_` with upper snake case. Everything else about a setting is a column of its row.
 */
export const SETTINGS = {
  ...HOOK,
  ...WHERE,
  ...WHAT,
  ...HOW,
  ...WHILE,
  ...AGAIN,
  ...MANY,
  ...OUTPUT,
  ...LINT,
  ...LOCAL,
} as const;

export type SettingKey = keyof typeof SETTINGS;

type ValueOf<K extends SettingKey> = (typeof SETTINGS)[K]['kind'] extends Kind<infer T, infer _> ? T : never;
type InputOf<K extends SettingKey> = (typeof SETTINGS)[K]['kind'] extends Kind<infer _, infer Input> ? Input : never;

/** The settings in force. Times are milliseconds. */
export type Settings = { [K in SettingKey]?: ValueOf<K> };

/** Settings in the form for the library and files: times are text with a unit, such as `30m`. */
export type SettingsInput = { [K in SettingKey]?: InputOf<K> };

export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[];

/** The row of a setting, for any type of its value. */
export function settingOf(key: SettingKey): Setting<unknown, unknown> {
  return SETTINGS[key] as Setting<unknown, unknown>;
}

/** The settings whose rows match, in the order of the table. */
export function settingsWhere(has: (row: Setting<unknown, unknown>) => unknown): SettingKey[] {
  return SETTING_KEYS.filter((key) => has(settingOf(key)));
}

/** The settings that a command has as flags. */
export function settingsOfCommand(command: SettingCommand): SettingKey[] {
  return settingsWhere(({ commands }) => commands.includes(command));
}

/** The default of a setting, in the form that a run uses: times are milliseconds. The setting must have a default. */
export function defaultOf<K extends SettingKey>(key: K): NonNullable<Settings[K]> {
  const { kind, default: given } = settingOf(key);
  return kind.read(given) as NonNullable<Settings[K]>;
}

/** The description in `--help` and editors: what the setting does and, in parentheses, its default. */
export function describeSetting(key: SettingKey): string {
  const { about, default: given, defaultNote } = settingOf(key);
  const notes = [given, defaultNote].filter((note) => note !== undefined);
  return notes.length === 0 ? about : `${about} (default: ${notes.join('; ')})`;
}
