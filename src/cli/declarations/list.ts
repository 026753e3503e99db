import { settingsOfCommand } from '../../core/settings/settings-table.ts';
import { CONFIG_FLAG } from '../flags.ts';
import type { Declaration } from '../parser.ts';

export const LIST: Declaration = {
  name: 'list',
  words: '',
  about: 'List the migrations of a cluster, running and recently stopped (ECS shows them for about an hour)',
  settings: settingsOfCommand('list'),
  flags: {
    // This flag is not a setting: the lock in a config file belongs to one migration, but `list` shows all of them.
    lock: {
      describe: 'Only the migrations with this lock (a migration has the lock --lock, or else its family)',
      type: 'string',
      group: 'What:',
    },
    ...CONFIG_FLAG,
  },
  examples: [
    ['list --cluster staging', 'What runs, and what has ended and how: grouped by lock, newest first'],
    ['list --cluster staging --lock app-migrate', 'Only the migrations with one lock'],
    ['list --cluster staging --output json', 'An event of type migration for each'],
    ['attach TASK --cluster staging', 'Afterwards: show the log of one of them again, and its exit code'],
  ],
};
