import * as kind from '../setting-kinds.ts';
import { ASKING, LAUNCHING, RUNNING, rowsOf } from '../setting-row.ts';

const row = rowsOf('where');

/** Which cluster, in which account, and how to reach it. */
export const WHERE = {
  cluster: row(kind.text('a cluster name or ARN'), 'The ECS cluster, by name or ARN', {
    commands: ASKING,
    localDefault: { value: 'default' },
    mayBeArn: true,
  }),
  region: row(kind.text('a region such as eu-west-1', /^[a-z]{2,}(-[a-z]+)+-\d+$/), 'The AWS region', {
    commands: ASKING,
    localDefault: { value: 'us-east-1' },
    awsVariables: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
  }),
  profile: row(kind.text('the name of a profile'), 'A profile of ~/.aws/config', {
    commands: ASKING,
    awsVariables: ['AWS_PROFILE'],
    notInLambda: "the function's role is used; give roleArn for another",
  }),
  roleArn: row(kind.text('the ARN of an IAM role', /^arn:[\w-]+:iam::\d{12}:role\/\S+$/), 'Assume this IAM role', {
    commands: ASKING,
  }),
  externalId: row(kind.text('an external id', /^[\w+=,.@:/-]{2,1224}$/), 'The external id that the role requires', {
    commands: ASKING,
  }),
  endpointUrl: row(
    kind.text('a URL such as http://127.0.0.1:4566', /^https?:\/\/[^\s/]+/),
    'Another endpoint for ECS, CloudWatch Logs and CodePipeline',
    { commands: ASKING },
  ),
  account: row(kind.digits('an account of 12 digits', 12), 'Run only in this AWS account; refuse any other', {
    commands: [...LAUNCHING, 'list'],
  }),
  local: row(kind.flag, 'Run on the embedded local engine instead of AWS', {
    commands: RUNNING,
    // The engine and its containers end with the run, so nothing can be left running.
    excludes: ['endpointUrl', 'detach', 'roleArn'],
    notInLambda: 'start the engine with ecs-migrate local, and set AWS_ENDPOINT_URL of the function to its address',
  }),
} as const;
