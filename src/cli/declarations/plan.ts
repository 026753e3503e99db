import { settingsOfCommand } from '../../core/settings/settings-table.ts';
import { CONFIG_FLAG } from '../flags.ts';
import type { Declaration } from '../parser.ts';
import { COMMON } from './common.ts';

export const PLAN: Declaration = {
  name: 'plan',
  words: '',
  about: 'Show everything that run would do and where each value comes from; launches and registers nothing',
  settings: settingsOfCommand('plan'),
  common: COMMON,
  flags: CONFIG_FLAG,
  examples: [
    ['plan --cluster staging --task-definition app-migrate', 'Exits with 64 if the run cannot work'],
    ['plan --cluster staging --task-definition app-migrate --output json', 'The same for scripts'],
    ['plan --cluster staging --pipeline shop-release', 'Also checks the place of the migration in the pipeline'],
  ],
};
