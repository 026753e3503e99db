import { SETTINGS, settingsOfCommand } from '../../core/settings/settings-table.ts';
import { CONFIG_FLAG } from '../flags.ts';
import type { Declaration } from '../parser.ts';
import { PLACE } from './doctor.ts';

export const LINT: Declaration = {
  name: 'lint',
  words: '[files…]',
  about:
    'Find what SQL migrations of PostgreSQL would break in the version that is running, and the way out over two releases',
  settings: [...settingsOfCommand('lint'), ...PLACE, 'container'],
  flags: {
    pending: {
      describe:
        'Judge only the migrations that this file lists: a JSON report of preview, or one name in each line; - is stdin',
      type: 'string',
      group: 'Lint:',
    },
    service: {
      describe: SETTINGS.lintService.about,
      type: 'string',
      group: 'Lint:',
    },
    report: {
      describe: 'Write a report: .xml (JUnit) or .json; repeatable',
      type: 'string',
      group: 'Output:',
    },
    verbose: { describe: "Also show squawk's notes about style", type: 'boolean', group: 'Output:' },
    ...CONFIG_FLAG,
  },
  examples: [
    ['lint db/migrations --since origin/main', 'In a pull request: exit code 1 if something breaks'],
    ['lint db/migrations --pending preview.json', 'What a deployment would apply now'],
    ['lint m --cluster production --service web', 'Against all that can take traffic'],
    ['lint db/migrations --since v41 --report lint.xml', 'With a JUnit report'],
  ],
};
