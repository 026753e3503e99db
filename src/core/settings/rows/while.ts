import * as kind from '../setting-kinds.ts';
import { FOLLOWING, rowsOf } from '../setting-row.ts';

const row = rowsOf('while');

/** What happens while it runs. */
export const WHILE = {
  timeout: row(kind.duration, 'How long the task may take from its launch; no limit unless given', {
    commands: FOLLOWING,
    tag: 'ecs-migrate:timeout',
  }),
  buildTimeout: row(
    kind.duration,
    'The time limit of the build that this runs in, from its start: 3m before it the task is stopped, as by --timeout',
    { notInLambda: 'there is no build; give timeout' },
  ),
  startTimeout: row(kind.duration, 'How long it may take until a container runs', { default: '10m' }),
  onTimeout: row(kind.choice('stop', 'detach'), 'What to do with the task on --timeout', {
    commands: FOLLOWING,
    default: 'stop',
    defaultNote: 'detach where this run did not launch it',
  }),
  onInterrupt: row(kind.choice('stop', 'detach'), 'What to do with it on SIGINT, SIGTERM and SIGHUP', {
    commands: FOLLOWING,
    default: 'stop',
    defaultNote: 'detach where this run did not launch it',
  }),
  ifRunning: row(
    kind.choice('attach', 'wait', 'fail', 'allow'),
    'If another migration is running: follow it, wait for its end, end with 75, or run beside it. Only the same migration (command, overrides, image) is ever followed: by default that of the same pipeline execution, with attach that of any build; any other is waited for',
  ),
  waitTimeout: row(kind.duration, 'How long to wait for other migrations', { default: '30m' }),
  lock: row(kind.text('a name of letters, digits, - and _', /^[\w-]{1,100}$/), 'Migrations of one lock never overlap', {
    defaultNote: 'the family',
    tag: 'ecs-migrate:lock',
  }),
  idempotencyKey: row(kind.text('a key'), 'Runs with one key are one migration', {
    defaultNote: 'in CI: the build',
    notInFiles: true,
  }),
  rerun: row(kind.flag, 'Run anew although this build has run this migration already', {
    notInFiles: true,
    notInLambda: 'a retried action and a new deployment launch anew by themselves',
  }),
  logQuiet: row(kind.duration, "Silence after the container's exit that ends its log", {
    commands: FOLLOWING,
    // The awslogs driver flushes every 5 s; the engine's lines are readable at once.
    default: '5s',
    localDefault: { value: '300ms', unlessFaults: true },
  }),
  detach: row(
    kind.flag,
    'Launch only: print the task and the command that follows it. Nothing then watches for a rival start',
    { notInLambda: 'the result is what the pipeline waits for' },
  ),
  onRollback: row(
    kind.choice('skip', 'fail', 'run'),
    'If the pipeline rolls back to an earlier release: launch nothing and succeed, launch nothing and fail, or run',
    { default: 'skip' },
  ),
  pipeline: row(
    kind.text('the name or ARN of a pipeline', /^(arn:[\w-]+:codepipeline:[\w-]+:\d{12}:)?[\w.@-]{1,100}$/),
    'The pipeline that this is part of, where the build does not say; plan checks it',
  ),
} as const;
