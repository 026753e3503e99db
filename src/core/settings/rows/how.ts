import { SECURITY_GROUP_ID, SUBNET_ID } from '../../base/ids.ts';
import * as kind from '../setting-kinds.ts';
import { rowsOf } from '../setting-row.ts';
import * as structured from '../structured-kinds.ts';

const row = rowsOf('how');

/** How the task is launched. */
export const HOW = {
  command: row(structured.argv, 'The command to run in the container, as shell words; or give its words after --'),
  env: row(
    structured.environment,
    'An environment override. NAME alone takes the value from your environment. No secrets: everybody who may call DescribeTasks can read it',
  ),
  envFile: row(
    kind.files('a file with NAME=VALUE lines'),
    'Environment overrides from a file; --env overrides the file. Under npx use --env-from, because Node reads --env-file itself',
    // Node reads `--env-file` itself wherever it sees it, even among the arguments of npx, because npx is a Node
    // program.
    { secondName: 'env-from', isPath: () => true, notInLambda: 'a Lambda function has no file to read; give env' },
  ),
  secret: row(
    structured.valuesFrom,
    'A variable that ECS reads from Secrets Manager or Parameter Store. Registers a revision with this change only. It replaces a variable of the same name',
  ),
  cpu: row(structured.cpu, "CPU of the task instead of the task definition's"),
  memory: row(structured.memory, "Memory of the task instead of the task definition's"),
  tag: row(structured.tags, 'A tag on the task; needs the permission ecs:TagResource'),
  likeService: row(
    kind.text('the name of a service'),
    'Copy network, launch type or capacity providers, platform version and placement from this service',
    { mayBeArn: true },
  ),
  runTaskInput: row(
    kind.text('a FILE.json'),
    'Other RunTask parameters, in the format of aws ecs run-task --cli-input-json; flags override them',
    { isPath: () => true, notInLambda: 'a Lambda function has no file to read; give the settings themselves' },
  ),
  subnets: row(kind.ids('subnet ids (subnet-…)', SUBNET_ID), 'Subnets for networkMode awsvpc', {
    tag: 'ecs-migrate:subnets',
  }),
  securityGroups: row(
    kind.ids('security group ids (sg-…)', SECURITY_GROUP_ID),
    "Security groups; if none are given, ECS uses the VPC's default one",
    { tag: 'ecs-migrate:security-groups' },
  ),
  assignPublicIp: row(kind.enabled, 'Give the task a public IP address', { tag: 'ecs-migrate:assign-public-ip' }),
  launchType: row(
    kind.choice('FARGATE', 'EC2', 'EXTERNAL', 'MANAGED_INSTANCES'),
    "Where the task runs; by default the cluster's default capacity provider strategy",
    { tag: 'ecs-migrate:launch-type', alternative: 'capacityProvider', excludes: ['capacityProvider'] },
  ),
  capacityProvider: row(structured.capacityProviders, 'A capacity provider instead of a launch type', {
    tag: 'ecs-migrate:capacity-providers',
    alternative: 'launchType',
  }),
  platformVersion: row(kind.text('a Fargate platform version'), 'The Fargate platform version'),
} as const;
