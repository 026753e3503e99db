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
  test.each<[string, number, RegExp]>([
    ['denied:RunTask:*', 77, /allow ecs:RunTask/],
    ['denied:DescribeTaskDefinition:*', 77, /allow ecs:DescribeTaskDefinition/],
    ['denied:RegisterTaskDefinition:*', 77, /allow ecs:RegisterTaskDefinition/],
    ['denied:ListTasks:*', 77, /allow ecs:ListTasks/],
    ['expired:RunTask:*', 77, /credentials have expired/],
  ])('%s is %i', async (fault, code, text) => {
    await using world = await aMigration([fault]);
    const run = await world.run('1');
    expect(run).toMatchObject({ exitCode: code, stdout: '', stderr: expect.stringMatching(text) });
    expect(world.begun().times).toBe(0);
  });

  test('an interrupt while AWS is throttling is 130, and nothing was launched', async () => {
    await using world = await aMigration(['throttle:ListTasks:*']);
    await using run = world.start('1');
    await until('it says so', () => run.stderr().includes('trying again'));
    run.child.kill('SIGINT');
    expect(await run.ended).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining('before anything was launched'),
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
    expect(run.stderr).toMatch(/next: the task was left alone; see how it ended with: npx ecs-migrate attach arn:/);
    expect(world.begun().times).toBe(1);
  }, 120_000);
});

describe.concurrent('the verdict', () => {
  test.each<[string, number, RegExp]>([
    ['spot:300ms', 143, /after the task had been told to stop.*Spot/s],
    ['host-terminated:300ms', 125, /the machine under the task went away.*TerminationNotice/s],
    ['no-exit-code', 125, /ECS reports no exit code/],
    [
      'failed-start:CannotPullContainerError: pull image manifest has been retried 5 time(s): not found',
      125,
      /does not exist in the registry/,
    ],
    [
      'failed-start:ResourceInitializationError: unable to pull secrets or registry auth: signal: killed',
      125,
      /no network path/,
    ],
  ])('%s is %i', async (fault, code, text) => {
    await using world = await aMigration([fault]);
    const gated = !/spot|host/.test(fault);
    if (gated) world.openGate();
    const run = await world.run('1');
    expect(run.stderr).toMatch(text);
    expect(run.exitCode).toBe(code);
  });

  test('0 after a Spot interruption is not a success', async () => {
    await using world = await aMigration(['spot:300ms'], {
      run: "trap 'echo bye; exit 0' TERM; while :; do sleep 0.1; done",
    });
    const run = await world.run('1');
    expect(run).toMatchObject({
      exitCode: 125,
      stderr: expect.stringContaining('only after the task had been told to stop'),
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
