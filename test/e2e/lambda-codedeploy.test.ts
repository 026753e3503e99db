import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { aFunction, type LambdaWorld } from '../support/lambda.ts';
import { type Asked, type StandIn, standIn, type WireAnswer, wireError } from '../support/stand-in.ts';

/** As CodeDeploy sends it. */
const EVENT = { DeploymentId: 'd-ABCDEF123', LifecycleEventHookExecutionId: 'eyJlbmNyeXB0ZWREYXRhIjoi' };
const QUARTER = { ms: 900_000 };
const OK: WireAnswer = { status: 200, body: { lifecycleEventHookExecutionId: EVENT.LifecycleEventHookExecutionId } };
const INVOKE = 'POST /2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:migrate/invocations';

interface HookWorld extends LambdaWorld {
  codedeploy: StandIn;
  lambda: StandIn;
}

async function aHook(
  answers: { codedeploy?: (asked: Asked, before: number) => WireAnswer; lambda?: () => WireAnswer } = {},
  env: Record<string, string> = {},
): Promise<HookWorld> {
  const codedeploy = await standIn(answers.codedeploy ?? (() => OK));
  const lambda = await standIn(answers.lambda ?? (() => ({ status: 202 })));
  const world = await aFunction('codedeploy-hook', {
    env: {
      AWS_ENDPOINT_URL_CODEDEPLOY: codedeploy.endpoint,
      AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint,
      ECS_MIGRATE_CLUSTER: 'staging',
      ECS_MIGRATE_TASK_DEFINITION: 'shop-migrate',
      ECS_MIGRATE_SUBNETS: 'subnet-1',
      ...env,
    },
  });
  return {
    ...world,
    codedeploy,
    lambda,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await codedeploy[Symbol.asyncDispose]();
      await lambda[Symbol.asyncDispose]();
    },
  };
}

const reported = ({ codedeploy }: HookWorld) => codedeploy.asked.map(({ body }) => body['status']);

describe.concurrent('codedeploy-hook of lambda.zip', () => {
  test('reports Succeeded for a migration that earned it', async () => {
    await using world = await aHook();
    await world.register('shop-migrate', { run: 'echo hello; sleep 1' });
    const called = await world.call(EVENT, QUARTER);
    expect(called.threw, called.log).toBeUndefined();
    const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId } = EVENT;
    expect(world.codedeploy.asked).toMatchObject([
      { what: 'PutLifecycleEventHookExecutionStatus', body: { deploymentId, lifecycleEventHookExecutionId } },
    ]);
    expect(reported(world)).toEqual(['Succeeded']);
    expect(called.log).toContain('hello\n');
  });

  test('reports Failed for one that failed, and logs the cause', async () => {
    await using world = await aHook();
    await world.register('shop-migrate', { run: 'echo "no such table"; exit 3' });
    const called = await world.call(EVENT, QUARTER);
    expect(reported(world)).toEqual(['Failed']);
    expect(called.log).toContain('no such table');
    expect(called.log).toContain('cause: no such table');
  });

  test('the same event delivered twice launches one task, and a report that is there already is no failure', async () => {
    const codedeploy = (_: Asked, before: number) =>
      before === 0 ? OK : wireError('LifecycleEventAlreadyCompletedException');
    await using world = await aHook({ codedeploy });
    await world.register('shop-migrate', { run: 'sleep 1' });
    const calls = await Promise.all([world.call(EVENT, QUARTER), world.call(EVENT, QUARTER)]);
    expect(calls.map(({ threw }) => threw)).toEqual([undefined, undefined]);
    expect(await world.tasks()).toHaveLength(1);
    await world.call({ ...EVENT, DeploymentId: 'd-OTHER' }, QUARTER);
    expect(await world.tasks()).toHaveLength(2);
  });

  test('past its own time it calls itself with what it knows, until the end', async () => {
    await using world = await aHook({}, { ECS_MIGRATE_TIMEOUT: '60s' });
    const gate = path.join(world.folder, 'gate');
    await world.register('shop-migrate', { run: `while [ ! -e ${gate} ]; do sleep 0.1; done` });
    const first = await world.call(EVENT, { ms: 47_000 });
    expect(reported(world), first.log).toEqual([]);
    expect(world.lambda.asked).toMatchObject([{ what: INVOKE, headers: { 'x-amz-invocation-type': 'Event' } }]);
    world.touch('gate');
    await world.allStopped();
    const second = await world.call(world.lambda.asked[0]?.body, { ms: 47_000 });
    expect(reported(world), second.log).toEqual(['Succeeded']);
    expect(await world.tasks()).toHaveLength(1);
  });

  test('a function that may not call itself fails the deployment, and says what to allow', async () => {
    const lambda = () => ({
      status: 403,
      body: { Message: 'User: x is not authorized to perform: lambda:InvokeFunction' },
    });
    await using world = await aHook({ lambda }, { ECS_MIGRATE_TIMEOUT: '60s' });
    await world.register('shop-migrate', { run: 'sleep 300' });
    const called = await world.call(EVENT, { ms: 47_000 });
    expect(reported(world)).toEqual(['Failed']);
    expect(called.log).toContain('allow the function lambda:InvokeFunction on itself');
    expect(called.log).toContain('to follow it again: npx ecs-migrate attach arn:');
  });

  test('a chain of calls ends before Lambda ends it', async () => {
    await using world = await aHook({}, { ECS_MIGRATE_TIMEOUT: '60s' });
    await world.register('shop-migrate', { run: 'sleep 300' });
    const called = await world.call({ ...EVENT, ecsMigrate: { calls: 14 } }, { ms: 47_000 });
    expect(reported(world)).toEqual(['Failed']);
    expect(world.lambda.asked).toEqual([]);
    expect(called.log).toContain('it has called itself 14 times');
  });

  test.each<[string, Record<string, string>, number, string]>([
    ['a time-out over 55 minutes', { ECS_MIGRATE_TIMEOUT: '1h' }, 900_000, 'ECS_MIGRATE_TIMEOUT: "1 h" is not valid'],
    ['a function that would call itself too often', {}, 60_000, 'give the function a time-out of 15 minutes'],
    ['a setting that is not valid', { ECS_MIGRATE_TIMEOUT: 'soon' }, 900_000, 'expected a duration'],
    ['a cluster that is not there', { ECS_MIGRATE_CLUSTER: 'stagging' }, 900_000, 'did you mean staging?'],
  ])('%s is Failed, with the reason in the log, and launches nothing', async (_, env, ms, reason) => {
    await using world = await aHook({}, env);
    await world.register('shop-migrate', { run: 'echo never' });
    const called = await world.call(EVENT, { ms });
    expect(reported(world)).toEqual(['Failed']);
    expect(called.log).toContain(reason);
    expect(await world.tasks()).toEqual([]);
  });

  test('a report that fails twice is made again', async () => {
    const codedeploy = (_: Asked, before: number) => (before < 2 ? wireError('InternalFailure', 500) : OK);
    await using world = await aHook({ codedeploy });
    await world.register('shop-migrate', { run: 'echo hello' });
    const called = await world.call(EVENT, QUARTER);
    expect(reported(world)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    expect(called.threw).toBeUndefined();
    expect(called.log.match(/was not reported: codedeploy:/g)).toHaveLength(2);
  });

  test('one that CodeDeploy refuses is thrown, for Lambda to deliver the event again', async () => {
    await using world = await aHook({ codedeploy: () => wireError('DeploymentDoesNotExistException') });
    await world.register('shop-migrate', { run: 'echo hello' });
    const called = await world.call(EVENT, QUARTER);
    expect(called.threw).toContain('could not be reported: codedeploy:PutLifecycleEventHookExecutionStatus');
  });

  test.each([[{}], [{ DeploymentId: 'd-1' }], [{ 'CodePipeline.job': { id: 'x' } }], ['text'], [null]])(
    'an event of something else is thrown back: %j',
    async (event) => {
      await using world = await aHook();
      const called = await world.call(event, QUARTER);
      expect(called.threw).toContain('this is not the event of a CodeDeploy lifecycle hook');
      expect(reported(world)).toEqual([]);
    },
  );
});
