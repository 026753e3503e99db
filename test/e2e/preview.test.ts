import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { aMigration } from '../support/migration.ts';
import { NO_POSTGRES, startRealPostgres } from '../support/real-postgres.ts';
import { taskDefinition } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const onPostgres = NO_POSTGRES === undefined ? describe.concurrent : describe.skip;

const FIRST = '-- migrate:up\nCREATE TABLE orders (id int);\n-- migrate:down\n';
const SECOND = '-- migrate:up\nALTER TABLE orders ADD COLUMN note text;\n-- migrate:down\n';

/** A registered migration of dbmate on a real Postgres, with one file that is pending. */
async function aPendingMigration(
  command = 'dbmate --no-dump-schema --migrations-dir FOLDER up',
  faults: string[] = [],
) {
  const postgres = await startRealPostgres();
  const source = temporaryDirectory();
  const file = (name: string, text: string) => writeFileSync(path.join(source.path, name), text);
  file('1_orders.sql', FIRST);
  const environment = [{ name: 'DATABASE_URL', value: `${postgres.url}?sslmode=disable` }];
  const run = command.replace('FOLDER', source.path);
  const world = await aMigration(faults, { run, with: { environment } });
  const register = (image: string, family = 'shop-migrate', user = 'app') => {
    const url = `${postgres.url.replace('//app', `//${user}`)}?sslmode=disable`;
    const own = { image, environment: [{ name: 'DATABASE_URL', value: url }] };
    return world.ecs.send(new RegisterTaskDefinitionCommand(taskDefinition(family, { run, with: own }) as never));
  };
  await register('example/shop:1');
  const call = async (verb: string, ...flags: string[]) => {
    const report = path.join(source.path, 'preview.env');
    const json = path.join(source.path, 'report.json');
    writeFileSync(report, '');
    const where = ['--cluster', 'staging', '--task-definition', 'shop-migrate', '--subnets', 'subnet-1'];
    const args = [verb, ...where, '--log-quiet', '300ms', '--report', report, '--report', json, ...flags];
    const ended = await runCli(args, {
      env: { ...world.engine.env, CODEBUILD_BUILD_ID: `p:${verb}${flags.join('')}` },
    });
    const lines = readFileSync(report, 'utf8').split('\n').filter(Boolean);
    const variables = Object.fromEntries(lines.map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]));
    return { ...ended, variables, report: JSON.parse(readFileSync(json, 'utf8')) };
  };
  return {
    postgres,
    world,
    file,
    register,
    call,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await postgres[Symbol.asyncDispose]();
      source[Symbol.dispose]();
    },
  };
}

onPostgres('a pipeline that previews, asks for approval, and runs', () => {
  test('pending: the preview changes nothing, and what was approved runs with the image of the preview', async () => {
    await using shop = await aPendingMigration();
    const preview = await shop.call('preview');
    expect(preview, preview.stderr).toMatchObject({ exitCode: 0, report: { outcome: 'previewed' } });
    expect(preview.variables).toMatchObject({
      MIGRATION_PENDING: '1',
      MIGRATION_DIGEST: expect.stringMatching(/^[0-9a-f]{64}$/),
      MIGRATION_SUMMARY: "'1 pending: 1_orders.sql'",
    });
    expect(await shop.postgres.query("SELECT 1 FROM pg_class WHERE relname = 'orders'")).toEqual([]);
    const { MIGRATION_DIGEST: digest = '' } = preview.variables;
    expect((await shop.call('preview')).variables['MIGRATION_DIGEST']).toBe(digest);

    const run = await shop.call('run', '--approved', digest);
    expect(run, run.stderr).toMatchObject({ exitCode: 0, report: { outcome: 'succeeded' } });
    expect(await shop.postgres.query("SELECT relname FROM pg_class WHERE relname = 'orders'")).toHaveLength(1);
    const tasks = await shop.world.tasks();
    expect(tasks).toHaveLength(4);
    const migrating = tasks.find(({ taskArn }) => taskArn === run.report.taskArn);
    expect(migrating?.containers?.[0]?.image).toMatch(/^example\/shop@sha256:[0-9a-f]{64}$/);
  });

  test('none: the tool proves it, and no migration is launched', async () => {
    await using shop = await aPendingMigration();
    expect(await shop.call('run')).toMatchObject({ exitCode: 0 });
    expect((await shop.call('preview')).variables).toMatchObject({ MIGRATION_PENDING: '0' });
    const before = (await shop.world.tasks()).length;
    const skipped = await shop.call('run', '--skip-if-none');
    expect(skipped, skipped.stderr).toMatchObject({ exitCode: 0, report: { outcome: 'nothing-pending' } });
    expect(skipped.variables).toMatchObject({ MIGRATION_OUTCOME: 'nothing-pending', MIGRATION_PENDING: '0' });
    expect(await shop.world.tasks()).toHaveLength(before + 1);

    shop.file('2_note.sql', SECOND);
    expect(await shop.call('run', '--skip-if-none')).toMatchObject({ exitCode: 0, report: { outcome: 'succeeded' } });
  });

  test('unknown: text is no proof, so it runs; a person can approve it, but not once the tool shows a list', async () => {
    await using shop = await aPendingMigration();
    const unread = ['--preview-command', "sh -c 'echo nothing to do'"];
    const preview = await shop.call('preview', ...unread);
    expect(preview).toMatchObject({ exitCode: 0, report: { outcome: 'previewed' } });
    const { MIGRATION_DIGEST: digest = '', MIGRATION_PENDING: pending } = preview.variables;
    expect([pending, digest]).toEqual(['unknown', expect.stringMatching(/^[0-9a-f]{64}$/)]);
    const changed = { exitCode: 64, report: { outcome: 'changed-since-approval', reasons: ['another-digest'] } };
    expect(await shop.call('run', ...unread, '--approved', '0'.repeat(64))).toMatchObject(changed);
    expect(await shop.call('run', '--approved', digest)).toMatchObject(changed);
    const run = await shop.call('run', ...unread, '--approved', digest, '--skip-if-none');
    expect(run, run.stderr).toMatchObject({ exitCode: 0, report: { outcome: 'succeeded' } });
    expect(await shop.postgres.query("SELECT relname FROM pg_class WHERE relname = 'orders'")).toHaveLength(1);
  });

  test('an output that could not be read to its end: nothing is skipped, and nothing can be approved', async () => {
    await using shop = await aPendingMigration('true', ['no-stream']);
    const preview = await shop.call('preview', '--tool', 'json', '--preview-command', `echo '{"pending": []}'`);
    expect(preview.variables).toMatchObject({ MIGRATION_PENDING: 'unknown', MIGRATION_DIGEST: 'unknown' });
    expect(await shop.call('run', '--approved', 'unknown')).toMatchObject({ exitCode: 64 });
  });

  test('changed between approval and run, by a file or by an image: refused', async () => {
    await using shop = await aPendingMigration();
    const { variables } = await shop.call('preview');
    const approved = ['--approved', variables['MIGRATION_DIGEST'] ?? ''];
    shop.file('2_note.sql', SECOND);
    const changed = { exitCode: 64, report: { outcome: 'changed-since-approval', reasons: ['another-digest'] } };
    expect(await shop.call('run', ...approved)).toMatchObject(changed);
    const { variables: renewed } = await shop.call('preview');
    await shop.register('example/shop:2');
    expect(await shop.call('run', '--approved', renewed['MIGRATION_DIGEST'] ?? '')).toMatchObject(changed);
    expect(await shop.postgres.query("SELECT 1 FROM pg_class WHERE relname = 'orders'")).toEqual([]);
  });

  test('another task definition for the preview, with a user that may only read: it runs the image of the migration', async () => {
    await using shop = await aPendingMigration();
    await shop.postgres.query('CREATE ROLE reader LOGIN');
    await shop.register('example/shop:0', 'shop-preview', 'reader');
    const elsewhere = ['--preview-task-definition', 'shop-preview'];
    const preview = await shop.call('preview', ...elsewhere);
    expect(preview, preview.stderr).toMatchObject({ exitCode: 0, variables: { MIGRATION_PENDING: '1' } });
    const [task] = await shop.world.tasks();
    expect(task?.taskDefinitionArn).toContain(':task-definition/shop-preview:');
    expect(task?.containers?.[0]?.image).toBe('example/shop:1');
    const { MIGRATION_DIGEST: digest = '' } = preview.variables;
    expect((await shop.call('preview')).variables['MIGRATION_DIGEST']).toBe(digest);
    const run = await shop.call('run', ...elsewhere, '--approved', digest);
    expect(run, run.stderr).toMatchObject({ exitCode: 0, report: { outcome: 'succeeded' } });
    expect(await shop.postgres.query("SELECT relname FROM pg_class WHERE relname = 'orders'")).toHaveLength(1);
  });

  test('a tool that fails: the preview fails with its code, and still exports the variables', async () => {
    await using shop = await aPendingMigration('dbmate --no-dump-schema --migrations-dir /nowhere up');
    const preview = await shop.call('preview');
    expect(preview).toMatchObject({ report: { outcome: 'failed', ending: 'preview-failed' } });
    expect(preview.exitCode).not.toBe(0);
    expect(preview.variables).toMatchObject({ MIGRATION_PENDING: 'unknown', MIGRATION_DIGEST: 'unknown' });
  });

  test('a command that is not known, and none to ask with: refused', async () => {
    await using shop = await aPendingMigration('./migrate.sh');
    const preview = await shop.call('preview');
    expect(preview).toMatchObject({ exitCode: 64, report: { reasons: ['no-preview-command'] } });
  });

  test('a command of one’s own that prints JSON', async () => {
    await using shop = await aPendingMigration('true');
    const json = (names: string) => ['--tool', 'json', '--preview-command', `sh -c 'echo {\\"pending\\": [${names}]}'`];
    expect((await shop.call('preview', ...json('\\"a\\"'))).variables).toMatchObject({ MIGRATION_PENDING: '1' });
    const skipped = await shop.call('run', '--skip-if-none', ...json(''));
    expect(skipped, skipped.stderr).toMatchObject({ exitCode: 0, report: { outcome: 'nothing-pending' } });
  });
});
