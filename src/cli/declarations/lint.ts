import { settingsOfCommand } from '../../core/settings/settings-table.ts';
import { CONFIG_FLAG } from '../flags.ts';
import type { Declaration } from '../parser.ts';

export const LINT: Declaration = {
  name: 'lint',
  words: '[files…]',
  about:
    'Find what SQL migrations of PostgreSQL would break in the version that is running, and the way out over two releases',
  settings: [
    ...settingsOfCommand('lint'),
    'cluster',
    'region',
    'profile',
    'roleArn',
    'externalId',
    'endpointUrl',
    'container',
  ],
  flags: {
    pending: {
      describe:
        'Judge only the migrations that this file lists: a JSON report of preview, or one name in each line; - is standard input',
      type: 'string',
      group: 'Lint:',
    },
    service: {
      describe:
        'Ask ECS which revisions of this service can take traffic, and judge the migrations against each of them; repeatable',
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
    ['lint db/migrations --since origin/main', 'In a pull request: exits with 1 if something breaks'],
    ['lint db/migrations --after 20261101120000_baseline', 'All that came after a migration, without git'],
    ['lint db/migrations --pending preview.json', 'What a deployment would apply now'],
    [
      'lint db/migrations --cluster production --service web --pending preview.json',
      'Against every revision that can take traffic now',
    ],
    ['lint db/migrations --since v41 --report lint.xml', 'With a JUnit report'],
  ],
};
