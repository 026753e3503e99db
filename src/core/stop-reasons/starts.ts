import { DENIED, matchAll, type StopReason } from './stop-reason.ts';

/** The last entries: texts of ECS that name nothing specific. */
export const STARTS: readonly StopReason[] = [
  {
    code: 'role-denied',
    family: 'start',
    pattern: matchAll(DENIED, /not authorized to perform/),
    cause: 'a role does not have the permission that the text names',
    next: 'allow the action that the text names to the role that the text names (before the start this is the execution role, not the task role)',
    retry: 'no',
  },
  {
    code: 'resources-not-prepared',
    family: 'start',
    pattern: /ResourceInitializationError/i,
    cause: 'ECS could not prepare the resources of the task (secrets, logs, volumes or network)',
    next: 'fix the problem that the text names; none of your containers has started',
    retry: 'depends',
  },
  {
    code: 'ecs-internal-or-zone',
    family: 'start',
    pattern: /^\s*Internal error\.?\s*$/im,
    cause:
      'something failed inside ECS; ECS also reports this for a subnet in an Availability Zone that Fargate does not support',
    next: 'run again; if it happens again, use subnets in other Availability Zones (--subnets)',
    retry: 'depends',
  },
  {
    code: 'ecs-internal',
    family: 'start',
    pattern: /InternalError|internal (?:server )?error/i,
    cause: 'something failed inside ECS',
    next: 'run again; if it happens again, ask AWS Support with the task ARN',
    retry: 'yes',
  },
  {
    code: 'start-failed',
    family: 'start',
    pattern: /task failed to start|TaskFailedToStart|failed to start the task/i,
    cause: 'the task failed to start, and ECS gives no details',
    next: 'check the reason of each container (aws ecs describe-tasks); the runbook AWSSupport-TroubleshootECSTaskFailedToStart checks more',
    retry: 'depends',
  },
  {
    code: 'essential-ended',
    family: 'start',
    pattern: /essential container[^\n]{0,40} (?:exited|stopped)/i,
    cause: 'an essential container of the task ended, and ECS stopped the others with it',
    next: 'check the exit code and the log of every container, and the database, before you run it again',
    retry: 'no',
  },
];
