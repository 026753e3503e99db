import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { aMigration, type MigrationWorld } from '../support/migration.ts';
import { MAIN } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ');
const command = (args: readonly string[]) => quoted([process.execPath, MAIN, ...args]);

/** The command line in a shell, with redirections after it. */
const inShell = (world: MigrationWorld, args: readonly string[], redirections: string) =>
  startProcess('sh', ['-c', `${command(args)} ${redirections}`], { env: world.engine.env }).ended;

describe.concurrent('the summary', () => {
  test('of a failure: times, where it was, how to see it again; the last line names the outcome', async () => {
    await using world = await aMigration([], { run: 'echo one; exit 3' });
    const { stderr, stdout } = await world.run('1');
    expect(stdout).toBe('one\n');
    expect(stderr).toMatch(/\n.*time: queued [^\n]*running [^\n]*stopping /);
    expect(stderr).toMatch(
      /\n.*task: arn:\S+\n.*log: group \/test, stream shop-migrate\/migrate\/\w{32} \(us-east-1\)\n/,
    );
    expect(stderr).toMatch(/\n.*see it again, for about an hour: npx ecs-migrate attach arn:/);
    expect(stderr).toMatch(
      /aws logs get-log-events .* --log-group-name \/test --log-stream-name shop-migrate\/migrate\//,
    );
    expect(stderr).toMatch(/\n.*cause: .*code 3\n.*next: .*\necs-migrate: failed \(exit code 3\)\n$/);
    // The console knows nothing of another endpoint; and the log's end is right above.
    expect(stderr).not.toMatch(/console|last lines/);
    expect(stderr).not.toContain('\u001b');
  });

  test('of a success: where it was, and nothing to be done', async () => {
    await using world = await aMigration([], { run: 'seq 1 200' });
    const { stderr } = await inShell(world, world.args(), '> /dev/null');
    expect(stderr).toMatch(/\n.*log: group \/test.*\n.*done: .*code 0\necs-migrate: succeeded \(exit code 0\)\n$/);
    expect(stderr).not.toMatch(/again, for|aws logs|last lines|next:/);
  });

  test('--quiet: how it ended, and why', async () => {
    await using world = await aMigration([], { run: 'exit 3' });
    const quiet = await world.run('1', '--quiet', '--env', 'TOKEN=hunter2');
    expect(quiet.stderr).toMatch(
      /^ecs-migrate: cause: .*\necs-migrate: next: .*\necs-migrate: failed \(exit code 3\)\n$/,
    );
    expect(quiet.told?.causeCode).toBe('nothing-printed');
    const good = await world.run('2', '--quiet', '--', 'true');
    expect(good.stderr).toBe('ecs-migrate: succeeded (exit code 0)\n');
  });
});

describe.concurrent('the last lines of a failure are shown again', () => {
  const lastLines = (stderr: string) => [...stderr.matchAll(/^ecs-migrate: {3}\| (.*)$/gm)].map(([, line]) => line);

  test('where the log went into a file', async () => {
    await using world = await aMigration([], { run: 'seq 1 30; exit 3' });
    const { stderr } = await inShell(world, world.args(), `> ${world.folder}/log; exit $?`);
    expect(lastLines(stderr)).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 11)));
    expect(readFileSync(`${world.folder}/log`, 'utf8').split('\n')).toHaveLength(31);
    expect(stderr).toMatch(/\necs-migrate: failed \(exit code 3\)\n$/);
  });

  test('where another container has buried them', async () => {
    await using world = await aMigration();
    const file = await taskDefinitionFile(
      world.folder,
      'two',
      { run: 'seq 1 30; touch done; while [ ! -e buried ]; do sleep 0.1; done; exit 3' },
      {
        name: 'proxy',
        run: 'while [ ! -e done ]; do sleep 0.1; done; sleep 1; seq 101 200; touch buried; sleep 600',
        essential: false,
      },
    );
    const args = [...world.args('--container', 'migrate')];
    args[args.indexOf('--task-definition') + 1] = file;
    const { stderr, stdout } = await runCli(args, { env: world.engine.env });
    expect(stdout.trimEnd().split('\n')).toHaveLength(130);
    expect(lastLines(stderr)).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 11)));
  });

  test('not where both are read in one place', async () => {
    await using world = await aMigration([], { run: 'seq 1 300; exit 3' });
    const joined = await inShell(world, world.args(), '2>&1');
    expect(joined.stdout).toContain('\n300\n');
    expect(lastLines(joined.stdout)).toEqual([]);
  });
});

describe.concurrent('--verbose says each call, of every command', () => {
  const CALL = /^ecs-migrate: (ecs|logs):(\w+) \d+ ms( \w+)? \(request [\w-]+\)$/;
  const calls = (stderr: string) => stderr.split('\n').flatMap((line) => CALL.exec(line)?.[2] ?? []);

  test('run with retries, attach, plan, list and stop', async () => {
    await using world = await aMigration(['throttle:DescribeTaskDefinition:2'], { run: 'echo one; exit 3' });
    const run = await world.run('1', '--verbose');
    expect(calls(run.stderr)).toEqual(expect.arrayContaining(['RunTask', 'DescribeTasks', 'GetLogEvents']));
    const retried = run.stderr.match(/DescribeTaskDefinition \d+ ms ThrottlingException \(request /g);
    expect(retried).toHaveLength(2);
    expect(run.stdout).toBe('one\n');

    const { env } = world.engine;
    const [task] = await world.tasks();
    const of = ['--cluster', 'staging', '--verbose'];
    const attach = await runCli(['attach', task?.taskArn ?? '', '--verbose', '--log-quiet', '300ms'], { env });
    expect(calls(attach.stderr).slice(0, 2)).toEqual(['DescribeTasks', 'DescribeTaskDefinition']);
    const list = await runCli(['list', ...of], { env });
    expect(calls(list.stderr)).toEqual(['DescribeClusters', 'ListTasks', 'ListTasks', 'DescribeTasks']);
    const json = await runCli(['list', ...of, '--output', 'json'], { env });
    expect(calls(json.stderr)).toHaveLength(4);
    const plan = await runCli(['plan', ...of, '--task-definition', 'shop-migrate', '--subnets', 'subnet-1'], { env });
    expect(calls(plan.stderr).toSorted()).toEqual([
      'DescribeClusters',
      'DescribeTaskDefinition',
      'DescribeTasks',
      'GetLogEvents',
      'StopTask',
    ]);
    const stop = await runCli(['stop', task?.taskArn ?? '', '--verbose', '--log-quiet', '300ms'], { env });
    expect(calls(stop.stderr)).toContain('StopTask');
  });
});

const SCRIPT = '/usr/bin/script';

/** util-linux's script(1) gives the command a terminal of its own. */
describe.skipIf(!existsSync(SCRIPT))('on a terminal', { concurrent: true }, () => {
  const onTerminal = (world: MigrationWorld, prefix: string, ...flags: string[]) =>
    startProcess(SCRIPT, ['-qefc', `stty cols 60; ${prefix} ${command(world.args(...flags))}`, '/dev/null'], {
      env: { ...world.engine.env, TERM: 'xterm' },
      input: true,
    }).ended;
  const red = '\u001b[31mecs-migrate: failed (exit code 3)\u001b[39m';

  test('colours, unless NO_COLOR or --no-color; prose is wrapped, commands are not', async () => {
    await using world = await aMigration([], { run: 'seq 1 120; exit 3' });
    const coloured = await onTerminal(world, 'NO_COLOR=');
    expect(coloured.stdout).toContain(red);
    expect(coloured.stdout).toContain('ecs-migrate: \u001b[1m\u001b[31mcause:\u001b[39m\u001b[22m ');
    expect(stripVTControlCharacters(coloured.stdout)).toMatch(/ecs-migrate: next: [^\r\n]{20,}\r\necs-migrate: {3}\S/);
    expect(coloured.stdout).toMatch(
      /see it again, for about an hour: npx ecs-migrate attach \S+ --cluster staging --region us-east-1\r\n/,
    );
    expect(coloured.stdout).not.toContain('last lines');
    for (const [prefix, ...flags] of [
      ['NO_COLOR=1'],
      ['NO_COLOR=', '--no-color'],
      ['NO_COLOR= ECS_MIGRATE_COLOR=false'],
    ] as const) {
      const { stdout } = await onTerminal(world, prefix, '--rerun', ...flags);
      expect(stdout).toContain('ecs-migrate: failed (exit code 3)');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what this is about
      expect(stdout).not.toMatch(/\u001b\[[1-9][0-9;]*m/);
    }
  });
});
