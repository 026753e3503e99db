import { describe, expect, test } from 'vitest';
import { runCli, type ServedEngine } from '../support/cli.ts';
import { aMigration } from '../support/migration.ts';
import { startProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';

describe.concurrent('ridden out: one task, and its own code', () => {
  test.each([
    ['throttle:RunTask:4'],
    ['throttle:*:6'],
    ['throttle:ecs:every2'],
    ['error-500:RunTask:2'],
    ['error-503:ListTasks:2'],
    ['error-html:RunTask:2'],
    ['error-html:DescribeTaskDefinition:2'],
    ['reset:DescribeClusters:2'],
    ['cut:RegisterTaskDefinition'],
    ['cut:DescribeTasks:3'],
    ['slow:*:300ms'],
    ['missing:3'],
    ['containers-late'],
    ['denied:DescribeClusters:*'],
  ])('%s', async (fault) => {
    await using world = await aMigration([fault]);
    world.openGate();
    const run = await world.run('1', '--env', 'CODE=5');
    expect(run).toMatchObject({ exitCode: 5, stdout: 'first\nlast\n' });
    expect(world.begun().times).toBe(1);
  });
});

describe.concurrent('ended before the launch: the documented code, and no task', () => {
  test.each<[string, number, string, RegExp]>([
    ['denied:RunTask:*', 77, 'denied', /next: .*ecs:RunTask\b/],
    ['denied:DescribeTaskDefinition:*', 77, 'denied', /next: .*ecs:DescribeTaskDefinition\b/],
    ['denied:RegisterTaskDefinition:*', 77, 'denied', /next: .*ecs:RegisterTaskDefinition\b/],
    ['denied:ListTasks:*', 77, 'denied', /next: .*ecs:ListTasks\b/],
    ['expired:RunTask:*', 77, 'expired', /cause: .*ecs:RunTask\b/],
  ])('%s is %i', async (fault, code, reason, text) => {
    await using world = await aMigration([fault]);
    const run = await world.run('1');
    expect(run).toMatchObject({ exitCode: code, stdout: '', stderr: expect.stringMatching(text) });
    expect(run.told).toMatchObject({ ending: 'aws', reasons: [reason] });
    expect(world.begun().times).toBe(0);
  });

  test('an interrupt while AWS is throttling is 130, and nothing was launched', async () => {
    await using world = await aMigration(['throttle:ListTasks:*']);
    await using run = world.start('1');
    await until('it says so', () => run.stderr().includes('trying again'));
    run.child.kill('SIGINT');
    expect(await run.ended).toMatchObject({
      exitCode: 130,
      told: { ending: 'interrupted', reasons: ['not-launched'] },
    });
    expect(world.begun().times).toBe(0);
  });
});

describe.concurrent('after the launch', () => {
  /** DescribeTasks is denied so often once a task was launched. */
  const deniedAfterLaunch = (target: ServedEngine, times: number) => {
    let launched = false;
    let denied = 0;
    return startProxy(target, ({ operation }) => {
      launched ||= operation === 'RunTask';
      if (!launched || operation !== 'DescribeTasks' || denied >= times) return undefined;
      denied += 1;
      return 'AccessDeniedException';
    });
  };

  test('a denial that passes is ridden out', async () => {
    await using world = await aMigration();
    await using proxy = await deniedAfterLaunch(world.engine, 3);
    world.openGate();
    const run = await runCli(world.args(), { env: { ...world.engine.env, AWS_ENDPOINT_URL: proxy.endpoint } });
    expect(run).toMatchObject({ exitCode: 0, stdout: 'first\nlast\n' });
  });

  test('a denial that stays is 76 after a minute, with the attach command; the task is left alone', async () => {
    await using world = await aMigration();
    await using proxy = await deniedAfterLaunch(world.engine, Number.POSITIVE_INFINITY);
    const run = await runCli(world.args(), { env: { ...world.engine.env, AWS_ENDPOINT_URL: proxy.endpoint } });
    expect(run.exitCode).toBe(76);
    expect(run.told).toMatchObject({ ending: 'lost-sight', reasons: ['denied'] });
    expect(run.stderr).toMatch(/next: .*: npx ecs-migrate attach arn:/);
    expect(world.begun().times).toBe(1);
  });
});

describe.concurrent('the verdict', () => {
  test.each<[string, number, string, string[]]>([
    ['spot:300ms', 143, 'failed', ['spot-interruption']],
    ['host-terminated:300ms', 125, 'stopped', ['instance-terminated']],
    ['no-exit-code', 125, 'no-exit-code', ['essential-ended']],
    [
      'failed-start:CannotPullContainerError: pull image manifest has been retried 5 time(s): not found',
      125,
      'never-started',
      ['image-missing'],
    ],
    [
      'failed-start:ResourceInitializationError: unable to pull secrets or registry auth: signal: killed',
      125,
      'never-started',
      ['no-path'],
    ],
  ])('%s is %i', async (fault, code, ending, reasons) => {
    await using world = await aMigration([fault]);
    const gated = !/spot|host/.test(fault);
    if (gated) world.openGate();
    const run = await world.run('1');
    expect(run.told).toMatchObject({ ending, reasons });
    expect(run.exitCode).toBe(code);
  });

  test('0 after a Spot interruption is not a success', async () => {
    await using world = await aMigration(['spot:300ms'], {
      run: "trap 'echo bye; exit 0' TERM; while :; do sleep 0.1; done",
    });
    const run = await world.run('1');
    expect(run).toMatchObject({
      exitCode: 125,
      told: { ending: 'stopped', reasons: ['spot-interruption'] },
    });
  });

  test.each([
    ['injected', 0],
    ['stop-code-late', 0],
    ['injected', 9],
    ['stop-code-late', 9],
  ])('%s: the container’s own %i', async (fault, code) => {
    await using world = await aMigration([fault]);
    world.openGate();
    expect(await world.run('1', '--env', `CODE=${code}`)).toMatchObject({ exitCode: code, stdout: 'first\nlast\n' });
  });
});
