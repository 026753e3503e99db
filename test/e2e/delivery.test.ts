import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { playBuildspec } from '../support/codebuild.ts';
import { type FileServer, startFileServer } from '../support/file-server.ts';
import { aMigration, type MigrationWorld } from '../support/migration.ts';
import { ROOT } from '../support/paths.ts';

const BUILDSPEC = readFileSync(path.join(ROOT, 'buildspec.yml'), 'utf8');
const RUN: string = parse(BUILDSPEC).phases.build.commands[0];

/** The archive that `npm run pack` has made. */
function packed() {
  const name = readdirSync(inject('packed')).find((file) => file.endsWith('.tgz')) ?? '';
  const content = readFileSync(path.join(inject('packed'), name));
  return { name, content, sha512: createHash('sha512').update(content).digest('hex') };
}

/** Plays the stage with a project that says where the tool is. */
async function migrate(world: MigrationWorld, project: Record<string, string>) {
  const env = {
    ...world.engine.env,
    ECS_MIGRATE_CLUSTER: 'staging',
    ECS_MIGRATE_TASK_DEFINITION: 'shop-migrate.json',
    ECS_MIGRATE_SUBNETS: 'subnet-1',
    ECS_MIGRATE_LOG_QUIET: '200ms',
    npm_config_cache: path.join(world.folder, 'npm'),
    ...project,
  };
  return await playBuildspec(BUILDSPEC, { cwd: world.folder, env });
}

const aRelease = () => aMigration([], { run: 'echo migrated' });
const migrated = {
  status: 'SUCCEEDED',
  stdout: expect.stringContaining('\nmigrated\n'),
  exitCodes: { [RUN]: 0 },
  exported: { MIGRATION_OUTCOME: 'succeeded' },
};
const notRun = { status: 'FAILED', phases: [{ name: 'install', status: 'FAILED' }] };

const missing = (command: string, ...args: string[]) => spawnSync(command, args).status !== 0;

describe.concurrent('buildspec.yml takes the tool', () => {
  test('from a file in an input artifact, checked', async () => {
    await using world = await aRelease();
    const { name, content, sha512 } = packed();
    mkdirSync(path.join(world.folder, 'tool'));
    writeFileSync(path.join(world.folder, 'tool', name), content);
    const project = { CODEBUILD_SRC_DIR_tool: path.join(world.folder, 'tool'), ECS_MIGRATE_PACKAGE: name };
    const build = await migrate(world, { ...project, ECS_MIGRATE_SHA512: sha512 });
    expect(build, build.stderr).toMatchObject(migrated);
  });

  test.skipIf(missing('aws', '--version'))('from S3, by the AWS CLI', async () => {
    await using world = await aRelease();
    const { content, sha512 } = packed();
    await using bucket = await startFileServer(() => ({ '/tools/ecs-migrate.tgz': content }));
    const project = { AWS_ENDPOINT_URL_S3: bucket.origin, ECS_MIGRATE_PACKAGE: 's3://tools/ecs-migrate.tgz' };
    const build = await migrate(world, { ...project, ECS_MIGRATE_SHA512: sha512 });
    expect(build, build.stderr).toMatchObject(migrated);
    expect(bucket.requests).toContain('GET /tools/ecs-migrate.tgz');
    const none = await migrate(world, { ...project, ECS_MIGRATE_PACKAGE: 's3://tools/none.tgz' });
    expect(none).toMatchObject(notRun);
  });

  test.skipIf(missing('openssl', 'version'))('from a URL over TLS', async () => {
    await using world = await aRelease();
    const { content } = packed();
    await using web = await startFileServer(() => ({ '/ecs-migrate.tgz': content }), { tls: true });
    const project = { CURL_CA_BUNDLE: web.certificate, ECS_MIGRATE_PACKAGE: `${web.origin}/ecs-migrate.tgz` };
    const build = await migrate(world, project);
    expect(build, build.stderr).toMatchObject(migrated);
    expect(await migrate(world, { ...project, CURL_CA_BUNDLE: '/dev/null' })).toMatchObject(notRun);
  });

  test('by name and version, from the registry that npm is set to', async () => {
    await using world = await aRelease();
    await using registry = await startRegistry();
    const project = { npm_config_registry: registry.origin, ECS_MIGRATE_PACKAGE: 'ecs-migrate@0.1.0' };
    const build = await migrate(world, { ...project, ECS_MIGRATE_SHA512: packed().sha512 });
    expect(build, build.stderr).toMatchObject(migrated);
  });

  test('by a command, which comes before an archive', async () => {
    await using world = await aRelease();
    const ECS_MIGRATE_CLI = `${process.execPath} ${path.join(ROOT, 'dist/main.js')}`;
    const build = await migrate(world, { ECS_MIGRATE_CLI, ECS_MIGRATE_PACKAGE: 's3://nowhere/none.tgz' });
    expect(build, build.stderr).toMatchObject(migrated);
  });
});

function startRegistry(): Promise<FileServer> {
  const { name, content } = packed();
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  return startFileServer((origin) => {
    const dist = { tarball: `${origin}/${name}`, integrity };
    const versions = { '0.1.0': { name: 'ecs-migrate', version: '0.1.0', dist } };
    const about = { name: 'ecs-migrate', 'dist-tags': { latest: '0.1.0' }, versions };
    return { '/ecs-migrate': JSON.stringify(about), [`/${name}`]: content };
  });
}

describe.concurrent('buildspec.yml runs nothing', () => {
  test.each([
    ['where nothing says what', {}, 64],
    ['from a URL without TLS', { ECS_MIGRATE_PACKAGE: 'http://127.0.0.1:9/x.tgz' }, 64],
    ['by a version that is a range', { ECS_MIGRATE_PACKAGE: 'ecs-migrate@^0.1.0' }, 64],
    ['by a version that moves', { ECS_MIGRATE_PACKAGE: 'ecs-migrate@latest' }, 64],
    ['of which no artifact has the file', { ECS_MIGRATE_PACKAGE: 'none.tgz' }, 64],
  ])('%s', async (_, project, code) => {
    await using world = await aRelease();
    const build = await migrate(world, project);
    expect(build).toMatchObject(notRun);
    expect(Object.values(build.exitCodes)).toEqual([code]);
    expect(await world.tasks()).toEqual([]);
  });

  test('of another checksum than the one that is given', async () => {
    await using world = await aRelease();
    const { name, content, sha512 } = packed();
    writeFileSync(path.join(world.folder, name), content);
    const other = sha512.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    const build = await migrate(world, { ECS_MIGRATE_PACKAGE: name, ECS_MIGRATE_SHA512: other });
    expect(build).toMatchObject(notRun);
    expect(build.stdout).toBe('');
    expect(Object.values(build.exitCodes)).toEqual([64]);
  });
});
