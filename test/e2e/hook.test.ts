import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { aShiftedClock } from '../engine/support.ts';
import { readEvents } from '../support/check-events.ts';
import { aDeployment, type HookWorld, IMAGE, pauseHook, waitingHook } from '../support/hook.ts';
import { until } from '../support/until.ts';

const MINUTE_MS = 60_000;

/** How a run ended, as scripts see it. */
const shown = ({ exitCode, told }: Awaited<ReturnType<HookWorld['hook']>>) => [told?.outcome, exitCode];

const launched = (world: HookWorld) => until('the migration runs', () => (world.begun() > 0 ? true : undefined));

describe.concurrent('a deployment that waits for its migration', () => {
  test('a good migration runs with the image that is deployed, and continues the deployment', async () => {
    await using world = await aDeployment();
    world.openGate();
    const deployment = await world.deploy();
    const { hookId } = waitingHook(await world.see(deployment));
    const ran = await world.hook('1');
    expect(shown(ran), ran.stderr).toEqual(['succeeded', 0]);
    expect(ran.stdout).toBe('first\nlast\n');
    expect(await world.imageThatRan()).toBe(IMAGE);
    expect(world.actions()).toEqual([{ hookId, action: 'CONTINUE' }]);
    expect((await world.see(deployment)).status).toBe('SUCCESSFUL');
  });

  test('it never previews: a setting to skip is not its own, and an approval is refused', async () => {
    await using world = await aDeployment();
    world.openGate();
    const deployment = await world.deploy();
    const refused = await world.hook('1', { ECS_MIGRATE_APPROVED: '0'.repeat(64) });
    expect(refused.told).toMatchObject({ outcome: 'invalid', reasons: ['usage'] });
    expect(await world.tasks()).toEqual([]);
    // As in a config file that `run` reads, too.
    const none = { ECS_MIGRATE_TOOL: 'json', ECS_MIGRATE_PREVIEW_COMMAND: `echo '{"pending": []}'` };
    const ran = await world.hook('2', { ECS_MIGRATE_SKIP_IF_NONE: 'true', ...none });
    expect(shown(ran), ran.stderr).toEqual(['succeeded', 0]);
    expect(await world.tasks()).toHaveLength(1);
    expect(world.actions().map(({ action }) => action)).toEqual(['CONTINUE']);
    expect((await world.see(deployment)).status).toBe('SUCCESSFUL');
  });

  test('a failed migration rolls the deployment back, with the code of its container', async () => {
    await using world = await aDeployment();
    world.openGate();
    const deployment = await world.deploy();
    expect(shown(await world.hook('1', '--env', 'CODE=3'))).toEqual(['failed', 3]);
    expect(world.actions().map(({ action }) => action)).toEqual(['ROLLBACK']);
    expect((await world.see(deployment)).status).toMatch(/^ROLLBACK_/);
  });

  test('--on-failure leave: it waits on, is not tried again by the next build, and is with --rerun', async () => {
    await using world = await aDeployment();
    world.openGate();
    const deployment = await world.deploy();
    const { expiresAt } = (await world.see(deployment)).lifecycleHookDetails?.[0] ?? {};
    const flags = ['--env', 'CODE=3', '--on-failure', 'leave'];
    const ran = await world.hook('1', ...flags);
    expect(shown(ran)).toEqual(['failed', 3]);
    expect(ran.stderr).toContain(`until ${expiresAt?.toISOString()}, when ECS rolls it back`);
    expect(shown(await world.hook('2', ...flags))).toEqual(['failed', 3]);
    expect(world.begun()).toBe(1);
    expect(world.actions()).toEqual([]);
    expect(waitingHook(await world.see(deployment)).status).toBe('AWAITING_ACTION');
    expect(shown(await world.hook('3', ...flags, '--rerun'))).toEqual(['failed', 3]);
    expect(world.begun()).toBe(2);
  });

  test('two builds for one event: one migration, and both succeed', async () => {
    await using world = await aDeployment();
    const deployment = await world.deploy();
    await using first = world.start('1');
    await launched(world);
    await using second = world.start('2');
    await until('the second one follows', () => second.stderr().includes('already launched') || undefined);
    world.openGate();
    expect([shown(await first.ended), shown(await second.ended)]).toEqual([
      ['succeeded', 0],
      ['succeeded', 0],
    ]);
    expect(world.begun()).toBe(1);
    expect(new Set(world.actions().map(({ hookId, action }) => `${hookId} ${action}`)).size).toBe(1);
    expect((await world.see(deployment)).status).toBe('SUCCESSFUL');
  });

  test.each([
    'ListServiceDeployments',
    'DescribeServiceDeployments',
    'DescribeServiceRevisions',
    'RegisterTaskDefinition',
    'ListTasks',
    'RunTask',
    'DescribeTasks',
    'GetLogEvents',
    'ContinueServiceDeployment',
  ])('killed at %s, and started again by another build: one migration, one action', async (operation) => {
    await using world = await aDeployment();
    world.openGate();
    const deployment = await world.deploy();
    const before = world.calls.length;
    {
      await using first = world.start('1');
      const called = () => world.calls.slice(before).some(({ target }) => target.endsWith(`.${operation}`));
      await until(operation, () => called() || undefined);
      first.child.kill('SIGKILL');
      await first.ended;
    }
    const was = (await world.see(deployment)).status;
    const again = await world.hook('2');
    // Killed after the action: nothing waits any more.
    expect(shown(again), again.stderr).toEqual(was === 'IN_PROGRESS' ? ['succeeded', 0] : ['invalid', 64]);
    expect(world.begun()).toBe(1);
    expect(world.actions().map(({ action }) => action)).toEqual(['CONTINUE']);
    expect((await world.see(deployment)).status).toBe('SUCCESSFUL');
  });

  test.each(['lost:ContinueServiceDeployment', 'cut:ContinueServiceDeployment', 'reset:ContinueServiceDeployment:2'])(
    '%s: it looks again, and the deployment continues',
    async (fault) => {
      await using world = await aDeployment({ faults: [fault] });
      world.openGate();
      const deployment = await world.deploy();
      expect(shown(await world.hook('1'))).toEqual(['succeeded', 0]);
      expect((await world.see(deployment)).status).toBe('SUCCESSFUL');
      expect(new Set(world.actions().map(({ hookId }) => hookId)).size).toBe(1);
    },
  );

  test('AWS throttles everything that is about deployments: it is ridden out', async () => {
    const faults = ['List', 'Describe', 'Continue'].map(
      (verb) => `throttle:${verb}ServiceDeployment${verb === 'Continue' ? '' : 's'}:3`,
    );
    await using world = await aDeployment({ faults });
    world.openGate();
    const deployment = await world.deploy();
    const ran = await world.hook('1');
    expect(shown(ran), ran.stderr).toEqual(['succeeded', 0]);
    expect((await world.see(deployment)).status).toBe('SUCCESSFUL');
  });

  test('superseded while its migration runs: it is followed to its end, and the next deployment is not continued by its zero', async () => {
    await using world = await aDeployment();
    await world.deploy();
    await using running = world.start('1');
    await launched(world);
    const next = await world.deploy();
    world.openGate();
    const ran = await running.ended;
    expect(shown(ran)).toEqual(['migrated-not-continued', 73]);
    expect(ran.stdout).toBe('first\nlast\n');
    expect(world.actions()).toEqual([]);
    const { hookId, status } = waitingHook(await world.see(next));
    expect(status).toBe('AWAITING_ACTION');
    expect(shown(await world.hook('2'))).toEqual(['succeeded', 0]);
    expect(world.actions()).toEqual([{ hookId, action: 'CONTINUE' }]);
    expect(world.begun()).toBe(2);
  });

  test('stopped while it waits for another migration: nothing is launched', async () => {
    await using world = await aDeployment();
    await world.deploy();
    await using first = world.start('1');
    await launched(world);
    const next = await world.deploy();
    await using second = world.start('2');
    await until('it waits', () => second.stderr().includes('waiting for another migration') || undefined);
    await world.stop(next);
    world.openGate();
    await first.ended;
    expect(shown(await second.ended)).toEqual(['try-later', 75]);
    expect(world.begun()).toBe(1);
    expect(world.actions()).toEqual([]);
  });

  test('the hook expires while the migration runs: the task is followed, never stopped, and the end is not a success', async () => {
    const clock = aShiftedClock();
    await using world = await aDeployment({ clock, hooks: [pauseHook('PRE_SCALE_UP', 4)] });
    const deployment = await world.deploy();
    await using running = world.start('1');
    await launched(world);
    clock.advance(4 * MINUTE_MS + 5_000);
    expect((await world.see(deployment)).status).toMatch(/^ROLLBACK_/);
    world.openGate();
    const ran = await running.ended;
    expect(shown(ran), ran.stderr).toEqual(['migrated-not-continued', 73]);
    expect(ran.stdout).toBe('first\nlast\n');
    expect(world.actions()).toEqual([]);
  });

  test('too little time is left by the clock of AWS: nothing is launched', async () => {
    const clock = aShiftedClock();
    await using world = await aDeployment({ clock, hooks: [pauseHook('PRE_SCALE_UP', 5)] });
    await world.deploy();
    clock.advance(3 * MINUTE_MS);
    const ran = await world.hook('1');
    expect([...shown(ran), ran.told?.ending], ran.stderr).toEqual(['refused', 64, 'hook-expires']);
    expect(await world.tasks()).toEqual([]);
  });

  test('interrupted: the task is left running and the deployment waiting, and the next build goes on', async () => {
    await using world = await aDeployment();
    const deployment = await world.deploy();
    {
      await using first = world.start('1');
      await launched(world);
      first.child.kill('SIGTERM');
      expect(shown(await first.ended)).toEqual(['interrupted', 143]);
    }
    expect(waitingHook(await world.see(deployment)).status).toBe('AWAITING_ACTION');
    world.openGate();
    expect(shown(await world.hook('2'))).toEqual(['succeeded', 0]);
    expect(world.begun()).toBe(1);
  });

  test('the events say which hook was found, and what became of it', async () => {
    await using world = await aDeployment();
    world.openGate();
    const deployment = await world.deploy();
    const { hookId } = waitingHook(await world.see(deployment));
    const { stdout } = await world.hook('1', '--output', 'json');
    const hooks = readEvents(stdout).filter(({ type }) => type === 'hook');
    expect(hooks).toMatchObject([
      { state: 'found', deployment, hookId, service: 'web', stage: 'PRE_SCALE_UP', timeoutAction: 'ROLLBACK' },
      { state: 'continued', deployment, hookId },
    ]);
  });
});

describe.concurrent('no hook is acted on', () => {
  test.each<[string, Parameters<typeof aDeployment>[0], string, string]>([
    ['a pause at another stage', { hooks: [pauseHook('POST_SCALE_UP')] }, 'hook-none', 'POST_SCALE_UP'],
    ['no pause', { hooks: [] }, 'hook-none', 'none is in progress'],
    ['two pauses at the stage', { hooks: [pauseHook(), pauseHook()] }, 'hook-several', 'approvals by people'],
    [
      'a pause that continues when it expires',
      { hooks: [pauseHook('PRE_SCALE_UP', 60, 'CONTINUE')] },
      'hook-continues-by-itself',
      'timeoutConfiguration',
    ],
    ['an image that is a tag nobody can resolve', { image: 'docker.io/shop/web:2' }, 'deployed-tag', 'until 20'],
  ])('%s: nothing is launched', async (_, options, code, said) => {
    await using world = await aDeployment(options);
    await world.deploy();
    const ran = await world.hook('1');
    expect([...shown(ran), ran.told?.reasons], ran.stderr).toEqual(['invalid', 64, [code]]);
    expect(ran.stderr).toContain(said);
    expect(await world.tasks()).toEqual([]);
    expect(world.actions()).toEqual([]);
  });

  test('at the stage that is asked for, --stage finds it', async () => {
    await using world = await aDeployment({ hooks: [pauseHook('POST_SCALE_UP')] });
    world.openGate();
    await world.deploy();
    expect(shown(await world.hook('1', '--stage', 'POST_SCALE_UP'))).toEqual(['succeeded', 0]);
  });

  test('--if-none skip: a sweep that finds nothing succeeds', async () => {
    await using world = await aDeployment();
    expect(shown(await world.hook('1', '--if-none', 'skip'))).toEqual(['skipped', 0]);
    expect(shown(await world.hook('1'))).toEqual(['invalid', 64]);
  });

  test('a service that is not there, and no service', async () => {
    await using world = await aDeployment();
    const unknown = await world.hook('1', { ECS_MIGRATE_SERVICE: 'wbe' });
    expect([...shown(unknown), unknown.told?.reasons], unknown.stderr).toEqual(['invalid', 64, ['service-unknown']]);
    expect(unknown.stderr).toContain('did you mean web?');
    const none = await world.hook('1', { ECS_MIGRATE_SERVICE: '' });
    expect(shown(none)).toEqual(['invalid', 64]);
    expect(none.stderr).toContain('--service');
  });
});

describe.concurrent('--wait', () => {
  const OTHER = IMAGE.replaceAll('ab', 'cd');
  const files = (world: HookWorld, image: string) => {
    const file = path.join(world.folder, 'imagedefinitions.json');
    writeFileSync(file, JSON.stringify([{ name: 'web', imageUri: image }]));
    return ['--image-from', file];
  };

  test('the deployment of this image is waited for, not that of another release', async () => {
    await using world = await aDeployment({ image: OTHER });
    world.openGate();
    const other = await world.deploy();
    await using running = world.start('1', '--wait', '5m', ...files(world, IMAGE));
    const looks = () => world.calls.filter(({ target }) => target.endsWith('.DescribeServiceRevisions')).length;
    await until('it has looked at the other one', () => looks() > 0 || undefined);
    await world.register('shop', { name: 'web', run: 'serve', with: { image: IMAGE } });
    const ours = await world.deploy();
    const { hookId } = waitingHook(await world.see(ours));
    const ran = await running.ended;
    expect(shown(ran), ran.stderr).toEqual(['succeeded', 0]);
    expect(await world.imageThatRan()).toBe(IMAGE);
    expect(world.actions()).toEqual([{ hookId, action: 'CONTINUE' }]);
    expect((await world.see(other)).status).toBe('STOPPED');
  });

  test('without --wait another image is refused', async () => {
    await using world = await aDeployment({ image: OTHER });
    await world.deploy();
    const ran = await world.hook('1', ...files(world, IMAGE));
    expect([...shown(ran), ran.told?.reasons]).toEqual(['invalid', 64, ['hook-other-image']]);
  });

  test('it has a limit, and needs to know the image', async () => {
    await using world = await aDeployment();
    const ran = await world.hook('1', '--wait', '1s', ...files(world, IMAGE));
    expect([...shown(ran), ran.told?.reasons]).toEqual(['invalid', 64, ['hook-none']]);
    const unbound = await world.hook('1', '--wait', '1s');
    expect([...shown(unbound), unbound.told?.reasons]).toEqual(['invalid', 64, ['hook-unbound']]);
  });

  describe('in a pipeline', () => {
    const EXECUTION = '0b2a5b4e-1f0a-4a57-9d3e-6a1b2c3d4e5f';
    const inBuild = { CODEBUILD_INITIATOR: 'codepipeline/shop', PIPELINE_EXECUTION_ID: EXECUTION };
    const action = (name: string, category: string, status: string, startTime: string, more: object = {}) => ({
      pipelineExecutionId: EXECUTION,
      actionExecutionId: name,
      stageName: 'Production',
      actionName: name,
      status,
      startTime,
      input: { actionTypeId: { category, provider: name, owner: 'AWS', version: '1' } },
      ...more,
    });
    const stage = (status: string, startTime: string) => ({
      pipeline: { name: 'shop', stages: [] },
      executions: [{ pipelineName: 'shop', pipelineExecutionId: EXECUTION }],
      actionExecutions: [
        action('Migrate', 'Build', 'InProgress', startTime, {
          output: { executionResult: { externalExecutionId: 'project:1' } },
        }),
        action('Deploy', 'Deploy', status, startTime),
      ],
    });

    test('the deploy action ends without a pause: the waiting ends, long before its limit', async () => {
      await using world = await aDeployment({ loads: [stage('Succeeded', '2026-01-01T00:00:00Z')] });
      const ran = await world.hook('1', '--wait', '1h', ...files(world, IMAGE), inBuild);
      expect([...shown(ran), ran.told?.reasons], ran.stderr).toEqual(['invalid', 64, ['hook-none']]);
      expect(ran.stderr).toContain('the deploy action of the stage has ended');
    });

    test('a deployment that is older than the stage is that of an earlier execution', async () => {
      await using world = await aDeployment({ loads: [stage('InProgress', '2099-01-01T00:00:00Z')] });
      await world.deploy();
      const ran = await world.hook('1', '--wait', '1s', ...files(world, IMAGE), inBuild);
      expect([...shown(ran), ran.told?.reasons], ran.stderr).toEqual(['invalid', 64, ['hook-none']]);
      expect(world.actions()).toEqual([]);
    });

    test('the deployment of the action beside it is taken', async () => {
      await using world = await aDeployment({ loads: [stage('InProgress', '2026-01-01T00:00:00Z')] });
      world.openGate();
      await world.deploy();
      const ran = await world.hook('1', '--wait', '1m', ...files(world, IMAGE), inBuild);
      expect(shown(ran), ran.stderr).toEqual(['succeeded', 0]);
    });
  });
});
