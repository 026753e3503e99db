import { readFileSync } from 'node:fs';
import {
  CodePipelineClient,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  type PipelineDeclaration,
} from '@aws-sdk/client-codepipeline';
import { ECSClient } from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openAws } from '../../src/aws/index.ts';
import { checkPipeline } from '../../src/core/plan/pipeline-check.ts';
import type { Pipelines } from '../../src/core/ports.ts';

const ARTICLE: { pipeline: PipelineDeclaration } = JSON.parse(
  readFileSync('test/fixtures/pipelines/article.json', 'utf8'),
);
const sdk = mockClient(CodePipelineClient);
// The next file of this process has the real one.
afterAll(() => sdk.restore());
const shop = { name: 'shop', region: 'eu-west-1' };
let pipelines: Pipelines;

beforeEach(async () => {
  sdk.reset();
  const opened = await openAws({ region: 'us-east-1' }, () => 0);
  if (!opened.ok) throw new Error(opened.failure.message);
  pipelines = opened.value.pipelines;
});

test('the article’s pipeline enters as it is, and nothing is wrong with it', async () => {
  sdk.on(GetPipelineCommand, { name: 'shop' }).resolves(ARTICLE);
  const answer = await pipelines.describe(shop);
  if (!answer.ok || answer.value === undefined) throw new Error('no pipeline');
  expect(answer.value).toMatchObject({
    executionMode: 'SUPERSEDED',
    stages: [
      { name: 'Source' },
      { name: 'Build' },
      {
        name: 'Run_Database_Migrations_Staging',
        retries: false,
        actions: [{ name: 'Migrate', category: 'Build', provider: 'CodeBuild', runOrder: 1, inputs: ['build_output'] }],
      },
      { name: 'Deploy_to_Staging', actions: [{ category: 'Deploy', provider: 'CodeDeployToECS' }] },
    ],
  });
  expect(checkPipeline(answer.value, { clusterName: 'staging-app-cluster' })).toEqual([]);
  expect(await sdk.call(0).thisValue.config.region()).toBe('eu-west-1');
});

test('values of variables do not enter, their names do; a retry is seen wherever it is said', async () => {
  const EnvironmentVariables = '[{"name":"TOKEN","value":"hunter2","type":"PLAINTEXT"}]';
  const given = [
    { name: 'A', actionTypeId: undefined, configuration: { ProjectName: 'p', EnvironmentVariables } },
    { name: 'B', actionTypeId: undefined, environmentVariables: [{ name: 'PASSWORD', value: 'hunter2' }] },
    { name: 'C', actionTypeId: undefined, configuration: { EnvironmentVariables: 'not JSON' } },
  ];
  const stages = [
    { name: 'One', actions: given, onFailure: { result: 'RETRY' as const } },
    { name: 'Two', actions: [], onFailure: { conditions: [{ result: 'RETRY' as const }] } },
    { name: 'Three', actions: [], onFailure: { result: 'ROLLBACK' as const } },
  ];
  sdk.on(GetPipelineCommand).resolves({ pipeline: { ...ARTICLE.pipeline, executionMode: 'PARALLEL', stages } });
  const answer = await pipelines.describe(shop);
  expect(JSON.stringify(answer)).not.toContain('hunter2');
  expect(answer).toMatchObject({
    value: {
      executionMode: 'PARALLEL',
      stages: [
        { retries: true, actions: [{ variables: ['TOKEN'] }, { variables: ['PASSWORD'] }, { variables: [] }] },
        { retries: true },
        { retries: false },
      ],
    },
  });
});

test('an execution is its status and type; an action its place and what ran for it', async () => {
  sdk
    .on(GetPipelineExecutionCommand)
    .resolves({ pipelineExecution: { status: 'Superseded', executionType: 'ROLLBACK' } });
  expect(await pipelines.execution(shop, 'e-1')).toEqual({
    ok: true,
    value: { status: 'Superseded', type: 'ROLLBACK' },
  });
  const details = {
    pipelineExecutionId: 'e-1',
    stageName: 's',
    actionName: 'a',
    output: { executionResult: { externalExecutionId: 'p:1' } },
  };
  sdk.on(ListActionExecutionsCommand).resolves({ actionExecutionDetails: [details, {}] });
  expect(await pipelines.actions(shop, 'e-1')).toEqual({
    ok: true,
    value: [
      { execution: 'e-1', stage: 's', action: 'a', externalId: 'p:1' },
      { execution: '', stage: '', action: '' },
    ],
  });
  expect(sdk.commandCalls(ListActionExecutionsCommand)[0]?.args[0].input).toEqual({
    pipelineName: 'shop',
    maxResults: 100,
    filter: { pipelineExecutionId: 'e-1' },
  });
});

test('no such pipeline is an answer; a denial is a failure', async () => {
  const named = (name: string) => Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: 400 } });
  sdk.on(GetPipelineCommand).rejects(named('PipelineNotFoundException'));
  expect(await pipelines.describe(shop)).toEqual({ ok: true, value: undefined });
  sdk.on(GetPipelineExecutionCommand).rejects(named('AccessDeniedException'));
  const denied = { kind: 'denied', operation: 'codepipeline:GetPipelineExecution' };
  expect(await pipelines.execution(shop, 'e')).toMatchObject({ ok: false, failure: denied });
});

test('the pipeline is asked as the caller, the cluster as the assumed role', async () => {
  const ecs = mockClient(ECSClient);
  sdk.on(GetPipelineCommand).resolves(ARTICLE);
  const credentials = { accessKeyId: 'caller', secretAccessKey: 'x' };
  const opened = await openAws({ region: 'us-east-1', credentials, roleArn: 'arn:aws:iam::1:role/x' }, () => 0);
  if (!opened.ok) throw new Error(opened.failure.message);
  await opened.value.pipelines.describe(shop);
  expect(await sdk.call(0).thisValue.config.credentials()).toMatchObject({ accessKeyId: 'caller' });
  ecs.restore();
});
