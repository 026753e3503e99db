import * as kind from '../setting-kinds.ts';
import { rowsOf } from '../setting-row.ts';

const row = rowsOf('hook');

/** A Lambda function is called by its hook, and the library starts no command. */
const ONLY_COMMAND = {
  commands: ['hook'],
  notInLambda: 'a function is called for one deployment; this is for the command ecs-migrate hook',
  notInLibrary: { problem: 'the library continues no deployments', next: 'call the command ecs-migrate hook' },
} as const;

/** The deployment that waits for the migration. */
export const HOOK = {
  service: row(kind.text('the name or ARN of a service'), 'The service whose deployment waits at a PAUSE hook', {
    ...ONLY_COMMAND,
    mayBeArn: true,
  }),
  stage: row(
    kind.choice(
      'PRE_SCALE_UP',
      'RECONCILE_SERVICE',
      'POST_SCALE_UP',
      'POST_TEST_TRAFFIC_SHIFT',
      'POST_PRODUCTION_TRAFFIC_SHIFT',
    ),
    'The lifecycle stage of the hook; exactly one PAUSE hook must wait there',
    { ...ONLY_COMMAND, defaultNote: 'PRE_SCALE_UP' },
  ),
  onFailure: row(
    kind.choice('rollback', 'leave'),
    'If the migration fails: roll the deployment back, or leave it waiting for a person',
    { ...ONLY_COMMAND, defaultNote: 'rollback' },
  ),
  wait: row(
    kind.duration,
    'Wait this long for a deployment that runs the image of --image-from and is newer than the stage of the pipeline; it ends when the deploy action of the stage ends. Without it the deployment must wait already',
    ONLY_COMMAND,
  ),
  ifNone: row(kind.choice('fail', 'skip'), 'If no deployment waits: exit with 64, or launch nothing and succeed', {
    ...ONLY_COMMAND,
    defaultNote: 'fail',
  }),
} as const;
