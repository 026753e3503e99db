import { describe, expect, test } from 'vitest';
import { runCli, serveEngine, startCli } from '../support/cli.ts';
import { aMigration } from '../support/migration.ts';
import { MAIN } from '../support/paths.ts';
import { processesWith, startProcess } from '../support/process.ts';
import { startCredentials, startProxy } from '../support/proxy.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { pastTheEcho, until } from '../support/until.ts';

const SIX_LINES = 'for i in 1 2 3 4 5 6; do echo $i; sleep 0.5; done; exit 7';
const six = { exitCode: 7, stdout: '1\n2\n3\n4\n5\n6\n' };
/** Asked to end, it says so and ends with 5. */
const OBEDIENT = "trap 'echo rolling back; exit 5' TERM; echo ready; while :; do sleep 0.1; done";
/** Asked to end, it goes on. */
const STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.1; done";

describe.concurrent('the verdict', () => {
  test('a task that other containers keep alive is stopped once the migration has ended', async () => {
    using folder = temporaryDirectory();
    await using engine = await serveEngine({ cwd: folder.path, args: ['--cluster', 'staging'] });
    const file = await taskDefinitionFile(
      folder.path,
      'kept-alive',
      { name: 'proxy', run: `echo up; exec sleep 600` },
      { name: 'migrate', run: 'echo done; exit 3', essential: false },
    );
    const flags = [
      '--cluster',
      'staging',
      '--task-definition',
      file,
      '--subnets',
      'subnet-1',
      '--container',
      'migrate',
    ];
    const run = await runCli(['run', ...flags, '--log-quiet', '300ms', '--output', 'json'], { env: engine.env });
    expect(run.exitCode).toBe(3);
    const { taskArn } = JSON.parse(run.stdout.trimEnd().split('\n').at(-1) ?? '');
    const attached = await runCli(['attach', taskArn, '--container', 'migrate', '--output', 'json'], {
      env: engine.env,
    });
    expect(attached.stdout).toContain('STOPPED');
  });
});

describe.concurrent('time-outs', () => {
  test.each(['PROVISIONING', 'PENDING'])('--start-timeout: stuck in %s is 75, and nothing has run', async (state) => {
    await using world = await aMigration([`stuck:${state}`]);
    const run = await world.run('1', '--start-timeout', '2s');
    expect(run).toMatchObject({ exitCode: 75, stdout: '' });
    expect(run.told?.ending).toBe('not-started-in-time');
    expect(world.begun().times).toBe(0);
    const [task] = await world.tasks();
    expect(task?.desiredStatus).toBe('STOPPED');
  });

  test('--on-timeout detach leaves the task running, and tells how to follow it', async () => {
    await using world = await aMigration();
    const run = await world.run('1', '--timeout', '2s', '--on-timeout', 'detach');
    expect(run).toMatchObject({ exitCode: 124, stdout: 'first\n' });
    const arn = /next: .*ecs-migrate attach (arn:\S+)/.exec(run.stderr)?.[1] ?? '';
    expect((await world.tasks())[0]).toMatchObject({ taskArn: arn, lastStatus: 'RUNNING', desiredStatus: 'RUNNING' });
    world.openGate();
    const attached = await runCli(['attach', arn, '--log-quiet', '300ms'], { env: world.engine.env });
    expect(attached).toMatchObject({ exitCode: 0, stdout: 'first\nlast\n' });
  });
});

describe.concurrent('interrupts', () => {
  test('--on-interrupt detach leaves the task running, and tells how to follow it', async () => {
    await using world = await aMigration();
    await using run = world.start('1', '--on-interrupt', 'detach');
    await until('the container runs', () => run.stdout().includes('first'));
    run.child.kill('SIGINT');
    expect(await run.ended).toMatchObject({
      exitCode: 130,
      told: { ending: 'interrupted', reasons: ['task-left'] },
      stderr: expect.stringMatching(/next: .*attach arn:/),
    });
    expect((await world.tasks())[0]?.desiredStatus).toBe('RUNNING');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s to the whole process group: the task is stopped, and nothing of ours survives',
    async (signal, code) => {
      await using world = await aMigration([], { run: OBEDIENT });
      using folder = temporaryDirectory();
      const file = await taskDefinitionFile(folder.path, 'group', { run: OBEDIENT });
      const local = ['run', '--local', '--task-definition', file, '--env', `MARK=${folder.path}`];
      for (const args of [world.args(), local]) {
        const env = { ...(args === local ? {} : world.engine.env), MARK: folder.path };
        await using run = startProcess('setsid', [process.execPath, MAIN, ...args], { env });
        await until('the container runs', () => run.stdout().includes('ready'));
        process.kill(-(run.child.pid ?? 0), signal);
        const { exitCode, stdout, stderr } = await run.ended;
        expect(exitCode).toBe(code);
        expect(stdout).toContain('rolling back');
        expect(stderr).toMatch(new RegExp(`cause: .*${signal}.*stopped`));
        await until('nothing is left', () => processesWith(folder.path).length === 0);
      }
    },
  );

  test('one that arrives twice, as npm passes it on, is one', async () => {
    await using world = await aMigration([], { run: OBEDIENT });
    await using run = world.start('1');
    await until('the container runs', () => run.stdout().includes('ready'));
    run.child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 1));
    run.child.kill('SIGINT');
    const { exitCode, stdout, told } = await run.ended;
    expect(exitCode).toBe(130);
    expect(stdout).toContain('rolling back');
    expect(told).toMatchObject({ ending: 'interrupted', reasons: ['task-stopped'] });
  });

  test('SIGHUP counts as SIGTERM', async () => {
    await using world = await aMigration([], { run: OBEDIENT });
    await using run = world.start('1');
    await until('the container runs', () => run.stdout().includes('ready'));
    run.child.kill('SIGHUP');
    expect(await run.ended).toMatchObject({ exitCode: 143, stdout: expect.stringContaining('rolling back') });
    expect((await world.tasks())[0]?.lastStatus).toBe('STOPPED');
  });

  test('a second signal waits for a StopTask that is under way', async () => {
    await using world = await aMigration(['slow:StopTask:2500ms'], { run: STUBBORN });
    await using run = world.start('1');
    await until('the container runs', () => run.stdout().includes('ready'));
    run.child.kill('SIGINT');
    await pastTheEcho(500);
    run.child.kill('SIGINT');
    expect(await run.ended).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining('the task was told to stop'),
    });
    expect((await world.tasks())[0]?.desiredStatus).toBe('STOPPED');
  });

  test('a second signal leaves at once, and tells how to follow the task', async () => {
    await using world = await aMigration([], { run: STUBBORN });
    await using run = world.start('1');
    await until('the container runs', () => run.stdout().includes('ready'));
    run.child.kill('SIGINT');
    await until('the task is being stopped', async () => (await world.tasks())[0]?.desiredStatus === 'STOPPED');
    await pastTheEcho();
    run.child.kill('SIGINT');
    const { exitCode, stderr } = await run.ended;
    expect((await world.tasks())[0]?.lastStatus).not.toBe('STOPPED');
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(
      /leaving at once; the task was told to stop, and .* Follow it with: npx ecs-migrate attach arn:/,
    );
    expect(stderr).toMatch(/ecs-migrate: interrupted \(exit code 130\)\n$/);
  });

  test('and takes the local engine and its containers along', async () => {
    using folder = temporaryDirectory();
    const file = await taskDefinitionFile(folder.path, 'twice', { run: STUBBORN });
    const env = { MARK: folder.path };
    await using run = startCli(['run', '--local', '--task-definition', file, '--env', `MARK=${folder.path}`], { env });
    await until('the container runs', () => run.stdout().includes('ready'));
    run.child.kill('SIGTERM');
    await until('it is being stopped', () => run.stderr().includes('STOPPING'));
    await pastTheEcho();
    run.child.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ exitCode: 143, stderr: expect.stringContaining('leaving at once') });
    await until('nothing is left', () => processesWith(folder.path).length === 0);
  });
});

describe.concurrent('ridden out: each line once, and the container’s own code', () => {
  test.each([
    ['throttle:DescribeTasks:4'],
    ['throttle:GetLogEvents:4'],
    ['throttle:*:every2'],
    ['error-500:DescribeTasks:3'],
    ['error-500:logs:every2'],
    ['error-503:logs:3'],
    ['error-html:GetLogEvents:3'],
    ['reset:GetLogEvents:3'],
    ['lost:GetLogEvents:3'],
    ['cut:GetLogEvents:3'],
    ['cut:DescribeTasks:every2'],
    ['slow:*:2s'],
    ['outage:DescribeTasks:8s'],
    ['outage:logs:8s'],
    ['expired:DescribeTasks'],
    ['expired:GetLogEvents'],
  ])('%s', async (fault) => {
    await using world = await aMigration([fault], { run: SIX_LINES });
    expect(await world.run('1')).toMatchObject(six);
    expect(await world.tasks()).toHaveLength(1);
  });

  test('MISSING until it has ended: a task that is never seen RUNNING', async () => {
    await using world = await aMigration(['missing:5'], { run: 'echo quick; exit 9' });
    const run = await world.run('1');
    expect(run).toMatchObject({ exitCode: 9, stdout: 'quick\n' });
    expect(run.stderr).not.toContain('RUNNING:');
  });

  test('credentials that rotate every few seconds are taken from the container’s endpoint each time', async () => {
    await using world = await aMigration([], { run: SIX_LINES });
    await using credentials = await startCredentials(2_000);
    await using proxy = await startProxy(world.engine, ({ key }) =>
      credentials.isValid(key) ? undefined : 'ExpiredTokenException',
    );
    const env = { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: proxy.endpoint, ...credentials.env };
    expect(await runCli(world.args(), { env })).toMatchObject(six);
    expect(credentials.handedOut()).toBeGreaterThan(2);
    expect(new Set(proxy.calls.map(({ key }) => key)).size).toBeGreaterThan(2);
  });
});
