import type { OutcomeName } from '../base/outcome.ts';

/** What an outcome means for somebody who only sees the word or the exit code. */
export interface OutcomeMeaning {
  /** The exit codes of the process: one code, or a range. */
  codes: readonly [least: number, most: number];
  means: string;
  /** Whether a container of the task has started. */
  started: 'yes' | 'no' | 'perhaps';
  /** Empty after a success. */
  next: string;
}

const one = (code: number): readonly [number, number] => [code, code];

/** Every outcome, in the order of its exit codes. */
export const OUTCOME_MEANINGS: Readonly<Record<OutcomeName, OutcomeMeaning>> = {
  succeeded: { codes: one(0), means: 'the migration container exited with 0', started: 'yes', next: '' },
  skipped: {
    codes: one(0),
    means: 'nothing was launched, and that is no failure: the pipeline rolls back (--on-rollback skip)',
    started: 'no',
    next: '',
  },
  detached: {
    codes: one(0),
    means: 'the task was launched, and nobody waited for it (--detach)',
    started: 'perhaps',
    next: 'follow it with the attach command that was printed',
  },
  done: { codes: one(0), means: 'stop: the task has stopped', started: 'yes', next: '' },
  planned: { codes: one(0), means: 'plan found no problems; nothing was launched', started: 'no', next: '' },
  previewed: {
    codes: one(0),
    means: 'preview has shown what is pending; no migration was launched',
    started: 'yes',
    next: '',
  },
  'nothing-pending': {
    codes: one(0),
    means: 'the migration tool proves that nothing is pending, so no migration was launched (--skip-if-none)',
    started: 'yes',
    next: '',
  },
  listed: { codes: one(0), means: 'list listed the migrations', started: 'no', next: '' },
  failed: {
    codes: [1, 255],
    means: 'the migration container exited with this code itself',
    started: 'yes',
    next: 'read the last lines of the log: the summary names the cause if it is known',
  },
  invalid: {
    codes: one(64),
    means:
      'the command line, a setting or a file is not valid, or a check before the launch failed; nothing was launched',
    started: 'no',
    next: 'the message names the value, where it comes from and how to fix it; ecs-migrate plan shows all settings',
  },
  refused: {
    codes: one(64),
    means: 'the pipeline rolls back to an older release (--on-rollback fail); nothing was launched',
    started: 'no',
    next: 'check that the older release works with the database as it is, then use --on-rollback skip or run',
  },
  'changed-since-approval': {
    codes: one(64),
    means: 'what is pending is not, or not provably, what was approved (--approved); no migration was launched',
    started: 'perhaps',
    next: 'look at a new preview, and approve that',
  },
  unreachable: {
    codes: one(69),
    means: 'AWS could not be reached, or kept failing, before anything was launched',
    started: 'no',
    next: 'check network, proxy and certificates (ecs-migrate doctor), then run again',
  },
  bug: {
    codes: one(70),
    means: 'ecs-migrate itself failed; the message says whether a task was launched',
    started: 'perhaps',
    next: 'please report it with the output of ecs-migrate doctor',
  },
  'migrated-not-continued': {
    codes: [73, 73],
    means: '`hook`: the migration succeeded, but the deployment that waited for it was not continued',
    started: 'yes',
    next: 'see in the cause what became of the deployment; deploy again, or continue it by hand if it still waits',
  },
  'try-later': {
    codes: one(75),
    means:
      'another migration is running, there was no capacity, the task did not start in time, or the pipeline execution was superseded',
    started: 'no',
    next: 'run it again later; nothing of yours has run',
  },
  paused: {
    codes: one(75),
    means: 'the next wave of a fleet waits for an approval (--wave-pause approve)',
    started: 'perhaps',
    next: 'continue with --resume: that is the approval',
  },
  unknown: {
    codes: one(76),
    means: 'a task was or may have been launched, and its end is not known',
    started: 'perhaps',
    next: 'follow it with the attach command that was printed, or see ecs-migrate list, before you run again',
  },
  denied: {
    codes: one(77),
    means: 'AWS denied access before the launch, the credentials have expired, or the clock is wrong',
    started: 'no',
    next: 'allow the action that the message names, or renew the credentials; ecs-migrate doctor checks them',
  },
  'timed-out': {
    codes: one(124),
    means:
      'the task did not end within --timeout or the time limit of the build; it was stopped, or left with --on-timeout detach',
    started: 'yes',
    next: 'see in the log how far the migration came; the database may still be rolling back',
  },
  'never-started': {
    codes: one(125),
    means: 'the task stopped before the migration container started',
    started: 'no',
    next: 'the message names the stop reason of ECS; ecs-migrate explain explains it, too',
  },
  stopped: {
    codes: one(125),
    means: 'somebody or something stopped the task before the container had ended',
    started: 'yes',
    next: 'check the log and the database before you run it again',
  },
  'no-exit-code': {
    codes: one(125),
    means: 'the task stopped, but ECS reports no exit code for the migration container',
    started: 'perhaps',
    next: 'check the log and the database before you run it again',
  },
  uncertain: {
    codes: one(125),
    means: 'the container exited with 0, but may have been told to stop before it was done',
    started: 'yes',
    next: 'check the log and the database before you run it again',
  },
  interrupted: {
    codes: [130, 143],
    means:
      'a signal ended the run: 130 for SIGINT, 143 for SIGTERM and SIGHUP; the task was stopped, or left with --on-interrupt detach',
    started: 'yes',
    next: 'see how the task ended with ecs-migrate list, before you run again',
  },
};
