import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, runOf, type ServedEngine, serveEngine, startCli } from '../support/cli.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

let folder: TemporaryDirectory;
let engine: ServedEngine;

beforeAll(async () => {
  folder = temporaryDirectory();
  engine = await serveEngine({ cwd: folder.path, args: ['--cluster', 'staging'] });
});
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]();
  folder?.[Symbol.dispose]();
});

/** Runs one container's shell line as a migration on the served engine. */
async function migrate(family: string, run: string, ...flags: string[]) {
  const file = await taskDefinitionFile(folder.path, family, { run });
  return runCli([...target(file), ...flags], { env: engine.env });
}

const target = (file: string) => [...runOf(file), '--log-quiet', '300ms'];

describe.concurrent('the exit code is the container’s own', () => {
  test.each([0, 1, 3, 64, 125, 137, 255])('%i', async (code) => {
    const run = await migrate(`exits-${code}`, `echo said; exit ${code}`);
    expect(run.exitCode).toBe(code);
    expect(run.stdout).toBe('said\n');
    expect(run.stderr).toMatch(new RegExp(`ecs-migrate: (succeeded|failed) \\(exit code ${code}\\)\n$`));
  });

  test('a container that is killed shows 137', async () => {
    expect(await migrate('killed', 'kill -9 $$')).toMatchObject({ exitCode: 137 });
  });

  test('a command that does not exist never starts: 125, with the reason and what to do', async () => {
    const file = await taskDefinitionFile(folder.path, 'no-command', { run: '', with: { command: ['migrat-up'] } });
    const run = await runCli(target(file), { env: engine.env });
    expect(run.exitCode).toBe(125);
    expect(run.told).toMatchObject({ ending: 'never-started', reasons: ['command-not-found'] });
    expect(run.told?.outcome).toBe('never-started');
    expect(run.stderr).toMatch(/never-started \(exit code 125\)\n$/);
  });
});

describe.concurrent('streams', () => {
  test('stdout is the log to the byte, in order; all else is on stderr', async () => {
    const run = await migrate('streams', "printf 'a\\tb\\033[31m\\n  ünï\\n'; echo err >&2; printf 'no newline'");
    expect(run.stdout).toBe('a\tb\u001b[31m\n  ünï\nerr\nno newline\n');
    expect(run.stderr).toMatch(/^ecs-migrate: launched arn:aws:ecs:/);
    expect(run.stderr).toMatch(
      /follow it again: npx ecs-migrate attach arn:\S+ --cluster staging --region us-east-1\n/,
    );
    expect(run.stderr).not.toMatch(/NodeVersion|node >=|Warning:/);
  });

  test('with --output json each line is an event, the last is the result', async () => {
    const run = await migrate('events', 'echo one; exit 4', '--output', 'json');
    const events = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const types = events.map(({ type }) => type);
    expect(types.slice(0, 2)).toEqual(['settings', 'launched']);
    expect(new Set(types.slice(2, -1))).toEqual(new Set(['status', 'log']));
    expect(events.every(({ at }) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at))).toBe(true);
    expect(events.find(({ type }) => type === 'log')).toMatchObject({ container: 'migrate', message: 'one' });
    expect(events.at(-1)).toMatchObject({
      type: 'result',
      outcome: 'failed',
      exitCode: 4,
      containerExitCode: 4,
      next: expect.any(String),
      taskArn: expect.stringContaining('task/staging/'),
      phases: { running: expect.any(Number) },
    });
    expect(run.stderr).toBe('ecs-migrate: failed (exit code 4)\n');
  });

  test('several containers: each line carries its container, and only the named one decides', async () => {
    const file = await taskDefinitionFile(
      folder.path,
      'two',
      { name: 'proxy', run: 'echo proxying; exit 9', essential: false },
      { name: 'migrate', run: 'sleep 0.3; echo migrating; exit 0' },
    );
    const run = await runCli([...target(file), '--container', 'migrate'], { env: engine.env });
    expect(run.exitCode).toBe(0);
    expect(run.stdout.split('\n').toSorted()).toEqual(['', 'migrate | migrating', 'proxy | proxying']);
  });

  test('lines are shown while the container runs', async () => {
    const gate = `${folder.path}/gate`;
    const file = await taskDefinitionFile(folder.path, 'live', {
      run: `echo early; while [ ! -e ${gate} ]; do sleep 0.1; done; echo late`,
    });
    await using running = startCli([...target(file)], { env: engine.env });
    await until('the first line', () => running.stdout().includes('early'));
    expect(running.stdout()).not.toContain('late');
    await import('node:fs/promises').then((fs) => fs.writeFile(gate, ''));
    expect(await running.ended).toMatchObject({ exitCode: 0, stdout: 'early\nlate\n' });
  });
});

describe.concurrent('settings', () => {
  test('overrides reach the container: command and environment, without a trace of the values', async () => {
    const run = await migrate(
      'overrides',
      'false',
      '--env',
      'TOKEN=hunter2',
      '--env',
      'B=2 3',
      '--verbose',
      '--',
      'sh',
      '-c',
      'echo "$B" && printf %s "$TOKEN" | wc -c',
    );
    expect(run).toMatchObject({ exitCode: 0, stdout: '2 3\n7\n' });
    expect(run.stderr).not.toContain('hunter2');
    expect(run.told?.warnings).toContain('secret-like-env');
  });

  test('variables stand in for flags', async () => {
    const file = await taskDefinitionFile(folder.path, 'variables', { run: 'echo ok' });
    const settings = { CLUSTER: 'staging', TASK_DEFINITION: file, SUBNETS: 'subnet-1 subnet-2', LOG_QUIET: '300ms' };
    const env = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`ECS_MIGRATE_${name}`, value]));
    expect(await runCli(['run'], { env: { ...engine.env, ...env } })).toMatchObject({ exitCode: 0, stdout: 'ok\n' });
  });

  test('an equal latest revision is reused; another content is another revision', async () => {
    const revision = async (line: string) => /app:(\d+), container/.exec((await migrate('app', line)).stderr)?.[1];
    expect(await revision('echo 1')).toBe('1');
    expect(await revision('echo 1')).toBe('1');
    expect(await revision('echo 2')).toBe('2');
  });
});

describe.concurrent('ending early', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s stops the task, reads its log to the end and exits with %i', async (signal, code) => {
    const file = await taskDefinitionFile(folder.path, `signal-${code}`, {
      run: "trap 'echo rolling back; exit 5' TERM; echo ready; while :; do sleep 0.1; done",
    });
    await using running = startCli(target(file), { env: engine.env });
    await until('the container runs', () => running.stdout().includes('ready'));
    running.child.kill(signal);
    const run = await running.ended;
    // The engine signals the whole group, so the shell tells of its sleep too.
    expect(run.exitCode).toBe(code);
    expect(run.stdout).toMatch(/^ready\n(Terminated\n)?rolling back\n$/);
    expect(run.told).toMatchObject({ ending: 'interrupted', reasons: ['task-stopped'] });
  });

  test('--timeout stops the task: 124', async () => {
    const run = await migrate('slow', 'echo begun; sleep 600', '--timeout', '2s');
    expect(run).toMatchObject({ exitCode: 124, stdout: 'begun\n' });
    expect(run.told).toMatchObject({ ending: 'timed-out', reasons: ['timeout', 'task-stopped'] });
  });

  test('--detach launches only; attach shows the log from the head and exits with the code', async () => {
    const launched = await migrate('detached', 'echo from the head; exit 6', '--detach', '--output', 'json');
    expect(launched.exitCode).toBe(0);
    const { taskArn, outcome } = JSON.parse(launched.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(outcome).toBe('detached');
    const attached = await runCli(['attach', taskArn, '--log-quiet', '300ms'], { env: engine.env });
    expect(attached).toMatchObject({ exitCode: 6, stdout: 'from the head\n' });
    const again = await runCli(['attach', taskArn, '--log-quiet', '300ms'], { env: engine.env });
    expect(again).toMatchObject({ exitCode: 6, stdout: 'from the head\n' });
  });

  test('stop ends a running task, and is 0 once it is STOPPED', async () => {
    const launched = await migrate('endless', 'echo on; sleep 600', '--detach', '--output', 'json');
    const { taskArn } = JSON.parse(launched.stdout.trimEnd().split('\n').at(-1) ?? '');
    const stopped = await runCli(['stop', taskArn, '--log-quiet', '300ms'], { env: engine.env });
    expect(stopped.exitCode).toBe(0);
    expect(stopped.told?.ending).toBe('stop-done');
  });

  test.each([
    ['attach', 'arn:aws:states:eu-west-1:111122223333:execution:half'],
    ['attach', 'arn:aws:lambda:eu-west-1:111122223333:function:migrate'],
    ['stop', 'arn:aws:states:eu-west-1:111122223333:execution:fleet:deploy-42'],
  ])('%s %s: that is no task, and the error names it', async (command, arn) => {
    const run = await runCli([command, arn], { env: engine.env });
    expect(run.exitCode).toBe(64);
    expect(run.stderr).toContain(`${arn} is not a task`);
  });
});
