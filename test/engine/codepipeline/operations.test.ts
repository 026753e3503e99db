import { readFileSync } from 'node:fs';
import {
  CodePipelineClient,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  type ListActionExecutionsCommandInput,
} from '@aws-sdk/client-codepipeline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anEngine } from '../support.ts';

const ARTICLE = JSON.parse(readFileSync('test/fixtures/pipelines/article.json', 'utf8'));
const pipelineName = 'infra-codepipeline-pipeline';
const anAction = (n: number, stageName: string, more: object = {}) => ({
  pipelineExecutionId: 'e-1',
  actionExecutionId: `a-${n}`,
  stageName,
  actionName: 'Migrate',
  startTime: 1_000 + n,
  ...more,
});

describe('the pipelines of the engine, called by the SDK', () => {
  let engine: Awaited<ReturnType<typeof anEngine>>;
  let client: CodePipelineClient;
  beforeAll(async () => {
    engine = await anEngine({
      loads: [
        ARTICLE,
        { pipelineExecution: { pipelineName, pipelineExecutionId: 'e-1', status: 'Superseded' } },
        {
          pipelines: [{ name: 'other', stages: [] }],
          executions: [{ pipelineName: 'bare', pipelineExecutionId: 'e-2' }],
        },
        {
          // In the form that the AWS CLI prints: without the pipeline's name, and with ISO times.
          actionExecutionDetails: [
            anAction(1, 'Build'),
            anAction(2, 'Migrate', { startTime: '2026-11-21T12:00:00.5+01:00' }),
          ],
          actionExecutions: [
            anAction(3, 'Migrate'),
            anAction(4, 'X', { pipelineExecutionId: 'e-9', pipelineName: 'other' }),
          ],
        },
      ],
    });
    client = new CodePipelineClient(engine.client);
  });
  afterAll(async () => {
    client.destroy();
    await engine[Symbol.asyncDispose]();
  });
  const list = (input: Partial<ListActionExecutionsCommandInput> = {}) =>
    client.send(new ListActionExecutionsCommand({ pipelineName, ...input }));
  const ids = async (input: Partial<ListActionExecutionsCommandInput> = {}) =>
    (await list(input)).actionExecutionDetails?.map((it) => it.actionExecutionId);

  test('GetPipeline answers what was loaded', async () => {
    const { pipeline, metadata } = await client.send(new GetPipelineCommand({ name: pipelineName }));
    expect(pipeline).toMatchObject({ ...ARTICLE.pipeline, version: 4 });
    expect(metadata?.updated).toEqual(new Date('2026-11-02T16:20:31.512Z'));
    const arn = 'arn:aws:codepipeline:us-east-1:000000000000:other';
    expect(await client.send(new GetPipelineCommand({ name: 'other' }))).toMatchObject({
      metadata: { pipelineArn: arn },
    });
  });

  test('GetPipelineExecution answers status and type', async () => {
    const of = (name: string, pipelineExecutionId: string) =>
      client.send(new GetPipelineExecutionCommand({ pipelineName: name, pipelineExecutionId }));
    expect((await of(pipelineName, 'e-1')).pipelineExecution).toMatchObject({ status: 'Superseded' });
    const expected = { status: 'InProgress', executionType: 'STANDARD' };
    expect((await of('bare', 'e-2')).pipelineExecution).toMatchObject(expected);
  });

  test('ListActionExecutions lists the latest first, filtered and by page', async () => {
    expect(await ids()).toEqual(['a-2', 'a-3', 'a-1']);
    expect((await list()).actionExecutionDetails?.[0]?.startTime).toEqual(new Date('2026-11-21T11:00:00.5Z'));
    expect(await ids({ filter: { pipelineExecutionId: 'e-9' } })).toEqual([]);
    const latest = { pipelineExecutionId: 'e-1', startTimeRange: 'Latest' } as const;
    expect(await ids({ filter: { latestInPipelineExecution: latest } })).toEqual(['a-2', 'a-1']);
    const { nextToken, actionExecutionDetails } = await list({ maxResults: 2 });
    expect(actionExecutionDetails).toHaveLength(2);
    expect(await ids({ maxResults: 2, nextToken })).toEqual(['a-1']);
  });

  test.each<[string, () => Promise<unknown>, string, RegExp]>([
    [
      'an unknown pipeline',
      () => client.send(new GetPipelineCommand({ name: 'nope' })),
      'PipelineNotFoundException',
      /Account '000000000000' does not have a pipeline with name 'nope'/,
    ],
    [
      'an unknown version',
      () => client.send(new GetPipelineCommand({ name: pipelineName, version: 3 })),
      'PipelineVersionNotFoundException',
      /version '3'/,
    ],
    [
      'an unknown execution',
      () => client.send(new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId: 'e-2' })),
      'PipelineExecutionNotFoundException',
      /e-2/,
    ],
    ['a bad token', () => list({ nextToken: 'x' }), 'InvalidNextTokenException', /token/],
    ['a page of none', () => list({ maxResults: 0 }), 'ValidationException', /maxResults/],
  ])('%s is refused', async (_, call, name, message) => {
    await expect(call()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });
});

test('an action execution of an unknown pipeline is not loaded', async () => {
  const loads = [{ pipelines: [{ name: 'a' }, { name: 'b' }], actionExecutions: [anAction(1, 'Build')] }];
  await expect(anEngine({ loads })).rejects.toThrow('give pipelineName');
});
