import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { serveEngine } from '../support/cli.ts';
import { playBuildspec } from '../support/codebuild.ts';
import { aMigration } from '../support/migration.ts';
import { EXAMPLE, MAIN, ROOT } from '../support/paths.ts';
import { PASSWORD, startPostgres } from '../support/postgres.ts';
import { startProcess } from '../support/process.ts';
import { aRelease, breakRelease, schemaOf } from '../support/release.ts';
import { until } from '../support/until.ts';

const BUILDSPEC = readFileSync(path.join(ROOT, 'buildspec.yml'), 'utf8');
const RUN: string = parse(BUILDSPEC).phases.build.commands[0];

/** Plays the stage for a release, with the variables that its CodeBuild project would have. */
async function migrate(source: string, databaseUrl: string, project: Record<string, string> = {}) {
  await using engine = await serveEngine({ cwd: source, args: ['--cluster', 'staging'] });
  const env = {
    ...engine.env,
    ECS_MIGRATE_CLI: `${process.execPath} ${MAIN}`,
    ECS_MIGRATE_CLUSTER: 'staging',
    ECS_MIGRATE_TASK_DEFINITION: 'taskdef.json',
    ECS_MIGRATE_SUBNETS: 'subnet-1 subnet-2',
    ECS_MIGRATE_ENV: `DATABASE_URL=${databaseUrl}`,
    ECS_MIGRATE_LOG_QUIET: '200ms',
    ...project,
  };
  return await playBuildspec(BUILDSPEC, { cwd: source, env });
}

describe('buildspec.yml, played as CodeBuild does', () => {
  test('a release is migrated; the next one fails the build and leaves the schema as it was', async () => {
    using source = aRelease();
    await using postgres = await startPostgres();

    const good = await migrate(source.path, postgres.url);
    expect(good.status, good.stderr).toBe('SUCCEEDED');
    expect(good.phases.map(({ name }) => name)).toEqual(['install', 'build', 'post_build']);
    expect(good.stdout).toMatch(/Migrations complete!\nThe database is migrated; the pipeline goes on\.\n$/);
    expect(good.exported).toEqual({
      MIGRATION_OUTCOME: 'succeeded',
      MIGRATION_EXIT_CODE: '0',
      MIGRATION_SECONDS: expect.stringMatching(/^\d+$/),
      MIGRATION_TASK_ARN: expect.stringContaining(':task/staging/'),
    });
    expect(good.reports['ecs-migrate-report.xml']).toContain('failures="0"');
    const before = await schemaOf(postgres);
    expect(before).toEqual(expect.arrayContaining(['customers.email', 'orders.total_cents']));

    await breakRelease(source.path, postgres);
    const broken = await migrate(source.path, postgres.url);
    expect(broken).toMatchObject({ status: 'FAILED', exitCodes: { [RUN]: 1 } });
    expect(broken.phases).toEqual([
      { name: 'install', status: 'SUCCEEDED' },
      { name: 'build', status: 'FAILED' },
      { name: 'post_build', status: 'SUCCEEDED' },
    ]);
    expect(broken.stdout).toContain('column "currency" of relation "orders" contains null values');
    expect(broken.stdout).toMatch(/The migration did not succeed; the pipeline stops here\..*\n$/);
    expect(await schemaOf(postgres)).toEqual(before);
    expect(broken.exported).toMatchObject({ MIGRATION_OUTCOME: 'failed', MIGRATION_EXIT_CODE: '1' });
    expect(broken.reports['ecs-migrate-report.xml']).toContain('contains null values');

    expect(good.stderr + broken.stderr).not.toContain(PASSWORD);
  });

  test('a setting that cannot work fails the build before anything is launched', async () => {
    const build = await migrate(EXAMPLE, 'postgres://127.0.0.1:1/none', { ECS_MIGRATE_CLUSTER: 'stagging' });
    expect(build).toMatchObject({ status: 'FAILED', exitCodes: { [RUN]: 64 } });
    expect(build.stderr).toContain('staging');
    expect(build.stderr).not.toContain('launched arn:');
    expect(build.exported).toMatchObject({ MIGRATION_OUTCOME: 'invalid', MIGRATION_TASK_ARN: '' });
  });

  test('a tool that cannot be fetched fails INSTALL, and BUILD is not reached', async () => {
    const build = await playBuildspec(BUILDSPEC, { cwd: EXAMPLE, env: { ECS_MIGRATE_CLI: 'no-such-tool' } });
    expect(build).toMatchObject({ status: 'FAILED', phases: [{ name: 'install', status: 'FAILED' }] });
  });
});

describe.concurrent('a build that is stopped', () => {
  test.each([
    ['SIGTERM', `${process.execPath} -- ${MAIN}`],
    ['SIGINT', `${process.execPath} -- ${MAIN}`],
    ['SIGTERM', 'npx --no-install ecs-migrate'],
  ] as const)('%s to the shell alone stops the task, called as %s', async (signal, cli) => {
    await using world = await aMigration();
    mkdirSync(path.join(world.folder, 'node_modules/.bin'), { recursive: true });
    symlinkSync(MAIN, path.join(world.folder, 'node_modules/.bin/ecs-migrate'));
    const env = {
      ...world.engine.env,
      HOME: world.folder,
      ECS_MIGRATE_CLI: cli,
      ECS_MIGRATE_CLUSTER: 'staging',
      ECS_MIGRATE_TASK_DEFINITION: 'shop-migrate.json',
      ECS_MIGRATE_SUBNETS: 'subnet-1',
      ECS_MIGRATE_LOG_QUIET: '200ms',
      CODEBUILD_BUILD_ID: 'project:1',
    };
    await using shell = startProcess('sh', ['-c', `${RUN}\necho "ended with $?"`], { cwd: world.folder, env });
    await until('the container runs', () => shell.stdout().includes('first'));
    shell.child.kill(signal);
    const { stdout } = await shell.ended;
    // npm itself says 143 before the tool has done its work.
    expect(stdout).toContain('ended with 143');
    await until('the task is stopped', async () => (await world.tasks())[0]?.lastStatus === 'STOPPED');
  });
});

describe.concurrent('the time limit of the build', () => {
  /** A build of an hour that has begun so long ago that three minutes and this much are left. */
  const buildWith = (leftMs: number) => ({
    ECS_MIGRATE_BUILD_TIMEOUT: '60m',
    CODEBUILD_START_TIME: String(Math.round(performance.timeOrigin + performance.now()) - 57 * 60_000 + leftMs),
  });

  test('before it the task is stopped: 124', async () => {
    await using world = await aMigration();
    await using run = world.start('1', buildWith(20_000));
    const { exitCode, stderr, told, ms } = await run.ended;
    expect(exitCode, stderr).toBe(124);
    expect(told).toMatchObject({ ending: 'timed-out', reasons: ['build-timeout', 'task-stopped'] });
    // The build itself would end three minutes later.
    expect(ms).toBeLessThan(190_000);
    expect(world.begun().times).toBe(1);
  });

  test('a shorter --timeout goes first', async () => {
    await using world = await aMigration();
    await using run = world.start('1', buildWith(60_000), '--timeout', '1s');
    expect(await run.ended).toMatchObject({
      exitCode: 124,
      told: { ending: 'timed-out', reasons: ['timeout', 'task-stopped'] },
    });
  });

  test('where none is left, nothing is launched: 75', async () => {
    await using world = await aMigration();
    await using run = world.start('1', buildWith(-1_000));
    expect(await run.ended).toMatchObject({
      exitCode: 75,
      told: { ending: 'no-time-left' },
    });
    expect(world.begun().times).toBe(0);
  });
});
