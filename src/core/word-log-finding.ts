import { assertNever } from './assert-never.ts';
import type { Finding } from './findings.ts';

type LogFinding = Extract<Finding, { code: `log-${string}` }>;

/** The wording of what was found about logs. */
export function wordLogFinding(finding: LogFinding): { cause: string; mend: string } {
  switch (finding.code) {
    case 'log-group-missing':
      return {
        cause: `log group ${finding.group} of container ${finding.container} does not exist in ${finding.region}, so the task could not start`,
        mend: 'create it, or set awslogs-create-group to true and allow the execution role logs:CreateLogGroup',
      };
    case 'log-denied':
      return {
        cause: `the log cannot be read (${finding.failure})`,
        mend: `allow logs:GetLogEvents on log group ${finding.group}; the exit code decides without it`,
      };
    case 'log-class':
      return {
        cause: `the log cannot be followed: CloudWatch reads log group ${finding.group} by Logs Insights alone (${finding.failure})`,
        mend: 'the exit code decides without it, and the end names the query that shows its lines; a class cannot be changed, so to see them here, log to a new group of the class STANDARD',
      };
    case 'log-unreadable':
      return { cause: unreadable(finding), mend: 'use the awslogs log driver to see its lines here' };
    case 'log-no-prefix':
      return {
        cause: `container ${finding.container} has no awslogs-stream-prefix, which Fargate requires`,
        mend: 'set awslogs-stream-prefix in its log configuration',
      };
    case 'log-non-blocking':
      return {
        cause: `container ${finding.container} logs in non-blocking mode: lines are dropped when its buffer is full`,
        mend: 'set mode to blocking in its log configuration',
      };
    case 'log-mode-open':
      return {
        cause: `the log of ${finding.container} has no mode, and ECS then takes non-blocking, which drops lines when its buffer is full, unless the account setting defaultLogDriverMode says otherwise`,
        mend: 'set mode to blocking in its log configuration',
      };
    case 'log-elsewhere':
      return { cause: `container ${finding.container} logs to region ${finding.region}`, mend: 'it is read there' };
    default:
      return assertNever(finding);
  }
}

function unreadable({ container, why, driver }: Finding & { code: 'log-unreadable' }): string {
  if (why === 'no-driver') return `container ${container} has no log configuration: its lines cannot be shown`;
  if (why === 'no-group') return `container ${container} has no awslogs-group: its lines cannot be shown`;
  if (driver === 'awsfirelens') {
    return `container ${container} logs by FireLens to where only its router knows: its lines cannot be shown, only its exit code`;
  }
  return `container ${container} logs by ${driver}: its lines cannot be shown, only its exit code`;
}
