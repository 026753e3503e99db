import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ARTIFACT_SECRET, eventOf, failureOf, playAction, startAction } from '../support/invoke-action.ts';
import { aFunction } from '../support/lambda.ts';
import { PASSWORD, startPostgres } from '../support/postgres.ts';
import { aRelease, breakRelease, schemaOf } from '../support/release.ts';

const SETTINGS = { cluster: 'staging', taskDefinition: 'shop-migrate', subnets: ['subnet-1'] };

describe('pipeline-action of lambda.zip', () => {
  test('migrates a release, and fails the stage of one whose migration fails, with the cause and the last lines', async () => {
    using source = aRelease();
    await using postgres = await startPostgres();
    await using world = await aFunction('pipeline-action', { cwd: source.path });
    const taskDefinition = await world.registerFile(path.join(source.path, 'taskdef.json'));
    const settings = { ...SETTINGS, taskDefinition, env: { DATABASE_URL: postgres.url } };

    const good = await playAction(world, startAction(world.engine, settings));
    expect(good.job.status, good.log).toBe('Succeeded');
    const { outputVariables, executionDetails } = good.job.result as Record<string, Record<string, string>>;
    const [taskArn] = await world.tasks();
    expect(outputVariables).toEqual({ taskArn, exitCode: '0', outcome: 'succeeded', duration: expect.any(String) });
    expect(Number(outputVariables?.['duration'])).toBeGreaterThan(0);
    expect(executionDetails).toMatchObject({ externalExecutionId: taskArn });
    expect(good.log).toContain('Migrations complete!');
    const before = await schemaOf(postgres);
    expect(before).toContain('orders.total_cents');

    await breakRelease(source.path, postgres);
    const bad = await playAction(world, startAction(world.engine, settings));
    expect(bad.job.status, bad.log).toBe('Failed');
    const { type, message = '', externalExecutionId } = failureOf(bad.job);
    expect(type).toBe('JobFailed');
    expect(message).toMatch(
      /^failed \(exit code 1\): column "currency" of relation "orders" contains null values[^\n]*\nnext: /,
    );
    expect(message).toContain('column "currency" of relation "orders" contains null values');
    expect(externalExecutionId).toMatch(/^arn:aws:ecs:/);
    expect(await schemaOf(postgres)).toEqual(before);
    expect(good.log + bad.log + message + bad.tokens).not.toContain(PASSWORD);
    expect(good.log + bad.log).not.toContain(ARTIFACT_SECRET);
  });
});

describe.concurrent('what the pipeline says of its execution', () => {
  const execution = '4b0f6e9a-5a1f-4b29-9a9a-0d6f3b0c1d2e';
  const told = async (says: object) => {
    const loads = [{ executions: [{ pipelineName: 'shop', pipelineExecutionId: execution, ...says }] }];
    await using world = await aFunction('pipeline-action', { loads });
    await world.register('shop-migrate', { run: 'echo once' });
    const { job, log } = await playAction(world, startAction(world.engine, SETTINGS, { execution }));
    return { job, log, tasks: (await world.tasks()).length };
  };

  test('a rollback is skipped, and the stage goes on', async () => {
    const { job, log, tasks } = await told({ executionType: 'ROLLBACK' });
    expect([job.status, tasks], log).toEqual(['Succeeded', 0]);
    expect(log).toContain('skipped');
  });

  test('one that was superseded launches nothing, and fails', async () => {
    const { job, log, tasks } = await told({ status: 'Superseded' });
    expect([job.status, tasks], log).toEqual(['Failed', 0]);
    expect(failureOf(job).message).toMatch(/^try-later .*uperseded/);
  });

  test('any other runs', async () => {
    expect(await told({ status: 'InProgress' })).toMatchObject({ job: { status: 'Succeeded' }, tasks: 1 });
  });
});

describe.concurrent('one action, one task', () => {
  test('the same job delivered twice launches one task; a retried action launches anew', async () => {
    await using world = await aFunction('pipeline-action');
    await world.register('shop-migrate', { run: 'echo once; exit 3' });
    const execution = '4b0f6e9a-5a1f-4b29-9a9a-0d6f3b0c1d2e';
    const first = startAction(world.engine, SETTINGS, { execution });
    const twice = await Promise.all([world.call(eventOf(first)), world.call(eventOf(first))]);
    expect(twice.map(({ threw }) => threw)).toEqual([undefined, undefined]);
    expect(twice.map(({ log }) => log).join('')).toContain('was already reported');
    expect(await world.tasks()).toHaveLength(1);
    // And once more, when all is over.
    const last =
      first.continuedBy === undefined
        ? first
        : (await playAction(world, world.engine.jobs.find(first.continuedBy))).job;
    expect(last.status).toBe('Failed');
    await world.call(eventOf(first));
    expect(await world.tasks()).toHaveLength(1);

    const retried = await playAction(world, startAction(world.engine, SETTINGS, { execution }));
    expect(retried.job.status).toBe('Failed');
    expect(await world.tasks()).toHaveLength(2);
  });

  test.each(['lost:RunTask', 'error-500:RunTask:2', 'cut:RunTask'])(
    'an answer to the launch that got lost (%s)',
    async (fault) => {
      await using world = await aFunction('pipeline-action', { faults: [fault] });
      await world.register('shop-migrate', { run: 'echo once' });
      const played = await playAction(world, startAction(world.engine, SETTINGS));
      expect(played.job.status, played.log).toBe('Succeeded');
      expect(await world.tasks()).toHaveLength(1);
    },
  );

  test('a retried action follows the task of the first try that still runs', async () => {
    await using world = await aFunction('pipeline-action');
    const gate = path.join(world.folder, 'gate');
    await world.register('shop-migrate', { run: `while [ ! -e ${gate} ]; do sleep 0.1; done; exit 4` });
    await world.call(eventOf(startAction(world.engine, SETTINGS, { execution: 'e' })));
    const retried = startAction(world.engine, SETTINGS, { execution: 'e' });
    const called = await world.call(eventOf(retried));
    expect(called.log).toContain('(following-other)');
    world.touch('gate');
    await world.allStopped();
    const { job } = await playAction(world, world.engine.jobs.find(retried.continuedBy));
    expect(failureOf(job).message).toMatch(/\b4\b/);
    expect(await world.tasks()).toHaveLength(1);
  });

  test('of two pipelines that launch at the same moment one gives way, and runs when the other has ended', async () => {
    await using world = await aFunction('pipeline-action', { faults: ['provisioning:8s'] });
    const notes = path.join(world.folder, 'notes');
    await world.register('shop-migrate', { run: `echo begin >> ${notes}; sleep 0.5; echo end >> ${notes}` });
    const both = await Promise.all([1, 2].map(() => playAction(world, startAction(world.engine, SETTINGS))));
    expect(both.map(({ job }) => job.status)).toEqual(['Succeeded', 'Succeeded']);
    expect(readFileSync(notes, 'utf8')).toBe('begin\nend\nbegin\nend\n');
  });

  test('another migration is waited for from call to call', async () => {
    await using world = await aFunction('pipeline-action');
    const gate = path.join(world.folder, 'gate');
    await world.register('shop-migrate', { run: `while [ ! -e ${gate} ]; do sleep 0.1; done` });
    const holder = startAction(world.engine, SETTINGS);
    await world.call(eventOf(holder));
    const waiting = await playAction(
      world,
      startAction(world.engine, { ...SETTINGS, ifRunning: 'wait' }),
      async ({ result }) => {
        if (!JSON.stringify(result).includes('waiting for another migration')) return;
        expect(await world.tasks()).toHaveLength(1);
        world.touch('gate');
        await world.allStopped();
      },
    );
    expect(waiting.log).toContain('waiting for another migration to end');
    expect(waiting.job.status, waiting.log).toBe('Succeeded');
    expect(await world.tasks()).toHaveLength(2);
  });
});

describe.concurrent('what stands against a run', () => {
  test.each<[string, unknown, string, string]>([
    ['no JSON', '{cluster: staging}', 'ConfigurationError', 'UserParameters: it is not JSON'],
    ['no object', '["staging"]', 'ConfigurationError', 'UserParameters: it is not an object of settings'],
    [
      'an unknown key',
      { ...SETTINGS, clutser: 'x' },
      'ConfigurationError',
      'UserParameters:clutser: there is no such setting\nnext: did you mean cluster?',
    ],
    [
      'a value that is not valid',
      { ...SETTINGS, timeout: 'soon' },
      'ConfigurationError',
      'UserParameters.timeout: "soon" is not valid\nnext: expected a duration',
    ],
    [
      'a file',
      { ...SETTINGS, taskDefinition: 'x.json' },
      'ConfigurationError',
      'UserParameters.taskDefinition: a Lambda function cannot read a file',
    ],
    [
      'detach',
      { ...SETTINGS, detach: true },
      'ConfigurationError',
      'UserParameters.detach: this setting does not work in a Lambda function',
    ],
    [
      'the image of a deployment',
      { ...SETTINGS, imageFrom: 'deployment' },
      'ConfigurationError',
      'UserParameters.imageFrom: the action of a pipeline has no deployment',
    ],
    [
      'detach',
      { ...SETTINGS, detach: true },
      'ConfigurationError',
      'UserParameters.detach: this setting does not work in a Lambda function',
    ],
    ['nothing at all', undefined, 'ConfigurationError', 'no cluster was given'],
    ['another cluster', { ...SETTINGS, cluster: 'stagging' }, 'ConfigurationError', 'did you mean staging?'],
  ])('%s', async (_, parameters, type, message) => {
    await using world = await aFunction('pipeline-action');
    await world.register('shop-migrate', { run: 'echo never' });
    const { job, calls } = await playAction(world, startAction(world.engine, parameters));
    expect(failureOf(job).type).toBe(type);
    expect(failureOf(job).message).toContain(message);
    expect(calls).toHaveLength(1);
    expect(await world.tasks()).toEqual([]);
  });

  test('access that is denied is a PermissionError that names what to allow', async () => {
    await using world = await aFunction('pipeline-action', { faults: ['denied:RunTask'] });
    await world.register('shop-migrate', { run: 'echo never' });
    const { job } = await playAction(world, startAction(world.engine, SETTINGS));
    expect(failureOf(job)).toMatchObject({ type: 'PermissionError' });
    expect(failureOf(job).message).toContain('ecs:RunTask');
  });

  test('without the right to ask which execution it is, nothing is launched; told by a parameter, it is', async () => {
    await using world = await aFunction('pipeline-action', { faults: ['denied:GetJobDetails:*'] });
    await world.register('shop-migrate', { run: 'echo hello' });
    const unknown = await playAction(world, startAction(world.engine, SETTINGS));
    expect(failureOf(unknown.job).type).toBe('PermissionError');
    expect(failureOf(unknown.job).message).toContain('allow codepipeline:GetJobDetails');
    expect(await world.tasks()).toEqual([]);

    const parameters = { ...SETTINGS, pipelineExecutionId: '4b0f6e9a-5a1f-4b29-9a9a-0d6f3b0c1d2e' };
    const told = await playAction(world, startAction(world.engine, parameters));
    expect(told.job.status, told.log).toBe('Succeeded');
  });

  test.each([
    [{}, 'this is not the job of a CodePipeline invoke action'],
    [{ 'CodePipeline.job': { data: {} } }, 'this is not the job of a CodePipeline invoke action'],
    [{ Records: [{ secret: ARTIFACT_SECRET }] }, 'but got the keys Records'],
    [null, 'but got'],
  ])('an event that is none is thrown back: %j', async (event, message) => {
    await using world = await aFunction('pipeline-action');
    const called = await world.call(event);
    expect(called.threw).toContain(message);
    expect(called.threw + called.log).not.toContain(ARTIFACT_SECRET);
  });

  test("a function with Lambda's default time-out of 3 s is told to have more", async () => {
    await using world = await aFunction('pipeline-action');
    const job = startAction(world.engine, SETTINGS);
    await world.call(eventOf(job), { ms: 3_000 });
    expect(failureOf(job).type).toBe('ConfigurationError');
    expect(failureOf(job).message).toContain('give the function a time-out of one minute or more');
  });

  test('a job whose data are missing fails as one without settings', async () => {
    await using world = await aFunction('pipeline-action');
    const job = startAction(world.engine, SETTINGS);
    await world.call({ 'CodePipeline.job': { id: job.id } });
    expect(failureOf(job)).toMatchObject({
      type: 'ConfigurationError',
      message: expect.stringContaining('no cluster'),
    });
  });
});

describe.concurrent('bounds and reports', () => {
  test('--timeout counts over all calls from the launch, and the task is stopped', async () => {
    await using world = await aFunction('pipeline-action');
    await world.register('shop-migrate', { run: 'echo begun; exec sleep 300' });
    const played = await playAction(world, startAction(world.engine, { ...SETTINGS, timeout: '4s' }));
    expect(failureOf(played.job).message).toMatch(/^timed-out \(exit code 124\): the task did not end within 4 s/);
    expect(failureOf(played.job).message).toContain('last lines:\nbegun');
    await world.allStopped();
  });

  test('values of environment overrides are masked in the last lines, which leave the log', async () => {
    await using world = await aFunction('pipeline-action');
    await world.register('shop-migrate', { run: 'echo "password is $SECRET"; exit 1' });
    const settings = { ...SETTINGS, env: { SECRET: PASSWORD } };
    const { job } = await playAction(world, startAction(world.engine, settings));
    expect(failureOf(job).message).toContain('last lines:\npassword is ***');
    expect(JSON.stringify([...world.engine.jobs.all.values()].map(({ result }) => result))).not.toContain(PASSWORD);
  });

  test('a report that fails twice is made again; the log says so', async () => {
    await using world = await aFunction('pipeline-action', { faults: ['error-500:PutJobSuccessResult:2'] });
    await world.register('shop-migrate', { run: 'echo hello' });
    const played = await playAction(world, startAction(world.engine, SETTINGS));
    expect(played.job.status).toBe('Succeeded');
    expect(played.log.match(/was not reported: codepipeline:PutJobSuccessResult/g)).toHaveLength(2);
    expect(await world.tasks()).toHaveLength(1);
  });

  test('a report whose answer is lost counts', async () => {
    await using world = await aFunction('pipeline-action', { faults: ['lost:PutJobFailureResult'] });
    await world.register('shop-migrate', { run: 'exit 2' });
    const played = await playAction(world, startAction(world.engine, SETTINGS));
    expect(played.calls.at(-1)?.threw).toBeUndefined();
    expect(played.job.status).toBe('Failed');
  });

  test('a report that is denied is thrown, for Lambda to deliver the event again', async () => {
    await using world = await aFunction('pipeline-action', { faults: ['denied:PutJobSuccessResult:*'] });
    await world.register('shop-migrate', { run: 'echo hello' });
    const job = startAction(world.engine, SETTINGS);
    const called = await world.call(eventOf(job));
    expect(called.threw).toContain('could not be reported: codepipeline:PutJobSuccessResult');
    expect(job.status).toBe('InProgress');
  });

  test('a token that cannot be read begins again, and finds the task', async () => {
    await using world = await aFunction('pipeline-action');
    await world.register('shop-migrate', { run: 'echo hello' });
    const first = startAction(world.engine, SETTINGS, { execution: 'e', actionExecution: 'a' });
    await playAction(world, first);
    const again = startAction(world.engine, SETTINGS, { execution: 'e', actionExecution: 'a' });
    again.data.continuationToken = '{"v":0}';
    const played = await playAction(world, again);
    expect(played.job.status).toBe('Succeeded');
    expect(played.log).toContain('already-ran');
    expect(await world.tasks()).toHaveLength(1);
  });
});
