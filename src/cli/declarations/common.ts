import type { SettingKey } from '../../core/settings/settings-table.ts';

/** The flags that most people need, for the short help. */
export const COMMON: readonly SettingKey[] = [
  'cluster',
  'region',
  'taskDefinition',
  'image',
  'env',
  'subnets',
  'timeout',
  'ifRunning',
  'report',
  'local',
];
