import { DENIED, matchAll, type StopReason } from './stop-reason.ts';

export const LOGS: readonly StopReason[] = [
  {
    code: 'log-group-denied',
    family: 'log',
    pattern: matchAll(DENIED, /logs:CreateLogGroup/),
    cause: 'the execution role may not create the log group (awslogs-create-group)',
    next: 'allow logs:CreateLogGroup to the execution role (AmazonECSTaskExecutionRolePolicy does not contain it); or create the log group and remove awslogs-create-group',
    retry: 'no',
  },
  {
    code: 'log-denied',
    family: 'log',
    pattern: matchAll(DENIED, /logs:[a-z]|log streams?|CloudWatch Logs/),
    cause: 'the execution role may not write the log',
    next: 'allow logs:CreateLogStream and logs:PutLogEvents on the log group to the execution role (on EC2 without one, to the instance role)',
    retry: 'no',
  },
  {
    code: 'log-no-credentials',
    family: 'log',
    pattern: matchAll(/logging driver|log stream/, /NoCredentialProviders|no valid providers in chain/),
    cause:
      'the log driver has no credentials: the task has no execution role that the driver can use, and the instance has no role',
    next: 'give the container instance a role (AmazonEC2ContainerServiceforEC2Role), or let its agent use the execution role for logs (ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true)',
    retry: 'no',
  },
  {
    code: 'log-server-unreachable',
    family: 'log',
    pattern: matchAll(/initialize logging driver/, /fluent|:24224\b|splunk|\bHEC\b|syslog|gelf|dial (?:unix|udp)/),
    cause: 'the log router (FireLens) or log server that the log driver writes to does not answer',
    next: 'make the container start after its log router (dependsOn START or HEALTHY), and check the log of the router; for a log server, check its address and the network path to it',
    retry: 'depends',
  },
  {
    code: 'log-group-missing',
    family: 'log',
    pattern:
      /log group[^\n]{0,120} (?:does(?: not|n't) exist|not found)|ResourceNotFoundException[^\n]*log group|(?:no such|missing|non-?existent) log group/i,
    cause: 'the log group of the task definition does not exist',
    next: 'create the log group in the region of awslogs-region, or set awslogs-create-group to "true" and allow logs:CreateLogGroup to the execution role',
    retry: 'no',
  },
  {
    code: 'log-option',
    family: 'log',
    pattern: /awslogs-[a-z-]+ is required|awslogs driver arguments|unknown log opt|must specify a value for awslogs/i,
    cause: 'an option of the awslogs driver is missing or wrong in the task definition',
    next: 'check logConfiguration.options: awslogs-group, awslogs-region and awslogs-stream-prefix',
    retry: 'no',
  },
];

/** A log that could not be opened, and the cause is not in the catalogue. */
export const LOGS_AT_LARGE: readonly StopReason[] = [
  {
    code: 'log-not-opened',
    family: 'log',
    pattern:
      /logger args|initialize logging driver|logging driver|Cloudwatch log stream|LogDriver|CloudWatch log group/i,
    cause: 'the log of the container could not be opened',
    next: 'check logConfiguration of the container, that the log group exists, and logs:CreateLogStream of the execution role',
    retry: 'depends',
  },
];
