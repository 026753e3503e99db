import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { aMigration, type MigrationWorld } from '../support/migration.ts';
import { until } from '../support/until.ts';

/** A command of one's own: says that it asks, prints the list, and ends when the test lets it. */
const asking = ({ folder }: MigrationWorld) => [
  '--tool',
  'json',
  '--preview-command',
  `sh -c 'touch ${folder}/asking; echo {\\"pending\\": [\\"a\\"]}; while [ ! -e ${folder}/asked ]; do sleep 0.1; done'`,
];

const letItEnd = ({ folder }: MigrationWorld) => writeFileSync(path.join(folder, 'asked'), '');
const hasAsked = ({ folder }: MigrationWorld) => existsSync(path.join(folder, 'asking'));

describe.concurrent('a preview and other migrations', { timeout: 120_000 }, () => {
  test('it holds the lock: while a migration runs, neither preview nor run --approved asks', async () => {
    await using world = await aMigration();
    await using running = world.start('1');
    await until('the migration runs', () => world.begun().times === 1 || undefined);
    const atOnce = [...asking(world), '--if-running', 'fail'];
    const preview = await world.run('2', ...atOnce, '--approved', '0'.repeat(64));
    expect(preview).toMatchObject({ exitCode: 75 });
    expect(await world.tasks()).toHaveLength(1);
    expect(hasAsked(world)).toBe(false);
    world.openGate();
    expect(await running.ended).toMatchObject({ exitCode: 0 });
  });

  test.each(['ended', 'runs'])(
    'a foreign migration that began after the list was read, and %s: 75, and nothing is launched',
    async (how) => {
      await using world = await aMigration();
      await using run = world.start('1', ...asking(world), '--skip-if-none');
      await until('the preview has read', () => hasAsked(world) || undefined);
      if (how === 'ended') world.openGate();
      const foreign = await world.runForeign();
      const stateOf = async () => (await world.tasks()).find(({ taskArn }) => taskArn === foreign)?.lastStatus;
      const wanted = how === 'ended' ? 'STOPPED' : 'RUNNING';
      await until(`the foreign one is ${wanted}`, async () => (await stateOf()) === wanted || undefined);
      // Only the foreign one that still runs needs the gate closed.
      if (how === 'ended') world.openGate();
      letItEnd(world);
      const ended = await run.ended;
      expect(ended, ended.stderr).toMatchObject({ exitCode: 75, told: { ending: 'overtaken' } });
      expect(await world.tasks()).toHaveLength(2);
      world.openGate();
    },
  );
});
