import { error, note, warning } from './row.ts';

export interface Unreadable {
  container: string;
  why: 'no-driver' | 'other-driver' | 'no-group';
  driver: string | undefined;
}

/** Findings about logs. */
export const LOG_FINDINGS = {
  'log-unreadable': warning<Unreadable>({
    doc: 'the log of the migration container goes to a place where it cannot be read',
    cause: ({ container, why, driver }) => {
      if (why === 'no-driver')
        return `container ${container} has no log configuration, so its log lines cannot be shown`;
      if (why === 'no-group') return `container ${container} has no awslogs-group, so its log lines cannot be shown`;
      if (driver === 'awsfirelens') {
        return `container ${container} logs with FireLens, and only its log router knows the destination: its exit code can be shown, but not its log lines`;
      }
      return `container ${container} uses the log driver ${driver}: its exit code can be shown, but not its log lines`;
    },
    next: 'use the log driver awslogs to see the lines here',
  }),
  'log-no-prefix': warning<{ container: string }>({
    doc: 'the log has no stream prefix, so the name of its stream is known only when the container runs',
    cause: ({ container }) => `container ${container} has no awslogs-stream-prefix, which Fargate requires`,
    next: 'set awslogs-stream-prefix in its log configuration',
  }),
  'log-non-blocking': warning<{ container: string }>({
    doc: 'the log driver may drop lines that come too fast',
    cause: ({ container }) =>
      `container ${container} logs in non-blocking mode: lines are dropped when its buffer is full`,
    next: 'set mode to blocking in its log configuration',
  }),
  'log-mode-open': note<{ container: string }>({
    doc: 'an account setting decides whether the log driver may drop lines',
    cause: ({ container }) =>
      `the log configuration of ${container} has no mode. Unless the account setting defaultLogDriverMode says otherwise, ECS then uses non-blocking, which drops lines when its buffer is full`,
    next: 'set mode to blocking in its log configuration',
  }),
  'log-elsewhere': note<{ container: string; region: string }>({
    doc: 'the log is in another region',
    cause: ({ container, region }) => `container ${container} logs to region ${region}`,
    next: 'ecs-migrate reads it there',
  }),
  'log-group-missing': error<{ container: string; group: string; region: string }>({
    doc: 'the log group does not exist, so the task cannot start',
    cause: ({ group, container, region }) =>
      `log group ${group} of container ${container} does not exist in ${region}, so the task cannot start`,
    next: 'create the log group, or set awslogs-create-group to true and allow logs:CreateLogGroup to the execution role',
  }),
  'log-denied': warning<{ group: string; failure: string }>({
    doc: 'the log cannot be read: a permission is missing',
    cause: ({ failure }) => `the log cannot be read (${failure})`,
    next: ({ group }) =>
      `allow logs:GetLogEvents on log group ${group}; without the log, the exit code still decides the result`,
  }),
  'log-class': warning<{ group: string; failure: string } | { followed: string }>({
    doc: 'the log cannot be followed: only Logs Insights can read a log group of this class',
    cause: (facts) =>
      'followed' in facts
        ? `the log of ${facts.followed} cannot be followed because of the class of its log group; the task keeps running`
        : `the log cannot be followed: only Logs Insights can read log group ${facts.group} (${facts.failure})`,
    next: (facts) =>
      'followed' in facts
        ? ''
        : 'the exit code still decides the result, and the result names the query that shows the lines. To see the lines here, log to a new group of the class STANDARD: the class of a group cannot be changed',
  }),
};
