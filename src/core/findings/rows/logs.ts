import { error, note, warning } from './row.ts';

export interface Unreadable {
  container: string;
  why: 'no-driver' | 'other-driver' | 'no-group';
  driver: string | undefined;
}

/** Findings about logs. */
export const LOG_FINDINGS = {
  'log-unreadable': warning<Unreadable>({
    doc: 'the log of the migration container goes where it cannot be read',
    cause: ({ container, why, driver }) => {
      if (why === 'no-driver') return `container ${container} has no log configuration: its lines cannot be shown`;
      if (why === 'no-group') return `container ${container} has no awslogs-group: its lines cannot be shown`;
      if (driver === 'awsfirelens') {
        return `container ${container} logs by FireLens to where only its router knows: its lines cannot be shown, only its exit code`;
      }
      return `container ${container} logs by ${driver}: its lines cannot be shown, only its exit code`;
    },
    next: 'use the awslogs log driver to see its lines here',
  }),
  'log-no-prefix': warning<{ container: string }>({
    doc: 'the log has no stream prefix: its stream is known only when the container runs',
    cause: ({ container }) => `container ${container} has no awslogs-stream-prefix, which Fargate requires`,
    next: 'set awslogs-stream-prefix in its log configuration',
  }),
  'log-non-blocking': warning<{ container: string }>({
    doc: 'the log driver drops lines when they come too fast',
    cause: ({ container }) =>
      `container ${container} logs in non-blocking mode: lines are dropped when its buffer is full`,
    next: 'set mode to blocking in its log configuration',
  }),
  'log-mode-open': note<{ container: string }>({
    doc: 'whether the log driver drops lines depends on the account',
    cause: ({ container }) =>
      `the log of ${container} has no mode, and ECS then takes non-blocking, which drops lines when its buffer is full, unless the account setting defaultLogDriverMode says otherwise`,
    next: 'set mode to blocking in its log configuration',
  }),
  'log-elsewhere': note<{ container: string; region: string }>({
    doc: 'the log is in another region',
    cause: ({ container, region }) => `container ${container} logs to region ${region}`,
    next: 'it is read there',
  }),
  'log-group-missing': error<{ container: string; group: string; region: string }>({
    doc: 'the log group does not exist, so the task could not start',
    cause: ({ group, container, region }) =>
      `log group ${group} of container ${container} does not exist in ${region}, so the task could not start`,
    next: 'create it, or set awslogs-create-group to true and allow the execution role logs:CreateLogGroup',
  }),
  'log-denied': warning<{ group: string; failure: string }>({
    doc: 'the log cannot be read: a permission is missing',
    cause: ({ failure }) => `the log cannot be read (${failure})`,
    next: ({ group }) => `allow logs:GetLogEvents on log group ${group}; the exit code decides without it`,
  }),
  'log-class': warning<{ group: string; failure: string } | { followed: string }>({
    doc: 'the log cannot be followed: only Logs Insights reads a log group of its class',
    cause: (facts) =>
      'followed' in facts
        ? `the log of ${facts.followed} cannot be followed, for the class of its log group; the task goes on`
        : `the log cannot be followed: CloudWatch reads log group ${facts.group} by Logs Insights alone (${facts.failure})`,
    next: (facts) =>
      'followed' in facts
        ? ''
        : 'the exit code decides without it, and the end names the query that shows its lines; a class cannot be changed, so to see them here, log to a new group of the class STANDARD',
  }),
};
