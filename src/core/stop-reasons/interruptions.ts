import type { StopReason } from './stop-reason.ts';

const LOOK_FIRST = 'if the migration had started, check its log and the database before you run it again';

/** Something other than its own containers told the task to stop. */
export const INTERRUPTIONS: readonly StopReason[] = [
  {
    code: 'spot-interruption',
    family: 'interruption',
    pattern: /\bspot\b[^\n]{0,40} interrupt|spot interruption|SpotInterruption/i,
    cause: 'the task ran on Spot capacity and was interrupted',
    next: 'run migrations on demand, not on Spot (--capacity-provider FARGATE); then run again if the migration can be repeated',
    retry: 'yes',
  },
  {
    code: 'machine-retired',
    family: 'interruption',
    pattern: /performing maintenance|task retirement|scheduled (?:for )?(?:maintenance|retirement)/i,
    cause: 'the machine that ran the task was retired by AWS for maintenance',
    next: 'run again if the migration can be repeated; the Personal Health Dashboard announces such maintenance',
    retry: 'yes',
  },
  {
    code: 'instance-drained',
    family: 'interruption',
    pattern: /deregistration forced|container instance[^\n]{0,80} (?:DRAINING|deregistered)|instance is draining/i,
    cause: 'the container instance that ran the task was drained or deregistered',
    next: 'run again if the migration can be repeated; do not scale in or replace instances while a migration runs, or use Fargate',
    retry: 'yes',
  },
  {
    code: 'instance-terminated',
    family: 'interruption',
    pattern:
      /host ec2|ec2 (?:host|instance)[^\n]{0,60} (?:was |has been )?(?:terminated|stopped)|instance[^\n]{0,60} (?:terminated|stopped)|container instance/i,
    cause: 'the EC2 instance that ran the task was stopped or terminated',
    next: 'run again if the migration can be repeated; protect the instances (managed termination protection) or use Fargate',
    retry: 'yes',
  },
  {
    code: 'service-deployment',
    family: 'interruption',
    pattern: /scaling activity|ecs-svc\//i,
    cause: 'an ECS service stopped the task because of a deployment or scaling: this task belongs to a service',
    next: 'watch a task that ecs-migrate has launched, not a task of a service',
    retry: 'no',
  },
  {
    code: 'load-balancer',
    family: 'interruption',
    pattern: /failed[^\n]{0,20} (?:ELB|load balancer|target group)[^\n]{0,20} health ?checks?/i,
    cause: 'a load balancer found the task unhealthy: this task belongs to a service',
    next: 'watch a task that ecs-migrate has launched, not a task of a service',
    retry: 'no',
  },
  {
    code: 'health-check',
    family: 'interruption',
    pattern: /(?:failed|fail)[^\n]{0,30} health ?checks?|is unhealthy/i,
    cause: 'the task was stopped because an essential container failed its health check',
    next: 'remove healthCheck from the migration container, or give it a startPeriod longer than the migration',
    retry: 'no',
  },
  {
    code: 'stopped-before-pull',
    family: 'interruption',
    pattern: /TaskStoppedBeforePullBegin|stopped before (?:the )?image pull/i,
    cause: 'the task was told to stop before its image was pulled',
    next: 'see the stop code for the kind of stop; CloudTrail names the caller (event StopTask)',
    retry: 'no',
  },
  {
    code: 'stopped-by-somebody',
    family: 'interruption',
    pattern: /stopped by (?:an? |the )?user|StopTask|user[- ]?initiated/i,
    cause: 'somebody stopped the task (StopTask)',
    next: `find out who in CloudTrail (event StopTask); ${LOOK_FIRST}`,
    retry: 'no',
  },
];
