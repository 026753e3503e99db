import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HookAnswer } from '../../src/lambda/handle-stage.ts';
import { aFunction, type LambdaWorld } from '../support/lambda.ts';
import { PASSWORD, startPostgres } from '../support/postgres.ts';
import { aRelease, breakRelease, schemaOf } from '../support/release.ts';

/** As ECS sends it. */
const anEvent = (deployment: string, hookDetails: object = {}, over: object = {}) => ({
  executionId: 'c0ffee00-1111-2222-3333-444455556666',
  lifecycleStage: 'PRE_SCALE_UP',
  resourceArn: `arn:aws:ecs:us-east-1:000000000000:service-deployment/staging/shop/${deployment}`,
  executionDetails: {
    serviceArn: 'arn:aws:ecs:us-east-1:000000000000:service/staging/shop',
    targetServiceRevisionArn: 'arn:aws:ecs:us-east-1:000000000000:service-revision/staging/shop/1',
    testTrafficWeights: {},
    productionTrafficWeights: { blue: 100 },
  },
  hookDetails,
  ...over,
});

const ENV = { ECS_MIGRATE_TASK_DEFINITION: 'shop-migrate', ECS_MIGRATE_SUBNETS: 'subnet-1' };

/** Calls the function as ECS does, with the details that it returned, until the hook has its answer. */
async function play(world: LambdaWorld, deployment: string, details: object = {}, env: Record<string, string> = {}) {
  const answers: HookAnswer[] = [];
  let log = '';
  for (let hookDetails = details; ; ) {
    const called = await world.call(anEvent(deployment, hookDetails), { env });
    log += called.log;
    if (called.threw !== undefined) throw new Error(called.threw);
    const answer = called.answer as HookAnswer;
    answers.push(answer);
    if (answer.hookStatus !== 'IN_PROGRESS') return { answers, log, status: answer.hookStatus };
    hookDetails = { ...hookDetails, ...answer.hookDetails };
    if (answers.length > 40) throw new Error(`the hook does not end: ${log}`);
  }
}

describe.concurrent('lifecycle-hook of lambda.zip', () => {
  test('a release is migrated before green starts; the next one fails, and with it the deployment', async () => {
    using source = aRelease();
    await using postgres = await startPostgres();
    await using world = await aFunction('lifecycle-hook', {
      cwd: source.path,
      env: { ECS_MIGRATE_SUBNETS: 'subnet-1' },
    });
    const taskDefinition = await world.registerFile(path.join(source.path, 'taskdef.json'));
    const env = { ECS_MIGRATE_TASK_DEFINITION: taskDefinition, ECS_MIGRATE_ENV: `DATABASE_URL=${postgres.url}` };
    const good = await play(world, 'good', {}, env);
    expect(good.status, good.log).toBe('SUCCEEDED');
    const before = await schemaOf(postgres);
    expect(before).toContain('orders.total_cents');

    await breakRelease(source.path, postgres);
    const bad = await play(world, 'bad', {}, env);
    expect(bad.status).toBe('FAILED');
    expect(bad.log).toContain('column "currency" of relation "orders" contains null values');
    expect(await schemaOf(postgres)).toEqual(before);
    expect(JSON.stringify([good, bad])).not.toContain(PASSWORD);
  });

  test('while the task runs ECS is asked to call back, with the state beside the details that were there', async () => {
    await using world = await aFunction('lifecycle-hook', { env: ENV });
    const gate = path.join(world.folder, 'gate');
    await world.register('shop-migrate', { run: `while [ ! -e ${gate} ]; do sleep 0.1; done` });
    const details = { owner: 'shop', settings: { timeout: '20m' } };
    const { answer } = await world.call(anEvent('d1', details));
    expect(answer).toMatchObject({ hookStatus: 'IN_PROGRESS', callBackDelay: 15, hookDetails: details });
    world.touch('gate');
    await world.allStopped();
    const rest = await play(world, 'd1', (answer as HookAnswer).hookDetails);
    expect(rest.status).toBe('SUCCEEDED');
    expect(await world.tasks()).toHaveLength(1);
  });

  test('with the longest names that ECS takes, the state still travels', async () => {
    const cluster = 'c'.repeat(255);
    const loads = [{ clusters: [{ clusterName: cluster }] }];
    await using world = await aFunction('lifecycle-hook', { env: ENV, loads });
    const family = 'f'.repeat(255);
    await world.register(family, {
      name: 'm'.repeat(255),
      run: `while [ ! -e ${world.folder}/gate ]; do sleep 0.1; done`,
    });
    const deployment = `arn:aws:ecs:us-east-1:000000000000:service-deployment/${cluster}/${'s'.repeat(255)}/${'0'.repeat(22)}`;
    const event = (hookDetails: object) => anEvent('', hookDetails, { resourceArn: deployment });
    const answers: HookAnswer[] = [];
    for (let details: object = { settings: { taskDefinition: family } }; answers.length < 20; ) {
      const { answer, log } = await world.call(event(details));
      answers.push(answer as HookAnswer);
      expect(answers.at(-1)?.hookStatus, log).not.toBe('FAILED');
      if (answers.at(-1)?.hookStatus === 'SUCCEEDED') break;
      details = { ...answers.at(-1)?.hookDetails };
      world.touch('gate');
    }
    expect(answers.at(0)?.hookStatus).toBe('IN_PROGRESS');
    expect(answers.at(-1)?.hookStatus).toBe('SUCCEEDED');
    expect(JSON.stringify(answers.at(0)?.hookDetails).length).toBeLessThan(2_048);
  });

  test('the same event twice launches one task; another deployment launches anew', async () => {
    await using world = await aFunction('lifecycle-hook', { env: ENV });
    await world.register('shop-migrate', { run: 'sleep 1' });
    const twice = await Promise.all([play(world, 'd1'), play(world, 'd1')]);
    expect(twice.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(await world.tasks()).toHaveLength(1);
    await play(world, 'd2');
    expect(await world.tasks()).toHaveLength(2);
  });

  test('other stages are let pass, unless they are configured', async () => {
    await using world = await aFunction('lifecycle-hook', { env: ENV });
    await world.register('shop-migrate', { run: 'echo hello' });
    const other = anEvent('d1', {}, { lifecycleStage: 'POST_SCALE_UP' });
    const passed = await world.call(other);
    expect(passed.answer).toEqual({ hookStatus: 'SUCCEEDED' });
    expect(passed.log).toContain('nothing to do at stage POST_SCALE_UP');
    expect(await world.tasks()).toEqual([]);
    await world.call(other, { env: { ECS_MIGRATE_LIFECYCLE_STAGES: 'PRE_SCALE_UP,POST_SCALE_UP' } });
    expect(await world.tasks()).toHaveLength(1);
  });

  test.each<[string, object, Record<string, string>, string]>([
    [
      'an unknown setting',
      { settings: { timeuot: '1m' } },
      {},
      'hookDetails.settings:timeuot: there is no such setting',
    ],
    ['settings that are none', { settings: 'staging' }, {}, 'hookDetails.settings: it is not an object of settings'],
    ['a bad value', {}, { ECS_MIGRATE_TIMEOUT: 'soon' }, 'ECS_MIGRATE_TIMEOUT: "soon" is not valid'],
    ['no such task definition', { settings: { taskDefinition: 'shpo' } }, {}, 'shpo does not exist'],
  ])('%s is FAILED, with the reason in the log', async (_, details, env, reason) => {
    await using world = await aFunction('lifecycle-hook', { env: ENV });
    await world.register('shop-migrate', { run: 'echo never' });
    const { status, log, answers } = await play(world, 'd1', details, env);
    expect([status, answers.length]).toEqual(['FAILED', 1]);
    expect(log).toContain(reason);
    expect(await world.tasks()).toEqual([]);
  });

  test.each([[{}], [{ lifecycleStage: 'PRE_SCALE_UP' }], [[]], [null]])(
    'an event of something else is thrown back: %j',
    async (event) => {
      await using world = await aFunction('lifecycle-hook', { env: ENV });
      const { threw } = await world.call(event);
      expect(threw).toContain('this is not the event of a lifecycle hook of an ECS deployment');
    },
  );
});
