import { mkdtempSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProcessRunner } from '../../../src/engine/runners/process.ts';
import { systemClock, systemRandom } from '../../../src/system.ts';
import { aContainer, anEngine, isAlive, until } from '../support.ts';

test.each([
  ['exit 0', 0],
  ['exit 255', 255],
  ['kill -KILL $$', 137],
  ['kill -TERM $$', 143],
  ['kill -SEGV $$', 139],
  ['no-such-command', 127],
])('%s is exit code %i', async (script, exitCode) => {
  await using world = await anEngine();
  expect((await world.runToEnd([aContainer(script)])).containers).toMatchObject([{ exitCode }]);
});

test.each([
  [{ entryPoint: ['no-such-program'] }, 'exec: "no-such-program": executable file not found in $PATH'],
  [{ entryPoint: ['/no/such/file'] }, 'exec: "/no/such/file": stat /no/such/file: no such file or directory'],
  [{ entryPoint: ['./plain.txt'] }, 'exec: "./plain.txt": permission denied'],
  [
    { workingDirectory: '/no/such/dir' },
    'chdir to cwd ("/no/such/dir") set in config.json failed: no such file or directory',
  ],
])('a container that cannot start says so as runc does: %o', async (rest, wording) => {
  await using world = await anEngine();
  world.file('plain.txt', 'not a program');
  const task = await world.runToEnd([aContainer('true', rest)]);
  const said = `CannotStartContainerError: OCI runtime create failed: runc create failed: unable to start container process: ${wording}: unknown`;
  const reason = task.containers?.[0]?.reason ?? '';
  // A hint can follow.
  expect(reason.replace(/ \(local engine: .*\)$/, '')).toBe(said);
  expect(task).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: reason, containers: [{ reason }] });
  expect(task.containers?.[0]).not.toHaveProperty('exitCode');
  expect(task.startedAt).toBeUndefined();
});

test('on EC2 the reason is with the container alone', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([aContainer('true', { entryPoint: ['no-such-program'] })], { launchType: 'EC2' });
  expect(task).toMatchObject({
    stoppedReason: 'Task failed to start',
    containers: [{ reason: expect.stringMatching(/^CannotStart/) }],
  });
});

test('a container without any command cannot start, as nobody knows that of its image', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([aContainer('', { entryPoint: [], command: [] })]);
  expect(task.containers?.[0]?.reason).toMatch(/process runner cannot know the default command of its image app:1/);
});

test('the environment is that of ECS, the definition and the overrides, and little of the host', async () => {
  await using world = await anEngine({
    region: 'eu-west-1',
    env: { PATH: process.env['PATH'], HOME: '/home/me', DATABASE_URL: 'of the host', AWS_SECRET_ACCESS_KEY: 'secret' },
  });
  const environment = [
    { name: 'KEPT', value: 'a' },
    { name: 'CHANGED', value: 'b' },
    { name: 'EMPTY', value: '' },
  ];
  const overrides = {
    containerOverrides: [
      {
        name: 'app',
        command: ['env'],
        environment: [
          { name: 'CHANGED', value: 'c' },
          { name: 'NEW', value: 'd=e' },
        ],
      },
    ],
  };
  const task = await world.runToEnd([aContainer('ignored', { environment })], { overrides });
  const lines = (await world.lines(task)).filter((it) => !/^(PWD|SHLVL|_|OLDPWD)=/.test(it ?? ''));
  expect(lines.sort()).toEqual([
    'AWS_DEFAULT_REGION=eu-west-1',
    'AWS_EXECUTION_ENV=AWS_ECS_FARGATE',
    'AWS_REGION=eu-west-1',
    'CHANGED=c',
    'EMPTY=',
    'HOME=/home/me',
    'KEPT=a',
    'NEW=d=e',
    `PATH=${process.env['PATH']}`,
  ]);
});

test('a relative working directory begins at that of the engine', async () => {
  await using world = await anEngine();
  world.directory('db');
  const task = await world.runToEnd([
    aContainer('pwd', { workingDirectory: 'db' }),
    aContainer('sleep 5', { name: 'b' }),
  ]);
  expect(await world.lines(task)).toEqual([`${world.cwd}/db`]);
});

test('the output can be opened by name, as in a container', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([aContainer('echo out > /dev/stdout; echo err > /dev/stderr')]);
  expect((await world.lines(task)).sort()).toEqual(['err', 'out']);
});

test('whatever a container leaves behind in its group dies with it', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([aContainer('sleep 600 & echo $!')]);
  const [pid] = await world.lines(task);
  expect(isAlive(Number(pid))).toBe(false);
});

test('a process that escaped the group and holds the output open is not waited for', async () => {
  await using world = await anEngine();
  const began = Date.now();
  const task = await world.runToEnd([aContainer('echo first; setsid sleep 300 & echo $!; sleep 0.1; exit 2')]);
  expect(Date.now() - began).toBeLessThan(50_000);
  expect(task.containers).toMatchObject([{ exitCode: 2 }]);
  const lines = await world.lines(task);
  expect(lines[0]).toBe('first');
  process.kill(Number(lines[1]), 'SIGKILL');
});

test('a long output arrives whole, before the exit code', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([aContainer('seq 1 50000; printf last')]);
  const lines = await world.lines(task);
  expect(lines).toHaveLength(50_001);
  expect(lines[49_999]).toBe('50000');
  expect(lines[50_000]).toBe('last');
});

test('close() leaves no process, no file', async () => {
  const world = await anEngine();
  await world.register({
    containerDefinitions: [aContainer('echo $$; sleep 600 & echo $!; trap "" TERM; while :; do sleep 0.05; done')],
  });
  const task = await world.run();
  await world.running(task);
  const pids = await until(async () => {
    const lines = await world.lines(task).catch(() => []);
    return lines.length === 2 ? lines.map(Number) : undefined;
  });
  expect(pids.map(isAlive)).toEqual([true, true]);
  expect([watchdogs().length, directories().length]).toEqual([1, 1]);
  await world[Symbol.asyncDispose]();
  expect(pids.map(isAlive)).toEqual([false, false]);
  expect([watchdogs(), directories()]).toEqual([[], []]);
});

/** Leftovers of this process's engines only: other tests run engines at the same time. */
const watchdogs = () =>
  readdirSync('/proc').filter(
    (it) =>
      textOf(`/proc/${it}/cmdline`).includes('\0ecs-migrate-watchdog\0') &&
      textOf(`/proc/${it}/status`).includes(`\nPPid:\t${process.pid}\n`),
  );
const directories = () =>
  readdirSync(tmpdir()).filter(
    (it) =>
      it.startsWith('ecs-migrate-engine-') && textOf(join(tmpdir(), it, 'engine')).split('/')[1] === `${process.pid}`,
  );

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

test('close() waits for a container that is being started, whose pipes it would miss', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ecs-migrate-runner-'));
  const runner = createProcessRunner({
    cwd: '/',
    env: process.env,
    directory,
    clock: systemClock,
    random: systemRandom,
  });
  const sink = { write: () => {}, end: () => {} };
  const spec = {
    name: 'app',
    image: undefined,
    entryPoint: [],
    command: ['true'],
    environment: {},
    workingDirectory: undefined,
  };
  let outcome: unknown;
  runner.start(spec, { stdout: sink, stderr: sink }).then(
    () => (outcome = 'started'),
    (error) => (outcome = error),
  );
  await runner.close();
  expect(outcome).toMatchObject({ message: expect.stringContaining('the engine is closing') });
  rmdirSync(directory);
});
