import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { playAction } from '../support/github.ts';
import { aMigration, type MigrationWorld } from '../support/migration.ts';
import { BARE_ENV, MAIN, ROOT } from '../support/paths.ts';
import { processesWith, type Running, startProcess } from '../support/process.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const ACTION = readFileSync(path.join(ROOT, 'action.yml'), 'utf8');

interface Playing {
  /** How the tool is called; by default as the action does it. */
  cli?: string;
  during?: (step: Running) => Promise<void>;
}

async function play(world: MigrationWorld, inputs: Record<string, string>, { cli, during }: Playing = {}) {
  using temp = temporaryDirectory();
  const npx = path.join(temp.path, 'bin');
  mkdirSync(npx);
  // The package is on no registry: npx finds it where it would have put it.
  writeFileSync(path.join(npx, 'npx'), `#!/bin/sh\necho ${MAIN}\n`, { mode: 0o755 });
  const PATH = `${npx}:${BARE_ENV['PATH']}`;
  const env = { ...world.engine.env, ...(cli === undefined ? { PATH } : { ECS_MIGRATE_CLI: cli }) };
  const given = { cluster: 'staging', 'task-definition': 'shop-migrate.json', ...inputs };
  return await playAction(ACTION, {
    ...{ inputs: given, env, cwd: world.folder, temp: temp.path },
    ...(during && { during }),
  });
}

/** What a job's own flags are for these tests. */
const ARGS = '--subnets\nsubnet-1\n--log-quiet=200ms\n';
const FOREVER = "trap 'echo rolled back; exit 5' TERM; echo ready; while :; do sleep 0.05; done";
const STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.05; done";

/** npm links a package that is a folder; npx then finds it there. */
function install(folder: string): void {
  const bin = path.join(folder, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(MAIN, path.join(bin, 'ecs-migrate'));
}

test('npx that is stopped alone takes the tool along, which stops the task', async () => {
  await using world = await aMigration([], { run: FOREVER });
  install(world.folder);
  const words = ['--no-install', 'ecs-migrate', ...world.args()];
  const env = { ...world.engine.env, HOME: world.folder, CODEBUILD_BUILD_ID: 'project:1' };
  await using npx = startProcess('npx', words, { env, cwd: world.folder });
  await until('the container runs', () => npx.stdout().includes('ready'));
  npx.child.kill('SIGTERM');
  await until('the task is stopped', async () => (await world.tasks())[0]?.lastStatus === 'STOPPED');
  await until('nothing is left', () => processesWith(`${world.folder}`).length === 0 || undefined);
});

describe.concurrent('action.yml, played as the runner does', () => {
  test('its inputs reach the migration, its outputs the job', async () => {
    await using world = await aMigration();
    const played = await play(world, {
      command: `sh -c 'echo "$A $B"; exit 3'`,
      env: 'A=it\'s "quoted" $HOME\nB=$(id)\n',
      args: ARGS,
    });
    expect(played.exitCode, played.stderr).toBe(3);
    expect(played.stdout).toContain('\nit\'s "quoted" $HOME $(id)\n');
    expect(played.outputs).toEqual({
      ...{ outcome: 'failed', 'exit-code': '3', 'task-arn': expect.stringContaining(':task/staging/') },
    });
  });

  test('what cannot work fails the job before anything is launched', async () => {
    await using world = await aMigration();
    const played = await play(world, { cluster: 'stagging' });
    expect(played).toMatchObject({ exitCode: 64, outputs: { outcome: 'invalid', 'exit-code': '64', 'task-arn': '' } });
    expect(await world.tasks()).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s to the shell alone stops the task, and is waited for',
    async (signal) => {
      await using world = await aMigration([], { run: FOREVER });
      const played = await play(
        world,
        { args: ARGS },
        {
          async during(step) {
            await until('the container runs', () => step.stdout().includes('ready'));
            step.child.kill(signal);
          },
        },
      );
      expect(played.stdout).toContain('rolled back');
      const exitCode = signal === 'SIGINT' ? 130 : 143;
      expect(played).toMatchObject({ exitCode, outputs: { outcome: 'interrupted', 'exit-code': String(exitCode) } });
      expect((await world.tasks())[0]).toMatchObject({ desiredStatus: 'STOPPED' });
    },
  );

  test('the runner’s own times for a job that is cancelled: the task is stopped, and nothing is left', async () => {
    await using world = await aMigration([], { run: STUBBORN });
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const played = await play(
      world,
      { args: ARGS, env: `MARK=${world.folder}/mark` },
      {
        async during(step) {
          await until('the container runs', () => step.stdout().includes('ready'));
          step.child.kill('SIGINT');
          await pause(7_500);
          step.child.kill('SIGTERM');
          await pause(2_500);
          step.child.kill('SIGKILL');
        },
      },
    );
    expect(played.exitCode).toBe(143);
    expect(played.stderr).toMatch(/leaving at once.*attach arn:/);
    expect((await world.tasks())[0]).toMatchObject({ desiredStatus: 'STOPPED' });
  });

  test('a tool that is called by npx is signalled, too', async () => {
    await using world = await aMigration([], { run: FOREVER });
    install(world.folder);
    const cli = 'npx --no-install ecs-migrate';
    const played = await play(
      world,
      { args: ARGS },
      {
        cli,
        async during(step) {
          await until('the container runs', () => step.stdout().includes('ready'));
          step.child.kill('SIGINT');
        },
      },
    );
    expect(played.exitCode).toBe(130);
    expect((await world.tasks())[0]).toMatchObject({ desiredStatus: 'STOPPED' });
  });

  test('it runs the very version of this repository', () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    expect(parse(ACTION).inputs.version.default).toBe(version);
  });
});
