import { SECURITY_GROUP_ID, SUBNET_ID } from '../../base/ids.ts';
import * as kind from '../setting-kinds.ts';
import { rowsOf } from '../setting-row.ts';
import * as structured from '../structured-kinds.ts';

const row = rowsOf('how');

/** How the task is launched. */
export const HOW = {
  command: row(structured.argv, 'The command to run in it, as shell words; or its words after --'),
  env: row(
    structured.environment,
    'An environment override; NAME alone takes it from here. ECS shows it to whoever may DescribeTasks: no secrets',
  ),
  envFile: row(
    kind.files('a file of NAME=VALUE lines'),
    'Environment overrides from a file; --env wins over it. Under npx --env-from: Node takes --env-file for its own',
    // Node takes `--env-file` for its own wherever it reads it: also in the words of npx, which is a program of Node's.
    { secondName: 'env-from', isPath: () => true, notInLambda: 'there is no file to read; give env' },
  ),
  secret: row(
    structured.valuesFrom,
    'A variable that ECS reads from Secrets Manager or Parameter Store: registers a revision that differs in it. It takes the place of one of that name',
  ),
  cpu: row(structured.cpu, "CPU of the task instead of the task definition's"),
  memory: row(structured.memory, "Memory of the task instead of the task definition's"),
  tag: row(structured.tags, 'A tag on the task; needs the right ecs:TagResource'),
  likeService: row(
    kind.text('the name of a service'),
    'Take network, launch type or capacity providers, platform version and placement from this service',
    { mayBeArn: true },
  ),
  runTaskInput: row(
    kind.text('a FILE.json'),
    'Any other members of RunTask, as aws ecs run-task --cli-input-json takes them; flags win over them',
    { isPath: () => true, notInLambda: 'there is no file to read; give the settings themselves' },
  ),
  subnets: row(kind.ids('subnet ids (subnet-…)', SUBNET_ID), 'Subnets for networkMode awsvpc', {
    tag: 'ecs-migrate:subnets',
  }),
  securityGroups: row(
    kind.ids('security group ids (sg-…)', SECURITY_GROUP_ID),
    "Security groups; without them the VPC's default one",
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
