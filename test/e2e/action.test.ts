import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ActionPlay, playAction } from '../support/github.ts';
import { aMigration, type MigrationWorld } from '../support/migration.ts';
import { otherNode } from '../support/other-node.ts';
import { MAIN, ROOT } from '../support/paths.ts';
import { processesWith, startProcess } from '../support/process.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

async function play(
  world: MigrationWorld,
  inputs: Record<string, string>,
  more: Pick<Partial<ActionPlay>, 'action' | 'node' | 'during'> = {},
) {
  using temp = temporaryDirectory();
  const given = { cluster: 'staging', 'task-definition': 'shop-migrate.json', ...inputs };
  const env = world.engine.env;
  return await playAction({ action: ROOT, inputs: given, env, cwd: world.folder, temp: temp.path, ...more });
}

/** What a job's own flags are for these tests. */
const ARGS = '--subnets\nsubnet-1\n--log-quiet=200ms\n';
const FOREVER = "trap 'echo rolled back; exit 5' TERM; echo ready; while :; do sleep 0.1; done";
const STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.1; done";

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
    writeFileSync(path.join(world.folder, 'app.env'), 'C=from a file\n');
    const played = await play(world, {
      command: `sh -c 'echo "$A $B $C"; exit 3'`,
      env: 'A=it\'s "quoted" $HOME\nB=$(id)\n',
      args: `${ARGS}--env-file=app.env\n`,
    });
    expect(played.exitCode, played.stderr).toBe(3);
    expect(played.stdout).toContain('\nit\'s "quoted" $HOME $(id) from a file\n');
    expect(played.outputs).toEqual({
      outcome: 'failed',
      'exit-code': '3',
      'task-arn': expect.stringContaining(':task/staging/'),
    });
  });

  test('what cannot work fails the job before anything is launched', async () => {
    await using world = await aMigration();
    const played = await play(world, { cluster: 'stagging' });
    expect(played).toMatchObject({ exitCode: 64, outputs: { outcome: 'invalid', 'exit-code': '64', 'task-arn': '' } });
    expect(await world.tasks()).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s stops the task, and is waited for', async (signal) => {
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
  });

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

  test('it runs under the Node that the runner brings', async ({ skip }) => {
    const node = otherNode(24);
    if (!node.found) return skip(node.why);
    await using world = await aMigration([], { run: 'echo hello; exit 3' });
    const played = await play(world, { args: ARGS }, { node: node.path });
    expect(played).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('\nhello\n') });
    expect(played.outputs).toMatchObject({ outcome: 'failed', 'exit-code': '3' });
  });

  test('it runs no other version than that of its tag', async () => {
    await using world = await aMigration();
    const played = await play(world, { version: '0.0.9' });
    expect(played).toMatchObject({ exitCode: 64, stdout: expect.stringContaining('::error') });
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    expect((await play(world, { version, cluster: 'stagging' })).outputs).toMatchObject({ outcome: 'invalid' });
    expect(await world.tasks()).toEqual([]);
  });

  test.each([{ preview: 'yes' }, { preview: '' }, { approved: '' }])(
    '%j is refused: nothing is launched',
    async (inputs) => {
      await using world = await aMigration();
      const played = await play(world, { args: ARGS, ...inputs });
      expect(played).toMatchObject({ exitCode: 64, stdout: expect.stringContaining('::error') });
      expect(await world.tasks()).toEqual([]);
    },
  );

  test('in a checkout that is not built it says so', async () => {
    await using world = await aMigration();
    using checkout = temporaryDirectory();
    for (const name of ['action', 'action.yml', 'package.json']) {
      cpSync(path.join(ROOT, name), path.join(checkout.path, name), { recursive: true });
    }
    const played = await play(world, {}, { action: checkout.path });
    expect(played).toMatchObject({ exitCode: 64, stdout: expect.stringContaining('not built') });
  });

  test('working-directory is where files are looked for', async () => {
    await using world = await aMigration([], { run: 'echo hello' });
    mkdirSync(path.join(world.folder, 'app'));
    renameSync(path.join(world.folder, 'shop-migrate.json'), path.join(world.folder, 'app/shop-migrate.json'));
    expect(await play(world, { args: ARGS, 'working-directory': 'app' })).toMatchObject({ exitCode: 0 });
  });
});
