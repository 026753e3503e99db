import { settingsOfCommand } from '../../core/settings/settings-table.ts';
import { CONFIG_FLAG } from '../flags.ts';
import type { Declaration } from '../parser.ts';

export const HOOK: Declaration = {
  name: 'hook',
  words: '',
  about:
    'Run the migration that an ECS deployment waits for at a PAUSE hook, with the image that is deployed; then continue the deployment, or roll it back if the migration failed',
  settings: settingsOfCommand('hook'),
  flags: CONFIG_FLAG,
  examples: [
    [
      'hook --service web --cluster production --task-definition app-migrate',
      'The deployment of web waits at PRE_SCALE_UP: migrate, then continue it',
    ],
    [
      'hook --service web --cluster production --task-definition app-migrate --on-failure leave',
      'A person decides what happens to the deployment if the migration fails',
    ],
    [
      'hook --service web --cluster production --task-definition app-migrate --wait 30m --image-from auto',
      'Beside the deploy action of a pipeline: wait for the deployment of this image',
    ],
  ],
};
