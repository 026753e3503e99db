import type { SettingKey } from '../../core/settings/settings-table.ts';
import { CONFIG_FLAG } from '../flags.ts';
import type { Declaration } from '../parser.ts';

/** Where ECS is, for commands that only ask it. */
export const PLACE: readonly SettingKey[] = ['cluster', 'region', 'profile', 'roleArn', 'externalId', 'endpointUrl'];

/** What is asked about: where, and what would run there. */
export const DOCTOR_SETTINGS: readonly SettingKey[] = [...PLACE, 'taskDefinition', 'container', 'pipeline', 'output'];

export const DOCTOR: Declaration = {
  name: 'doctor',
  words: '',
  about:
    'Check version, config, region, proxy, credentials, clock, rights and pipeline, by calls that change nothing; prints what a bug report needs, without secrets',
  settings: DOCTOR_SETTINGS,
  flags: CONFIG_FLAG,
  examples: [
    ['doctor --cluster staging --task-definition app-migrate', 'Exits with 1 if something is wrong'],
    ['doctor --cluster staging --pipeline shop-release --output json', 'The same for scripts'],
  ],
};
