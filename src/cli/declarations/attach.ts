import { settingsOfCommand } from '../../core/settings/settings-table.ts';
import { CONFIG_FLAG } from '../flags.ts';
import type { Declaration } from '../parser.ts';
import { COMMON } from './common.ts';

export const ATTACH: Declaration = {
  name: 'attach',
  words: '<task>',
  about: 'Follow a task that is running or has stopped: the same output and exit code as run',
  settings: settingsOfCommand('attach'),
  common: COMMON,
  flags: CONFIG_FLAG,
  examples: [
    ['attach arn:aws:ecs:eu-west-1:123456789012:task/staging/0123456789abcdef', 'By ARN, which contains the cluster'],
    ['attach 0123456789abcdef --cluster staging', 'By id'],
    [
      'attach arn:aws:states:eu-west-1:123456789012:execution:migrate-tenants:deploy-42',
      'Many targets on Step Functions',
    ],
  ],
};

export const STOP: Declaration = {
  name: 'stop',
  words: '<task>',
  about: 'Stop a task and follow it to its end; exits 0 once it has stopped',
  settings: settingsOfCommand('stop'),
  common: COMMON,
  flags: CONFIG_FLAG,
  examples: [['stop 0123456789abcdef --cluster staging', 'ECS sends SIGTERM, then SIGKILL after the stop time-out']],
};
