import { settingsOfCommand } from '../../core/settings/settings-table.ts';
import { CONFIG_FLAG } from '../flags.ts';
import type { Declaration } from '../parser.ts';

export const PLAN: Declaration = {
  name: 'plan',
  words: '',
  about: 'Show everything run would do, and from where each value comes; launch and register nothing',
  settings: settingsOfCommand('plan'),
  flags: CONFIG_FLAG,
  examples: [
    ['plan --cluster staging --task-definition app-migrate', 'Exits 64 when the run cannot work'],
    ['plan --cluster staging --task-definition app-migrate --output json', 'The same for scripts'],
    ['plan --cluster staging --pipeline shop-release', 'Checks its place in the pipeline, too'],
  ],
};
