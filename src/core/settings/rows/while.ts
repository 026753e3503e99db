import * as kind from '../setting-kinds.ts';
import { FOLLOWING, RUNNING, rowsOf } from '../setting-row.ts';

const row = rowsOf('while');

/** What happens while the task runs. */
export const WHILE = {
  timeout: row(kind.duration, 'How long the task may run, counted from its launch; by default there is no limit', {
    commands: FOLLOWING,
    tag: 'ecs-migrate:timeout',
  }),
  buildTimeout: row(
    kind.duration,
    'The time limit of the build around this run, counted from the start of the build: the task is stopped 3m before it ends, as by --timeout',
    { notInLambda: 'a Lambda function has no build; give timeout' },
  ),
  startTimeout: row(kind.duration, 'How long to wait until a container of the task runs', { default: '10m' }),
  onTimeout: row(kind.choice('stop', 'detach'), 'What to do with the task on --timeout', {
    commands: FOLLOWING,
    default: 'stop',
    defaultNote: 'detach if this run did not launch the task',
  }),
  onInterrupt: row(kind.choice('stop', 'detach'), 'What to do with the task on SIGINT, SIGTERM and SIGHUP', {
    commands: FOLLOWING,
    default: 'stop',
    defaultNote: 'detach if this run did not launch the task',
  }),
  ifRunning: row(
    kind.choice('attach', 'wait', 'fail', 'allow'),
    'If another migration is running: follow it, wait for it to end, exit with 75, or run at the same time. Only the same migration (command, overrides, image) is followed: by default if it is of the same pipeline execution, with attach if it is of any build. Any other migration is waited for',
  ),
  waitTimeout: row(kind.duration, 'How long to wait for other migrations', { default: '30m' }),
  lock: row(
    kind.text('a name of letters, digits, -, _ and /', /^(?=.{1,100}$)[\w-]+(?:\/[\w-]+)*$/),
    'Migrations with the same lock never overlap',
    {
      defaultNote: 'the family',
      tag: 'ecs-migrate:lock',
    },
  ),
  idempotencyKey: row(kind.text('a key'), 'Runs with the same key are the same migration', {
    // For `hook`, the hook itself identifies the migration.
    commands: RUNNING,
    defaultNote: 'in CI, the build',
    notInFiles: true,
  }),
  rerun: row(kind.flag, 'Run again, even if this build has already run this migration', {
    notInFiles: true,
    notInLambda: 'a retried action and a new deployment launch again without it',
  }),
  logQuiet: row(kind.duration, "The log has ended when no line came for this long after the container's exit", {
    commands: FOLLOWING,
    // The awslogs driver flushes every 5 s. The lines of the engine can be read at once.
    default: '5s',
    localDefault: { value: '300ms', unlessFaults: true },
  }),
  detach: row(
    kind.flag,
    'Launch only: print the task and the command that follows it. A migration that starts at the same time is then not detected',
    { commands: RUNNING, notInLambda: 'the pipeline waits for the result' },
  ),
  onRollback: row(
    kind.choice('skip', 'fail', 'run'),
    'If the pipeline rolls back to an earlier release: launch nothing and succeed, launch nothing and fail, or run',
    { commands: RUNNING, default: 'skip' },
  ),
  pipeline: row(
    kind.text('the name or ARN of a pipeline', /^(arn:[\w-]+:codepipeline:[\w-]+:\d{12}:)?[\w.@-]{1,100}$/),
    'The pipeline that this run is part of, if the build does not say; plan checks the pipeline',
  ),
} as const;
