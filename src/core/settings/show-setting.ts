import { type SettingKey, settingOf } from './settings-table.ts';

/**
 * The value of a setting in a form for people: times have a unit. `key` can also be `config`, which is not a setting.
 */
export function showSetting(key: string, value: unknown): string {
  const shown = settingOf(key as SettingKey)?.kind.format?.(value);
  return shown ?? (typeof value === 'string' ? value : JSON.stringify(value));
}
