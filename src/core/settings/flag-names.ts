import type { SettingKey } from './settings-table.ts';

/** Flags are in kebab-case. */
export function flagName(key: SettingKey): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Variables are in upper snake case. */
export function variableName(key: SettingKey): string {
  return `ECS_MIGRATE_${key.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}
