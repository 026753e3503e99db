import { DENIED, matchAll, type StopReason } from './stop-reason.ts';

/** The last entries: texts of ECS that name nothing specific. */
export const STARTS: readonly StopReason[] = [
  {
    code: 'role-denied',
    family: 'start',
    pattern: matchAll(DENIED, /not authorized to perform/),
    cause: 'a role lacks the right that the text names',
    next: 'allow the action that the text names to the role that it names (before the start that is the execution role, not the task role)',
    retry: 'no',
  },
  {
    code: 'resources-not-prepared',
    family: 'start',
    pattern: /ResourceInitializationError/i,
    cause: 'what the task needs could not be prepared by ECS (secrets, logs, volumes or network)',
    next: 'fix what the text names; no code of yours has run',
    retry: 'depends',
  },
  {
    code: 'ecs-internal-or-zone',
    family: 'start',
    pattern: /^\s*Internal error\.?\s*$/im,
    cause:
      'something failed inside ECS; it says this too of a subnet in an Availability Zone that Fargate does not serve',
    next: 'run again; if it stays, use subnets in other Availability Zones (--subnets)',
    retry: 'depends',
  },
  {
    code: 'ecs-internal',
    family: 'start',
    pattern: /InternalError|internal (?:server )?error/i,
    cause: 'something failed inside ECS',
    next: 'run again; if it stays, ask AWS Support with the task ARN',
    retry: 'yes',
  },
  {
    code: 'start-failed',
    family: 'start',
    pattern: /task failed to start|TaskFailedToStart|failed to start the task/i,
    cause: 'the task failed to start, and ECS says no more than that',
    next: 'look at the reason of each container (aws ecs describe-tasks); the runbook AWSSupport-TroubleshootECSTaskFailedToStart looks further',
    retry: 'depends',
  },
  {
    code: 'essential-ended',
    family: 'start',
    pattern: /essential container[^\n]{0,40} (?:exited|stopped)/i,
    cause: 'an essential container of the task ended, and ECS stopped the others with it',
    next: 'look at the exit code and the log of every container, and at the database, before you run it again',
    retry: 'no',
  },
];
