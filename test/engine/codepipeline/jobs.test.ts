import {
  CodePipelineClient,
  GetJobDetailsCommand,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from 'vitest';
import { anEngine } from '../support.ts';

async function aPipeline(options: Parameters<typeof anEngine>[0] = {}) {
  const world = await anEngine(options);
  const client = new CodePipelineClient(world.client);
  return {
    jobs: world.engine.jobs,
    client,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await world[Symbol.asyncDispose]();
    },
  };
}

const DATA = {
  actionConfiguration: { configuration: { FunctionName: 'f' } },
  pipelineContext: {
    pipelineName: 'shop',
    pipelineExecutionId: 'e-1',
    action: { name: 'a', actionExecutionId: 'a-1' },
  },
};

describe('the jobs of CodePipeline', () => {
  test('tell where they belong', async () => {
    await using world = await aPipeline();
    const { id: jobId } = world.jobs.add(DATA);
    const { jobDetails } = await world.client.send(new GetJobDetailsCommand({ jobId }));
    expect(jobDetails).toMatchObject({ id: jobId, data: DATA, accountId: '000000000000' });
  });

  test('go on in a new one with the token, until a result without one', async () => {
    await using world = await aPipeline();
    const first = world.jobs.add(DATA);
    await world.client.send(new PutJobSuccessResultCommand({ jobId: first.id, continuationToken: 'more' }));
    const second = world.jobs.find(first.continuedBy);
    expect(second).toMatchObject({ status: 'InProgress', data: { ...DATA, continuationToken: 'more' } });
    expect(second.id).not.toBe(first.id);
    await world.client.send(new PutJobSuccessResultCommand({ jobId: second.id, outputVariables: { exitCode: '0' } }));
    expect(second).toMatchObject({ status: 'Succeeded', result: { outputVariables: { exitCode: '0' } } });
    expect(second.continuedBy).toBeUndefined();
  });

  test('take one result', async () => {
    await using world = await aPipeline();
    const { id: jobId } = world.jobs.add(DATA);
    const failureDetails = { type: 'JobFailed', message: 'because' } as const;
    await world.client.send(new PutJobFailureResultCommand({ jobId, failureDetails }));
    expect(world.jobs.find(jobId)).toMatchObject({ status: 'Failed', result: { failureDetails } });
    await expect(world.client.send(new PutJobSuccessResultCommand({ jobId }))).rejects.toMatchObject({
      name: 'InvalidJobStateException',
    });
  });

  test.each([
    ['an empty token', { continuationToken: '' }],
    ['a long token', { continuationToken: 't'.repeat(2_049) }],
    ['a long summary', { executionDetails: { summary: 's'.repeat(2_049) } }],
    ['a percentage', { executionDetails: { percentComplete: 101 } }],
    ['a variable’s name', { outputVariables: { 'exit code': '0' } }],
    ['variables with a token', { continuationToken: 't', outputVariables: { exitCode: '0' } }],
  ])('refuse a success out of bounds: %s', async (_, input) => {
    await using world = await aPipeline();
    const { id: jobId } = world.jobs.add(DATA);
    const send = world.client.send(new PutJobSuccessResultCommand({ jobId, ...input }));
    await expect(send).rejects.toMatchObject({ name: 'ValidationException' });
    expect(world.jobs.find(jobId).status).toBe('InProgress');
  });

  test.each([
    ['a type', { type: 'Broken' as 'JobFailed', message: 'm' }],
    ['no message', { type: 'JobFailed' as const, message: '' }],
    ['a long message', { type: 'JobFailed' as const, message: 'm'.repeat(5_001) }],
  ])('refuse a failure out of bounds: %s', async (_, failureDetails) => {
    await using world = await aPipeline();
    const { id: jobId } = world.jobs.add(DATA);
    const send = world.client.send(new PutJobFailureResultCommand({ jobId, failureDetails }));
    await expect(send).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('that are unknown are not found', async () => {
    await using world = await aPipeline();
    await expect(world.client.send(new GetJobDetailsCommand({ jobId: 'no-such-job' }))).rejects.toMatchObject({
      name: 'JobNotFoundException',
    });
  });

  test('can be loaded', async () => {
    await using world = await aPipeline({ loads: [{ jobDetails: { id: 'j-1', data: DATA } }] });
    const { jobDetails } = await world.client.send(new GetJobDetailsCommand({ jobId: 'j-1' }));
    expect(jobDetails?.data?.pipelineContext?.pipelineExecutionId).toBe('e-1');
  });
});
