import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/paths.ts';
import { readBlocks } from './hcl.ts';

/**
 * Every operation that the code calls, with the action that allows it and the block of caller-policy that
 * holds it: `run`, or the variable of a feature. A new call goes here and into the module.
 */
const OPERATIONS: Record<string, [action: string, block: string]> = {
  RunTask: ['ecs:RunTask', 'run'],
  DescribeTasks: ['ecs:DescribeTasks', 'run'],
  ListTasks: ['ecs:ListTasks', 'run'],
  StopTask: ['ecs:StopTask', 'run'],
  DescribeTaskDefinition: ['ecs:DescribeTaskDefinition', 'run'],
  DescribeClusters: ['ecs:DescribeClusters', 'run'],
  GetLogEvents: ['logs:GetLogEvents', 'run'],
  ListClusters: ['ecs:ListClusters', 'list_names'],
  RegisterTaskDefinition: ['ecs:RegisterTaskDefinition', 'register'],
  DeregisterTaskDefinition: ['ecs:DeregisterTaskDefinition', 'deregister'],
  DescribeServices: ['ecs:DescribeServices', 'like_service'],
  ListServices: ['ecs:ListServices', 'list_names'],
  AssumeRole: ['sts:AssumeRole', 'role_arn'],
  GetPipeline: ['codepipeline:GetPipeline', 'pipeline'],
  GetPipelineExecution: ['codepipeline:GetPipelineExecution', 'pipeline'],
  ListActionExecutions: ['codepipeline:ListActionExecutions', 'pipeline'],
  GetJobDetails: ['codepipeline:GetJobDetails', 'lambda'],
  PutLifecycleEventHookExecutionStatus: ['codedeploy:PutLifecycleEventHookExecutionStatus', 'codedeploy_hook'],
  Invoke: ['lambda:InvokeFunction', 'codedeploy_hook'],
  GetDeployment: ['codedeploy:GetDeployment', 'hook_image'],
  GetApplicationRevision: ['codedeploy:GetApplicationRevision', 'hook_image'],
  DescribeServiceRevisions: ['ecs:DescribeServiceRevisions', 'hook_image'],
  ListServiceDeployments: ['ecs:ListServiceDeployments', 'pause_hook'],
  DescribeServiceDeployments: ['ecs:DescribeServiceDeployments', 'pause_hook'],
  ContinueServiceDeployment: ['ecs:ContinueServiceDeployment', 'pause_hook'],
  DescribeImages: ['ecr:DescribeImages', 'hook_image'],
  GetAuthorizationToken: ['ecr:GetAuthorizationToken', 'build'],
  FilterLogEvents: ['logs:FilterLogEvents', 'many_targets'],
  GetServiceQuota: ['servicequotas:GetServiceQuota', 'many_targets'],
  GetAWSDefaultServiceQuota: ['servicequotas:GetAWSDefaultServiceQuota', 'many_targets'],
  DescribeSubnets: ['ec2:DescribeSubnets', 'many_targets'],
  PutJobSuccessResult: ['codepipeline:PutJobSuccessResult', 'lambda'],
  PutJobFailureResult: ['codepipeline:PutJobFailureResult', 'lambda'],
};

/** Asked of emulators alone, never of AWS itself. */
const ELSEWHERE = ['DescribeLogGroups'];

/** Actions that AWS asks for although no operation of that name is called: roles passed, tags given with a call. */
const ASKED_FOR: [action: string, block: string][] = [
  ['iam:PassRole', 'run'],
  ['ecs:TagResource', 'register'],
  ['ecs:TagResource', 'tag'],
  // By lint, of its services.
  ['ecs:DescribeServices', 'lint_services'],
  ['ecs:ListServiceDeployments', 'lint_services'],
  ['ecs:DescribeServiceDeployments', 'lint_services'],
  ['ecs:DescribeServiceRevisions', 'lint_services'],
  // Of names that are wrong.
  ['ecs:DescribeClusters', 'list_names'],
  ['ecs:DescribeServices', 'list_names'],
  // By docker or podman, with our login.
  ['ecr:BatchCheckLayerAvailability', 'build'],
  ['ecr:BatchGetImage', 'build'],
  ['ecr:CompleteLayerUpload', 'build'],
  ['ecr:InitiateLayerUpload', 'build'],
  ['ecr:PutImage', 'build'],
  ['ecr:UploadLayerPart', 'build'],
];

interface Statement {
  Action: string[];
}

/** What caller-policy's own test demands of it. */
const POLICY: {
  run: { Statement: Statement[] };
  features: Record<string, Statement[]>;
  /** Statements of `run` that a variable changes. */
  changes: Record<string, Statement[]>;
} = JSON.parse(readFileSync(path.join(ROOT, 'terraform/modules/caller-policy/tests/policy.json'), 'utf8'));

function called(): string[] {
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((file) => /^(aws|lambda)\/.*\.ts$/.test(file))
    .map((file) => readFileSync(path.join(ROOT, 'src', file), 'utf8'));
  const names = texts.flatMap((text) => [...text.matchAll(/\b([A-Z]\w+)Command\b/g)].map(([, name = '']) => name));
  // Some are signed without a client of the SDK.
  names.push(
    ...texts.flatMap((text) => [...text.matchAll(/'(?:servicequotas|ec2):([A-Z]\w+)'/g)].map(([, name = '']) => name)),
  );
  // Providers of credentials call by themselves.
  if (texts.some((text) => text.includes('fromTemporaryCredentials'))) names.push('AssumeRole');
  return [...new Set(names)].filter((name) => !ELSEWHERE.includes(name)).sort();
}

test('every operation that the code calls is in the table, and no other', () => {
  expect(called()).toEqual(Object.keys(OPERATIONS).sort());
});

test('the policy allows what the table says, block by block, and nothing more', () => {
  const allowed = Object.entries({ run: POLICY.run.Statement, ...POLICY.features }).flatMap(([block, statements]) =>
    statements.flatMap(({ Action }) => Action.map((action) => `${block}: ${action}`)),
  );
  const wanted = [...Object.values(OPERATIONS), ...ASKED_FOR].map(([action, block]) => `${block}: ${action}`);
  expect(allowed.sort()).toEqual(wanted.sort());
});

test('each feature is a variable of the module, and off unless it is asked for', () => {
  const variables = readBlocks('terraform/modules/caller-policy/variables.tf', 'variable');
  const optional = variables.filter((it) => it.default !== undefined);
  expect(optional.map(({ name }) => name).sort()).toEqual(
    Object.keys({ ...POLICY.features, ...POLICY.changes }).sort(),
  );
  expect(optional.every((it) => ['false', 'null', '[]'].includes(it.default ?? ''))).toBe(true);
});

test('docs/terraform.md names every action', () => {
  const page = readFileSync(path.join(ROOT, 'docs/terraform.md'), 'utf8');
  const actions = [...Object.values(OPERATIONS), ...ASKED_FOR].map(([action]) => action);
  expect(actions.filter((action) => !page.includes(`\`${action}\``))).toEqual([]);
});
