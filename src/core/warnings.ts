import type { Finding } from './findings.ts';

/**
 * Every code of an event of type `warning`, and of the milder findings of `plan`, with what it says.
 * docs/events.md has the same table; a test compares them.
 */
export const WARNINGS = {
  retrying: 'an AWS call failed and is tried again',
  'no-capacity': 'ECS placed no task; it is asked again',
  'already-running': 'this build has launched this migration already: its task is followed',
  'already-ran': 'this build has launched this migration already, and it has ended: that end is reported again',
  'following-other': 'another run of this migration is followed instead of launching one',
  'gave-way': 'another migration was there first: ours is stopped before it has started',
  overlap: 'another migration runs at the same time, and it was too late to give way',
  'guard-blind': 'it could not be seen whether another migration was starting at the same time',
  'holder-killed': 'the migration that was waited for was killed: the database may still execute its last statement',
  'aws-trouble': 'AWS does not say how the task is doing; it goes on',
  'rest-stopped': 'the migration container has ended, and what kept the task alive was stopped',
  'stop-failed': 'the task could not be stopped and may still be running',
  'not-deregistered': '`--deregister`: the revision could not be deregistered',
  'log-unavailable': 'the log cannot be read',
  'log-incomplete': 'the log was not read to its end',
  'log-may-end-early':
    'the container ended well, its last seconds brought no line, and its log was not read again at its stop',
  'log-missing': "a container's log stream was never there, and why",
  'errors-in-log': 'the container ended with code 0, but a statement failed and the client went on',
  'no-migrations-found': 'the container ended with code 0, but the tool found no migration at all',
  'question-not-answered': 'the container ended with code 0, but the tool asked a question that nobody could answer',
  'files-ignored': 'the container ended with code 0, but the tool left out a migration because of its name',
  silent: 'the container has run for two minutes and printed nothing: what to check',
  'definition-unread': '`list` cannot tell which containers are essential, and may call an end uncertain',
  'report-unwritten': 'a report could not be written at the end',
  // Found before the launch.
  'cluster-unread': 'the cluster could not be looked at before the launch',
  'log-unreadable': 'the log of the migration container goes where it cannot be read',
  'log-no-prefix': 'the log has no stream prefix: its stream is known only when the container runs',
  'log-non-blocking': 'the log driver drops lines when they come too fast',
  'log-mode-open': 'whether the log driver drops lines depends on the account',
  'log-elsewhere': 'the log is in another region',
  'log-denied': 'the log cannot be read: a permission is missing',
  'log-class': 'the log cannot be followed: only Logs Insights reads a log group of its class',
  'several-essential': 'another container is essential, too: where it ends first, ECS stops the migration',
  'containers-skipped': '`--local`: the task runs without containers that were to be skipped',
  'command-one-word': 'the command is one word with spaces in it: no program has such a name',
  'secret-like-env': 'an environment override looks like a secret, and DescribeTasks shows it',
  'plain-secret': 'the task definition holds what looks like a secret as plain text',
  'stop-denied': '`plan`: the task could not be stopped: a permission is missing',
  'session-ends': 'the AWS session ends before the migration may have ended, and nothing renews it',
  'other-architecture': "the image is named for another architecture than the task's",
  'fargate-size': 'Fargate is not known to have this size of cpu and memory',
  'fast-start': 'where the task runs it may start before another one launched in the same second is seen',
  'mutable-image': 'the image is a tag, which may mean another image tomorrow',
  'no-public-ip': 'the task gets no public IP address',
  // Of the pipeline.
  'pipeline-unread': 'the pipeline could not be looked at',
  'pipeline-local': 'with `--local` no pipeline is asked',
  'execution-unknown': 'which execution of which pipeline this is is not known',
  'execution-unread': 'it is not known whether the execution was superseded or is a rollback',
  'launch-withheld': '`plan`: the run would launch nothing now: the execution was superseded, or is a rollback',
  'pipeline-no-migration': 'no action of the pipeline looks like a migration',
  'pipeline-no-deployment': 'the pipeline has no deployment after the migration',
  'pipeline-one-stage': 'migration and deployment are in one stage',
  'pipeline-parallel': 'executions of the pipeline run side by side',
  'pipeline-retries': 'the stage of the migration is retried by itself',
  'pipeline-image': 'the migration does not get the artifact that names the image to be deployed',
} as const satisfies Readonly<Record<string, string>>;

export type WarningCode = keyof typeof WARNINGS;

/** Whether a finding has a code of this table, as every one that is no error must. */
export function isWarning<F extends Finding>(finding: F): finding is F & { code: WarningCode } {
  return Object.hasOwn(WARNINGS, finding.code);
}
