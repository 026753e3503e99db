import { formatDuration } from './duration.ts';
import { SETTINGS, type SettingKey } from './settings-table.ts';

/** The value of a setting as people read it: times with their unit. */
export function showSetting(key: string, value: unknown): string {
  const isTime = SETTINGS[key as SettingKey]?.kind.placeholder === 'DURATION';
  if (isTime && typeof value === 'number') return formatDuration(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
