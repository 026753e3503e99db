import { settingsOfCommand } from '../../core/settings/settings-table.ts';
import type { Declaration } from '../parser.ts';

/** Settings that are flags of it, too. */
export const LOCAL_SETTINGS = settingsOfCommand('local');

export const LOCAL: Declaration = {
  name: 'local',
  words: '',
  about:
    'Serve the local engine: the part of ECS, CloudWatch Logs and CodePipeline that a migration needs, on this machine',
  settings: LOCAL_SETTINGS,
  flags: {
    port: { describe: 'The port on 127.0.0.1; any free one unless given', type: 'string' },
    region: { describe: 'The region that it plays (us-east-1)', type: 'string' },
    cluster: { describe: 'Another cluster beside `default`; repeatable', type: 'string' },
    load: {
      describe:
        'A JSON file of clusters, services, task definitions or pipelines, as aws ecs describe-… and aws codepipeline get-… answer; repeatable',
      type: 'string',
    },
    fault: { describe: 'Misbehave, such as throttle:DescribeTasks:12; repeatable', type: 'string' },
    faults: { describe: 'List the faults and scenarios that --fault takes, with what each rehearses', type: 'boolean' },
  },
  examples: [
    ['local --port 4566', 'Serve until Ctrl-C, and print the variables to export'],
    ['local --load services.json', 'With the services that: aws ecs describe-services … > services.json told'],
    ['local -- aws ecs list-tasks', 'Run one command against it, and exit with its code'],
  ],
};
