import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { serveEngine } from '../support/cli.ts';
import { playBuildspec } from '../support/codebuild.ts';
import { EXAMPLE, MAIN, ROOT } from '../support/paths.ts';
import { PASSWORD, startPostgres } from '../support/postgres.ts';
import { aRelease, breakRelease, schemaOf } from '../support/release.ts';

const BUILDSPEC = readFileSync(path.join(ROOT, 'buildspec.yml'), 'utf8');
const RUN = '$ECS_MIGRATE_CLI run';

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

    expect(good.stderr + broken.stderr).not.toContain(PASSWORD);
  });

  test('a setting that cannot work fails the build before anything is launched', async () => {
    const build = await migrate(EXAMPLE, 'postgres://127.0.0.1:1/none', { ECS_MIGRATE_CLUSTER: 'stagging' });
    expect(build).toMatchObject({ status: 'FAILED', exitCodes: { [RUN]: 64 } });
    expect(build.stderr).toContain('staging');
    expect(build.stderr).not.toContain('launched arn:');
  });

  test('a tool that cannot be fetched fails INSTALL, and BUILD is not reached', async () => {
    const build = await playBuildspec(BUILDSPEC, { cwd: EXAMPLE, env: { ECS_MIGRATE_CLI: 'no-such-tool' } });
    expect(build).toMatchObject({ status: 'FAILED', phases: [{ name: 'install', status: 'FAILED' }] });
  });

  test('it runs the very version of this repository', () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    expect(parse(BUILDSPEC).env.variables.ECS_MIGRATE_CLI).toBe(`npx --yes ecs-migrate@${version}`);
  });
});
