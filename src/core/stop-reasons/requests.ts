import { matchAll, type StopReason } from './stop-reason.ts';

/** The task definition and the launch settings do not match. */
export const REQUESTS: readonly StopReason[] = [
  {
    code: 'launch-type',
    family: 'request',
    pattern: matchAll(/task ?definition/, /not compatible|incompatible/),
    cause: 'the task definition is not compatible with the launch type or capacity provider',
    next: 'compare requiresCompatibilities of the task definition with --launch-type or --capacity-provider, or with the default strategy of the cluster',
    retry: 'no',
  },
  {
    code: 'service-linked-role',
    family: 'request',
    pattern: /service[- ]linked role/i,
    cause: 'the account does not have the service-linked role of ECS (AWSServiceRoleForECS)',
    next: 'create the role (aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com), wait a minute, and run again',
    retry: 'no',
  },
  {
    code: 'role-not-assumable',
    family: 'request',
    pattern: /unable to assume the (?:\w+ )?role|role[^\n]{0,200} (?:can(?:'t|not)|could not) be assumed/i,
    cause: 'ECS cannot assume the task role or the execution role',
    next: 'allow sts:AssumeRole to ecs-tasks.amazonaws.com in the trust policy of the role, and allow iam:PassRole on it to the role that ecs-migrate runs as; if the role was created a minute ago, just try again',
    retry: 'depends',
  },
  {
    code: 'revision-deregistered',
    family: 'request',
    pattern: /task ?definition (?:is|was) inactive|inactive task ?definition/i,
    cause: 'the revision of the task definition has been deregistered',
    next: 'give an active revision, or only the family for the latest one (--task-definition)',
    retry: 'no',
  },
  {
    code: 'no-subnets',
    family: 'request',
    pattern: /network ?configuration must be provided/i,
    cause: 'the task definition has network mode awsvpc, and no subnets were given',
    next: 'give --subnets (and --security-groups)',
    retry: 'no',
  },
  {
    code: 'capacity-provider',
    family: 'request',
    pattern: /capacity provider[^\n]{0,80} not associated with the cluster/i,
    cause: 'the capacity provider does not belong to the cluster',
    next: 'associate it with the cluster (aws ecs put-cluster-capacity-providers), or give another one with --capacity-provider',
    retry: 'no',
  },
  {
    code: 'container-unknown',
    family: 'request',
    pattern: /override for container named|not a container in the task ?definition/i,
    cause: 'the task definition has no container of this name',
    next: 'compare the name of the container (--container) with the task definition',
    retry: 'no',
  },
  {
    code: 'overrides-too-long',
    family: 'request',
    pattern: /container overrides length/i,
    cause: 'the overrides (command and environment) are longer than the 8192 characters that ECS allows',
    next: 'shorten the command, or put the values into the task definition, an environment file or a secret',
    retry: 'no',
  },
];
