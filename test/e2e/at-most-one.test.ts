import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DeregisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { aShiftedClock } from '../engine/support.ts';
import { aMigration } from '../support/migration.ts';
import { startProxy } from '../support/proxy.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const whole = { exitCode: 0, stdout: 'first\nlast\n' };

describe.concurrent('one build, one migration', () => {
  test.each(['lost:RunTask', 'lost:RunTask:3', 'cut:RunTask', 'reset:RunTask:2'])('%s: one task', async (fault) => {
    await using world = await aMigration([fault]);
    world.openGate();
    expect(await world.run('1')).toMatchObject(whole);
    expect(world.begun().times).toBe(1);
    expect(await world.tasks()).toHaveLength(1);
  });

  test('killed and started again while the task runs: it is followed, with its log from the head', async () => {
    await using world = await aMigration();
    {
      await using first = world.start('1', '--env', 'CODE=7');
      await until('the first line', () => first.stdout().includes('first'));
      first.child.kill('SIGKILL');
      await first.ended;
    }
    await using again = world.start('1', '--env', 'CODE=7');
    await until('it follows', () => again.stderr().includes('this build has already launched this migration'));
    world.openGate();
    expect(await again.ended).toMatchObject({ exitCode: 7, stdout: 'first\nlast\n' });
    expect(world.begun().times).toBe(1);
  });

  test('started again after it has ended: reported again; --rerun runs it anew', async () => {
    await using world = await aMigration();
    world.openGate();
    expect(await world.run('1', '--env', 'CODE=3')).toMatchObject({ exitCode: 3, stdout: 'first\nlast\n' });
    const again = await world.run('1', '--env', 'CODE=3');
    expect(again).toMatchObject({ exitCode: 3, stdout: 'first\nlast\n' });
    expect(again.told?.warnings).toContain('already-ran');
    expect(world.begun().times).toBe(1);
    expect(await world.run('1', '--env', 'CODE=3', '--rerun')).toMatchObject({ exitCode: 3 });
    expect(world.begun().times).toBe(2);
  });

  test('59 minutes after the end it is reported again; after 61 ECS has forgotten it, and so have we', async () => {
    const clock = aShiftedClock();
    await using world = await aMigration([], {}, clock);
    world.openGate();
    expect(await world.run('1')).toMatchObject(whole);
    clock.advance(59 * 60_000);
    expect(await world.run('1')).toMatchObject(whole);
    expect(world.begun().times).toBe(1);
    clock.advance(2 * 60_000);
    expect(await world.run('1')).toMatchObject(whole);
    expect(world.begun().times).toBe(2);
  });

  test('twice at once: one task, reported by both', async () => {
    await using world = await aMigration([], {});
    const both = [world.run('1'), world.run('1')];
    await until('the container runs', () => world.begun().times > 0);
    world.openGate();
    for (const run of await Promise.all(both)) expect(run).toMatchObject(whole);
    expect(world.begun().times).toBe(1);
    expect(await world.tasks()).toHaveLength(1);
  });

  test('another command, or other overrides, are another migration', async () => {
    await using world = await aMigration();
    world.openGate();
    expect(await world.run('1')).toMatchObject(whole);
    expect(await world.run('1', '--', 'echo', 'other')).toMatchObject({ exitCode: 0, stdout: 'other\n' });
    expect(await world.run('1', '--env', 'CODE=0')).toMatchObject(whole);
    expect(await world.tasks()).toHaveLength(3);
  });

  test('the same build with other network settings follows the task that is there', async () => {
    await using world = await aMigration();
    await using first = world.start('1');
    await until('the first line', () => first.stdout().includes('first'));
    world.openGate();
    expect(await world.run('1', '--security-groups', 'sg-1')).toMatchObject(whole);
    expect(await first.ended).toMatchObject(whole);
    expect(world.begun().times).toBe(1);
  });

  test('--idempotency-key does the same outside CI', async () => {
    await using world = await aMigration();
    world.openGate();
    expect(await world.run('1', '--idempotency-key', 'k')).toMatchObject(whole);
    expect(await world.run('2', '--idempotency-key', 'k')).toMatchObject(whole);
    expect(world.begun().times).toBe(1);
  });

  test('a retried stage follows the task of the same execution while it runs, and launches anew after it', async () => {
    await using world = await aMigration();
    const stage = { CODEBUILD_INITIATOR: 'codepipeline/shop', CODEBUILD_RESOLVED_SOURCE_VERSION: 'c0ffee' };
    await using first = world.start('1', stage);
    await until('the first line', () => first.stdout().includes('first'));
    await using retried = world.start('2', stage);
    await until('it follows', () =>
      retried.stderr().includes('the same migration is already running; its task is followed'),
    );
    world.openGate();
    expect(await retried.ended).toMatchObject(whole);
    expect(world.begun().times).toBe(1);
    expect(await world.start('3', stage).ended).toMatchObject(whole);
    expect(world.begun().times).toBe(2);
  });
});

/** Longer than ECS needs to show both of two tasks that are launched at once: what the race of independent starts rests on. */
const STARTS_AS_ON_FARGATE = ['provisioning:5s'];

describe.concurrent('several migrations of one family in one build', () => {
  const stage = { CODEBUILD_INITIATOR: 'codepipeline/shop', CODEBUILD_RESOLVED_SOURCE_VERSION: 'c0ffee' };
  const job = { GITHUB_RUN_ID: '9', GITHUB_RUN_ATTEMPT: '1', GITHUB_JOB: 'migrate' };
  const tenants = ['a', 'b', 'c'].map((tenant) => ['--env', `TENANT=${tenant}`]);

  test.each<[string, Record<string, string>, string[][]]>([
    ['tenants in a CodeBuild build', stage, tenants],
    ['tenants in a GitHub job', { ...job, CODEBUILD_BUILD_ID: '' }, tenants],
    [
      'images',
      stage,
      [
        ['--image', 'shop:1'],
        ['--image', 'shop:2'],
      ],
    ],
    [
      'sizes',
      stage,
      [
        ['--cpu', '256', '--memory', '512'],
        ['--cpu', '512', '--memory', '1024'],
      ],
    ],
  ])('%s: each is launched, one at a time', async (_, build, runs) => {
    await using world = await aMigration(STARTS_AS_ON_FARGATE);
    const started = runs.map((flags) => world.start('1', build, ...flags));
    await until('the first one runs', () => world.begun().times > 0);
    world.openGate();
    for (const run of started) expect(await run.ended).toMatchObject(whole);
    expect(world.begun()).toEqual({ times: runs.length, overlapped: false });
  });

  test('parallel actions of one stage, which are builds of one execution: each is launched', async () => {
    await using world = await aMigration(STARTS_AS_ON_FARGATE);
    const started = tenants.map((flags, action) => world.start(`${action}`, stage, ...flags));
    await until('the first one runs', () => world.begun().times > 0);
    world.openGate();
    for (const run of started) expect(await run.ended).toMatchObject(whole);
    expect(world.begun()).toEqual({ times: 3, overlapped: false });
  });

  test('the same command under another lock is no rival', async () => {
    await using world = await aMigration();
    await using first = world.start('1', '--lock', 'tenant-a');
    await until('the first line', () => first.stdout().includes('first'));
    await using second = world.start('2', '--lock', 'tenant-b');
    await until('both run', () => world.begun().overlapped);
    world.openGate();
    expect(await second.ended).toMatchObject(whole);
    expect((await second.ended).told?.warnings).toEqual([]);
    await first.ended;
  });

  test('a revision that the other build has retired meanwhile is registered anew', async () => {
    await using world = await aMigration();
    const flags = ['--image', 'shop:2', '--deregister'];
    await using first = world.start('1', ...flags);
    await until('the first line', () => first.stdout().includes('first'));
    await using second = world.start('2', ...flags);
    await until('the second waits', () => second.stderr().includes('waiting for another migration'));
    world.openGate();
    expect(await first.ended).toMatchObject(whole);
    expect(await second.ended).toMatchObject(whole);
    expect(world.begun()).toEqual({ times: 2, overlapped: false });
  });
});

test('a revision that is retired just before the launch is registered anew', async () => {
  await using world = await aMigration();
  world.openGate();
  let retired = false;
  await using proxy = await startProxy(world.engine, async ({ operation }) => {
    if (operation === 'RunTask' && !retired) {
      retired = true;
      await world.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'shop-migrate:1' }));
    }
    return undefined;
  });
  const { ended } = world.start('1', { AWS_ENDPOINT_URL: proxy.endpoint }, '--image', 'shop:2', '--deregister');
  expect(await ended).toMatchObject(whole);
  expect(proxy.calls.filter(({ operation }) => operation === 'RunTask')).toHaveLength(2);
  expect(proxy.calls.filter(({ operation }) => operation === 'DeregisterTaskDefinition')).toHaveLength(2);
  expect(world.begun().times).toBe(1);
});

describe.concurrent('75, tried again in the same build', () => {
  test('a task that is there is followed, whatever this machine remembers of earlier refusals', async () => {
    await using world = await aMigration();
    await using first = world.start('1');
    await until('the first line', () => first.stdout().includes('first'));
    const [task] = await world.tasks();
    const environment = task?.overrides?.containerOverrides?.[0]?.environment ?? [];
    const identity = environment.find(({ name }) => name === 'ECS_MIGRATE_RUN_IDENTITY')?.value;
    using machine = temporaryDirectory();
    const folder = path.join(machine.path, `ecs-migrate-${process.getuid?.() ?? 'attempts'}`);
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(path.join(folder, `${identity}.refused`), '24\n');
    await using again = world.start('1', { TMPDIR: machine.path });
    await until('it decides', () =>
      /already launched this migration|waiting for another|: launched/.test(again.stderr()),
    );
    world.openGate();
    expect(await again.ended).toMatchObject(whole);
    expect(await first.ended).toMatchObject(whole);
    expect(world.begun()).toEqual({ times: 1, overlapped: false });
  });

  test('after no capacity: the refusals of the first run are not taken for those of the second', async () => {
    await using world = await aMigration(['no-capacity:1']);
    world.openGate();
    expect(await world.run('1', '--start-timeout', '1s')).toMatchObject({ exitCode: 75 });
    expect(await world.run('1', '--start-timeout', '1s')).toMatchObject(whole);
    expect(await world.tasks()).toHaveLength(1);
  });

  test('after --start-timeout: the task that never ran is not reported, another is launched', async () => {
    await using world = await aMigration(['stuck:PENDING']);
    expect(await world.run('1', '--start-timeout', '1s')).toMatchObject({ exitCode: 75 });
    expect(await world.run('1', '--start-timeout', '1s')).toMatchObject({ exitCode: 75 });
    expect(await world.tasks()).toHaveLength(2);
  });
});

test('a client token that is in use and names no task is tried again, never replaced', async () => {
  await using world = await aMigration();
  world.openGate();
  let refusals = 2;
  await using proxy = await startProxy(world.engine, ({ operation }) => {
    if (operation !== 'RunTask' || refusals === 0) return undefined;
    refusals -= 1;
    return 'ConflictException';
  });
  const { ended } = world.start('1', { AWS_ENDPOINT_URL: proxy.endpoint });
  expect(await ended).toMatchObject(whole);
  expect(proxy.calls.filter(({ operation }) => operation === 'RunTask')).toHaveLength(3);
  expect(await world.tasks()).toHaveLength(1);
});

describe.concurrent('the client token alone, where ListTasks is denied and others are allowed', () => {
  const blind = ['--if-running', 'allow'];

  test('the same request again: ECS answers the ended task with three fields, and it is reported', async () => {
    await using world = await aMigration(['denied:ListTasks:*']);
    world.openGate();
    expect(await world.run('1', ...blind)).toMatchObject(whole);
    const again = await world.run('1', ...blind);
    expect(again).toMatchObject({ ...whole, told: { warnings: expect.arrayContaining(['already-ran']) } });
    expect(world.begun().times).toBe(1);
  });

  test('a request with other parameters: ConflictException names the task, and it is followed', async () => {
    await using world = await aMigration(['denied:ListTasks:*']);
    world.openGate();
    expect(await world.run('1', ...blind)).toMatchObject(whole);
    const again = await world.run('1', ...blind, '--security-groups', 'sg-1');
    expect(again).toMatchObject({ ...whole, told: { warnings: expect.arrayContaining(['already-running']) } });
    expect(world.begun().times).toBe(1);
  });
});

describe.concurrent('no capacity', () => {
  test('is asked for again, each time with another token', async () => {
    await using world = await aMigration(['no-capacity:2']);
    world.openGate();
    const run = await world.run('1');
    expect(run).toMatchObject(whole);
    expect(run.told?.warnings).toContain('no-capacity');
    expect(world.begun().times).toBe(1);
  });

  test('past --start-timeout is 75, and nothing was launched', async () => {
    await using world = await aMigration(['no-capacity:*']);
    const run = await world.run('1', '--start-timeout', '2s');
    expect(run.exitCode).toBe(75);
    expect(run.told).toMatchObject({ ending: 'placement', reasons: ['no-capacity'] });
    expect(await world.tasks()).toHaveLength(0);
  });

  test('an instance whose agent is not connected is a reason to try later', async () => {
    await using world = await aMigration(['run-failure:AGENT']);
    expect(await world.run('1', '--start-timeout', '100ms')).toMatchObject({ exitCode: 75 });
    world.openGate();
    expect(await world.run('1')).toMatchObject(whole);
  });

  test('another placement failure is not asked for again', async () => {
    await using world = await aMigration(['run-failure:ATTRIBUTE']);
    expect(await world.run('1')).toMatchObject({ exitCode: 64 });
  });
});

describe.concurrent('other migrations', () => {
  test('are waited for', async () => {
    await using world = await aMigration();
    await using first = world.start('1');
    await until('the first line', () => first.stdout().includes('first'));
    await using second = world.start('2');
    await until('the second waits', () => second.stderr().includes('waiting for another migration'));
    world.openGate();
    expect(await first.ended).toMatchObject(whole);
    expect(await second.ended).toMatchObject(whole);
    expect(world.begun()).toEqual({ times: 2, overlapped: false });
  });

  test.each([
    ['fail', 75, 'nothing was launched (--if-running fail)'],
    ['attach', 0, 'the same migration is already running; its task is followed'],
  ])('--if-running %s', async (policy, exitCode, text) => {
    await using world = await aMigration();
    await using first = world.start('1');
    await until('the first line', () => first.stdout().includes('first'));
    await using second = world.start('2', '--if-running', policy);
    await until('it says so', () => second.stderr().includes(text));
    world.openGate();
    expect(await second.ended).toMatchObject({ exitCode });
    expect(world.begun().times).toBe(1);
  });

  test('--if-running allow runs beside them', async () => {
    await using world = await aMigration();
    await using first = world.start('1');
    await until('the first line', () => first.stdout().includes('first'));
    await using second = world.start('2', '--if-running', 'allow');
    await until('both run', () => world.begun().overlapped);
    world.openGate();
    expect(await second.ended).toMatchObject(whole);
  });

  test('are waited for no longer than --wait-timeout', async () => {
    await using world = await aMigration();
    await using first = world.start('1');
    await until('the first line', () => first.stdout().includes('first'));
    const run = await world.run('2', '--wait-timeout', '1s');
    expect(run).toMatchObject({ exitCode: 75, told: { ending: 'busy', reasons: ['wait-timeout'] } });
  });

  test('one that was told to stop and still runs counts', async () => {
    await using world = await aMigration([], {
      run: `trap 'while [ ! -e gate ]; do sleep 0.1; done; exit 1' TERM; echo ready; while :; do sleep 0.1; done`,
    });
    await using first = world.start('1');
    await until('the first line', () => first.stdout().includes('ready'));
    first.child.kill('SIGTERM');
    await until('it was told to stop', async () =>
      (await world.tasks()).some((task) => task.desiredStatus === 'STOPPED'),
    );
    expect(await world.run('2', '--if-running', 'fail')).toMatchObject({ exitCode: 75 });
    world.openGate();
    await first.ended;
  });

  test('of other locks do not matter', async () => {
    await using world = await aMigration();
    await using first = world.start('1', '--lock', 'tenants', '--', 'sleep', '30');
    await until('the first runs', async () => (await world.tasks()).some((task) => task.lastStatus === 'RUNNING'));
    world.openGate();
    expect(await world.run('2')).toMatchObject(whole);
    first.child.kill('SIGTERM');
    await first.ended;
  });

  test('somebody’s standalone task with the same command counts; tasks of services never do', async () => {
    await using world = await aMigration();
    world.openGate();
    await world.run('register');
    const enough = path.join(world.folder, 'enough');
    const command = ['sh', '-c', 'while [ ! -e enough ]; do sleep 0.1; done; exit 4'];
    await world.runForeign({ group: 'service:web', command });
    await using first = world.start('1', '--if-running', 'fail', '--', ...command);
    await until('the first is launched', () => first.stderr().includes('launched'));
    writeFileSync(enough, '');
    expect(await first.ended).toMatchObject({ exitCode: 4 });
    rmSync(enough);
    await world.runForeign({ command });
    expect(await world.run('2', '--if-running', 'fail', '--', ...command)).toMatchObject({ exitCode: 75 });
  });

  test('two independent starts in the same second: one container at a time', async () => {
    await using world = await aMigration(STARTS_AS_ON_FARGATE);
    world.openGate();
    const runs = await Promise.all([world.run('1'), world.run('2')]);
    for (const run of runs) expect(run).toMatchObject(whole);
    expect(world.begun()).toEqual({ times: 2, overlapped: false });
    // Whoever came second has given way, or has seen the first and waited.
    const gaveWay = runs.some(({ told }) => told?.warnings.includes('gave-way'));
    expect(gaveWay || runs.some(({ stderr }) => stderr.includes('waiting for'))).toBe(true);
  });

  test('without ecs:ListTasks nothing is launched, unless they are allowed', async () => {
    await using world = await aMigration(['denied:ListTasks:*']);
    const run = await world.run('1');
    expect(run).toMatchObject({
      exitCode: 77,
      told: { reasons: ['denied'] },
      stderr: expect.stringContaining('ecs:ListTasks'),
    });
    world.openGate();
    expect(await world.run('2', '--if-running', 'allow')).toMatchObject(whole);
    expect(world.begun().times).toBe(1);
  });
});
