import { settingsOfCommand } from '../../core/settings/settings-table.ts';
import type { Declaration } from '../parser.ts';

/** Settings that are also flags of this command. */
export const LOCAL_SETTINGS = settingsOfCommand('local');

export const LOCAL: Declaration = {
  name: 'local',
  words: '',
  about:
    'Serve the local engine: the part of ECS, CloudWatch Logs and CodePipeline that a migration needs, on this machine',
  settings: LOCAL_SETTINGS,
  flags: {
    port: { describe: 'The port on 127.0.0.1; by default any free port', type: 'string' },
    region: { describe: 'The region of the engine (default: us-east-1)', type: 'string' },
    cluster: { describe: 'A cluster in addition to `default`; repeatable', type: 'string' },
    load: {
      describe:
        'A JSON file of clusters, services, task definitions or pipelines, in the output format of aws ecs describe-… and aws codepipeline get-…; repeatable',
      type: 'string',
    },
    fault: { describe: 'Simulate a fault of AWS, such as throttle:DescribeTasks:12; repeatable', type: 'string' },
    faults: { describe: 'List the faults and scenarios for --fault, and what each rehearses', type: 'boolean' },
  },
  examples: [
    ['local --port 4566', 'Serve until Ctrl-C, and print the variables to export'],
    [
      'local --load services.json',
      'With the services in the file that aws ecs describe-services … > services.json wrote',
    ],
    ['local -- aws ecs list-tasks', 'Run one command against the engine, and exit with its code'],
  ],
};
