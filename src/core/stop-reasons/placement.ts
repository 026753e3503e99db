import type { StopReason } from './stop-reason.ts';

/** Codes in capitals are matched as such: in small letters they are everyday words. */
export const PLACEMENT: readonly StopReason[] = [
  {
    family: 'capacity',
    pattern: /capacity is (?:currently )?unavailable|insufficient (?:\w+ )?capacity|InsufficientInstanceCapacity/i,
    cause: 'there is no capacity in these Availability Zones at the moment',
    next: 'run again later, add subnets in other Availability Zones (--subnets), or ask for another size of CPU and memory',
    retry: 'later',
  },
  {
    family: 'quota',
    pattern: /reached the limit on the number|limit on the number of (?:vCPUs|tasks)/i,
    cause: "the account's quota of running tasks or vCPUs is used up",
    next: 'wait for other tasks to end, or ask for a higher quota (Service Quotas, AWS Fargate, "Fargate On-Demand vCPU resource count")',
    retry: 'later',
  },
  {
    family: 'request',
    pattern: /requested (?:CPU|memory) configuration is above your limit/i,
    cause: 'this account may not run a task as large as this one',
    next: 'ask for less CPU and memory, or ask AWS Support for a higher limit',
    retry: 'no',
  },
  {
    family: 'placement',
    pattern: /RESOURCE:ENI/i,
    cause: 'no container instance of the cluster has a free network interface for the task',
    next: 'add instances, use a larger instance type, or turn on the account setting awsvpcTrunking',
    retry: 'later',
  },
  {
    family: 'placement',
    pattern:
      /\bRESOURCE:\w|has insufficient (?:CPU|memory)|enough (?:CPU units|memory)|already using a port required by your task/i,
    cause: 'no container instance of the cluster has room for the task',
    next: 'add instances to the cluster, or ask for less: the text names what is short (CPU, MEMORY, PORTS, GPU)',
    retry: 'later',
  },
  {
    family: 'placement',
    pattern: /NO ACTIVE INSTANCES|EMPTY CAPACITY PROVIDER|No Container Instances/i,
    cause: 'the cluster or its capacity provider has no container instance',
    next: 'add instances (check the Auto Scaling group of the capacity provider), or run on Fargate (--launch-type FARGATE)',
    retry: 'later',
  },
  {
    family: 'instance',
    pattern: /^(?:\w+: )?AGENT\b|[Aa]gent (?:is |was )?(?:disconnected|not connected)|agent connected/m,
    cause: 'the ECS agent of the container instance is not connected',
    next: 'restart the agent on the instance (systemctl restart ecs) or replace the instance, and check its route to ECS',
    retry: 'later',
  },
  {
    family: 'instance',
    pattern: /^(?:\w+: )?ATTRIBUTE\b|missing an? (?:required )?attribute|required attribute/m,
    cause: 'no container instance of the cluster has an attribute that the task needs',
    next: 'check what the task definition asks for against the instances: log driver (ECS_AVAILABLE_LOGGING_DRIVERS), network mode, CPU architecture, version of the ECS agent',
    retry: 'no',
  },
  {
    family: 'instance',
    pattern: /^(?:\w+: |The reason is )?LOCATION\b/m,
    cause: 'no container instance of the cluster is in an Availability Zone of the subnets',
    next: 'give subnets in the Availability Zones of the instances (--subnets), or add instances there',
    retry: 'no',
  },
  {
    family: 'instance',
    pattern: /placement constraints?/i,
    cause: 'no container instance of the cluster meets a placement constraint of the task definition',
    next: 'check placementConstraints of the task definition against the attributes of the instances',
    retry: 'no',
  },
  {
    family: 'instance',
    pattern: /^(?:.*: )?(?:MISSING|INACTIVE)\b/m,
    cause: 'the container instance is unknown to the cluster, or no longer registered',
    next: 'check cluster and region, and that the instances are registered and ACTIVE',
    retry: 'no',
  },
];
