import { type SettingKey, settingOf } from './settings-table.ts';

/** The value of a setting as people read it: times with their unit. `key` may also be `config`, which is no setting. */
export function showSetting(key: string, value: unknown): string {
  const shown = settingOf(key as SettingKey)?.kind.format?.(value);
  return shown ?? (typeof value === 'string' ? value : JSON.stringify(value));
}
