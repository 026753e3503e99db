import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TOOLS } from '../../src/init/tools.ts';
import { runCli } from '../support/cli.ts';
import { temporaryDirectory } from '../support/temporary.ts';

type Files = Record<string, string>;

/** A sample tree of each tool: what a repository of it has at least, and the command that follows. */
const SAMPLES: Record<string, [files: Files, command: string[], lintFiles?: string]> = {
  Rails: [
    { Gemfile: "source 'https://rubygems.org'\ngem 'rails', '~> 8.0'\n", 'bin/rails': '' },
    ['bin/rails', 'db:migrate'],
  ],
  Prisma: [
    {
      'prisma/schema.prisma': '',
      'prisma/migrations/20261101_a/migration.sql': 'SELECT 1;',
      'package.json': '{"dependencies":{"prisma":"6"}}',
    },
    ['npx', 'prisma', 'migrate', 'deploy'],
    'prisma/migrations',
  ],
  Drizzle: [
    { 'drizzle.config.ts': '', 'drizzle/0000_a.sql': 'SELECT 1;' },
    ['npx', 'drizzle-kit', 'migrate'],
    'drizzle',
  ],
  'node-pg-migrate': [{ 'package.json': '{"dependencies":{"node-pg-migrate":"8"}}' }, ['npx', 'node-pg-migrate', 'up']],
  TypeORM: [
    { 'package.json': '{"dependencies":{"typeorm":"0.3"}}', 'src/data-source.ts': '' },
    ['npx', 'typeorm', 'migration:run', '-d', 'dist/data-source.js'],
  ],
  Sequelize: [{ '.sequelizerc': '' }, ['npx', 'sequelize-cli', 'db:migrate']],
  Knex: [{ 'knexfile.js': '' }, ['npx', 'knex', 'migrate:latest']],
  Django: [
    { 'manage.py': "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n" },
    ['python', 'manage.py', 'migrate', '--noinput'],
  ],
  Alembic: [{ 'alembic.ini': '' }, ['alembic', 'upgrade', 'head']],
  Ecto: [
    { 'mix.exs': 'def project, do: [app: :my_shop]\n{:ecto_sql, "~> 3.0"}' },
    ['bin/my_shop', 'eval', 'MyShop.Release.migrate()'],
  ],
  Atlas: [
    { 'atlas.hcl': '', 'migrations/atlas.sum': '' },
    ['sh', '-c', 'atlas migrate apply --url "$DATABASE_URL" --dir file://migrations'],
    'migrations',
  ],
  Flyway: [{ 'flyway.toml': '', 'sql/V1__a.sql': 'SELECT 1;' }, ['flyway', 'migrate'], 'sql'],
  Liquibase: [{ 'db/changelog.xml': '<databaseChangeLog/>' }, ['liquibase', 'update']],
  goose: [{ 'db/1_a.sql': '-- +goose Up\nSELECT 1;\n' }, ['goose', '-dir', 'db', 'up'], 'db'],
  dbmate: [
    { 'db/migrations/1_a.sql': '-- migrate:up\nSELECT 1;\n' },
    ['dbmate', '--no-dump-schema', 'up'],
    'db/migrations',
  ],
  'golang-migrate': [
    { 'migrations/1_a.up.sql': 'SELECT 1;', 'migrations/1_a.down.sql': '' },
    ['sh', '-c', 'migrate -path migrations -database "$DATABASE_URL" up'],
    'migrations',
  ],
  migrator: [{ 'migrator.yaml': 'baseLocation: /data\n' }, ['sh', '-c', expect.stringContaining('curl')]],
};

function aTree(files: Files) {
  const folder = temporaryDirectory();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder.path, file)), { recursive: true });
    writeFileSync(path.join(folder.path, file), text);
  }
  return folder;
}

const filesOf = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
const readIn = (folder: string, file: string) => readFileSync(path.join(folder, file), 'utf8');

test('every tool has a sample', () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(TOOLS.map(({ name }) => name).sort());
});

describe.concurrent('ecs-migrate init', () => {
  test.each(Object.entries(SAMPLES))(
    '%s: what it writes passes plan --local',
    async (name, [files, command, lintFiles]) => {
      using folder = aTree(files);
      const run = await runCli(['init', '--yes'], { cwd: folder.path });
      expect(run, run.stderr).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(`found ${name} `) });
      const config = parse(readIn(folder.path, 'ecs-migrate.yml'));
      expect(config).toMatchObject({
        command,
        taskDefinition: 'migrate.task.json',
        environments: { staging: { cluster: 'staging' } },
      });
      expect(config.lintFiles).toBe(lintFiles);
      expect(readIn(folder.path, 'ecs-migrate.yml')).toMatch(
        /^# yaml-language-server: \$schema=node_modules\/ecs-migrate\/docs\/ecs-migrate\.schema\.json$/m,
      );
      const planned = await runCli(['plan', '--local', '--runner', 'process'], { cwd: folder.path });
      expect(planned, planned.stderr).toMatchObject({ exitCode: 0, told: { outcome: 'planned' } });
    },
  );

  test('without --yes shows a diff, and writes nothing', async () => {
    using folder = aTree({ 'alembic.ini': '' });
    const run = await runCli(['init'], { cwd: folder.path });
    expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('nothing was written') });
    expect(run.stdout).toMatch(/^--- \/dev\/null\n\+\+\+ migrate\.task\.json .*\n@@ -0,0 \+1,\d+ @@\n\+\{$/m);
    expect(run.stdout).toMatch(/^\+command: \["alembic","upgrade","head"\]$/m);
    expect(filesOf(folder.path)).toEqual(['alembic.ini']);
  });

  test('never overwrites a file, and uses the task definition, workflows and Terraform that are there', async () => {
    const definition = JSON.stringify({
      family: 'shop',
      containerDefinitions: [
        { name: 'app', image: 'shop:1', essential: true, memory: 128 },
        { name: 'proxy', image: 'envoy:1', essential: false, memory: 128 },
      ],
    });
    using folder = aTree({
      'alembic.ini': '',
      'deploy/taskdef.json': definition,
      '.github/workflows/ci.yml': 'on: push\n',
      'infra/main.tf': 'resource "aws_ecs_cluster" "shop" { name = "shop" }\n',
    });
    expect(await runCli(['init', '--yes', '--cluster', 'production'], { cwd: folder.path })).toMatchObject({
      exitCode: 0,
    });
    const written = filesOf(folder.path);
    expect(written).toEqual(
      expect.arrayContaining(['.github/workflows/migrate.yml', 'ecs-migrate.yml', 'infra/ecs-migrate.tf']),
    );
    expect(written).not.toContain('migrate.task.json');
    expect(written).not.toContain('buildspec.migrate.yml');
    expect(parse(readIn(folder.path, 'ecs-migrate.yml'))).toMatchObject({
      taskDefinition: 'deploy/taskdef.json',
      container: 'app',
      environments: { production: {} },
    });
    expect(readIn(folder.path, 'infra/ecs-migrate.tf')).toContain('cluster = aws_ecs_cluster.shop.name');
    expect(parse(readIn(folder.path, '.github/workflows/migrate.yml'))).toMatchObject({ jobs: { migrate: {} } });
    const planned = await runCli(['plan', '--local', '--runner', 'process'], { cwd: folder.path });
    expect(planned, planned.stderr).toMatchObject({ exitCode: 0 });

    writeFileSync(path.join(folder.path, 'ecs-migrate.yml'), 'cluster: mine\n');
    const again = await runCli(['init', '--yes'], { cwd: folder.path });
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringContaining('ecs-migrate.yml exists and stays as it is'),
    });
    expect(readIn(folder.path, 'ecs-migrate.yml')).toBe('cluster: mine\n');
  });

  test('in an empty folder says which tools it knows; a command that is not written yet cannot succeed', async () => {
    using folder = aTree({});
    const run = await runCli(['init', '--yes'], { cwd: folder.path });
    expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('no migration tool is known here') });
    expect(await runCli(['run', '--local', '--runner', 'process'], { cwd: folder.path })).not.toMatchObject({
      exitCode: 0,
    });
  });

  test.each([
    [['init', '--tool', 'alembik'], 'did you mean Alembic?'],
    [['init', '--cluster', 'a b'], 'a b'],
    [['init', '--yes=perhaps'], 'perhaps'],
  ])('%j is not valid', async (words, said) => {
    using folder = aTree({});
    expect(await runCli(words, { cwd: folder.path })).toMatchObject({
      exitCode: 64,
      stdout: '',
      stderr: expect.stringContaining(said),
    });
    expect(filesOf(folder.path)).toEqual([]);
  });
});
