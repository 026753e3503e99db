import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { playAction } from '../support/github.ts';
import { aMigration, type MigrationWorld } from '../support/migration.ts';
import { MAIN, ROOT } from '../support/paths.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const ACTION = readFileSync(path.join(ROOT, 'action.yml'), 'utf8');

async function play(world: MigrationWorld, inputs: Record<string, string>) {
  using temp = temporaryDirectory();
  const env = { ...world.engine.env, ECS_MIGRATE_CLI: `${process.execPath} ${MAIN}` };
  const given = { cluster: 'staging', 'task-definition': 'shop-migrate.json', ...inputs };
  return await playAction(ACTION, { inputs: given, env, cwd: world.folder, temp: temp.path });
}

describe.concurrent('action.yml, played as the runner does', () => {
  test('its inputs reach the migration, its outputs the job', async () => {
    await using world = await aMigration();
    const played = await play(world, {
      command: `sh -c 'echo "$A $B"; exit 3'`,
      env: 'A=it\'s "quoted" $HOME\nB=$(id)\n',
      args: '--subnets\nsubnet-1\n--log-quiet=200ms\n',
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

  test('it runs the very version of this repository', () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    expect(parse(ACTION).inputs.version.default).toBe(version);
  });
});
