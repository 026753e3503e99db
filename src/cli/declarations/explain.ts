import { settingsOfCommand } from '../../core/settings/settings-table.ts';
import type { Declaration } from '../parser.ts';

export const EXPLAIN: Declaration = {
  name: 'explain',
  words: '[text…]',
  about:
    'Explain an exit code, an outcome, a code of a warning or finding, a stop reason of ECS, or lines of a log (- reads standard input); without a text, list the exit codes',
  settings: settingsOfCommand('explain'),
  flags: {},
  examples: [
    ['explain 125', 'An exit code'],
    ['explain log-incomplete', 'A code of a warning'],
    ['explain "CannotPullContainerError: pull image manifest has been retried 5 time(s)"', 'A stop reason of ECS'],
    ['explain - < migration.log', 'The log of a failed migration'],
  ],
};
