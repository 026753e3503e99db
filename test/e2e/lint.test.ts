import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { aMigration } from '../support/migration.ts';
import { ROOT } from '../support/paths.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const DROP = 'ALTER TABLE users DROP COLUMN name;\n';
const ADD = 'ALTER TABLE users ADD COLUMN full_name text;\n';

/** A folder with migrations, and no squawk unless it is asked for. */
function aProject(files: Record<string, string>, { squawk = false } = {}) {
  const folder = temporaryDirectory();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder.path, file)), { recursive: true });
    writeFileSync(path.join(folder.path, file), text);
  }
  if (squawk) {
    mkdirSync(path.join(folder.path, 'node_modules'));
    for (const name of ['squawk-cli', '@squawk-cli']) {
      symlinkSync(path.join(ROOT, 'node_modules', name), path.join(folder.path, 'node_modules', name));
    }
  }
  return folder;
}

const linesOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe.concurrent('ecs-migrate lint', () => {
  test('exits with 1 and the way out where something breaks, with 0 where nothing does', async () => {
    using folder = aProject({ 'db/migrations/1.sql': ADD, 'db/migrations/2.sql': DROP });
    const found = await runCli(['lint', 'db/migrations'], { cwd: folder.path });
    expect(found).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('db/migrations/2.sql:1:') });
    expect(found.stdout).toMatch(/column-dropped[\s\S]*this release:[\s\S]*a later one:/);
    expect(found.stderr).toMatch(/ecs-migrate: breaking \(exit code 1\)\n$/);
    // The usual folder is found without a word.
    expect(await runCli(['lint'], { cwd: folder.path })).toMatchObject({ exitCode: 1, stdout: found.stdout });
    expect(await runCli(['lint', 'db/migrations/1.sql'], { cwd: folder.path })).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringMatching(/no problems found[\s\S]*compatible \(exit code 0\)\n$/),
    });
  });

  test('without squawk says how to get it, or refuses if it is required', async () => {
    using folder = aProject({ 'm/1.sql': ADD });
    const env = { PATH: path.dirname(process.execPath) };
    const without = await runCli(['lint', 'm'], { cwd: folder.path, env });
    expect(without).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('npm install --save-dev squawk-cli'),
    });
    expect(await runCli(['lint', 'm', '--squawk', 'required'], { cwd: folder.path, env })).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('npm install --save-dev squawk-cli'),
    });
    expect((await runCli(['lint', 'm', '--squawk', 'off'], { cwd: folder.path, env })).stderr).not.toContain('squawk');
  });

  test('runs squawk as it is, with its own config file, on the SQL that is applied', async () => {
    const sql = `-- migrate:up\n${ADD}CREATE INDEX i ON users (full_name);\n-- migrate:down\nDROP INDEX i;\n`;
    using folder = aProject({ 'm/1.sql': sql }, { squawk: true });
    const run = await runCli(['lint', 'm', '--output', 'json'], { cwd: folder.path });
    const found = linesOf(run.stdout);
    expect(found.filter(({ level }) => level === 'error')).toMatchObject([
      { code: 'squawk/require-concurrent-index-creation', file: 'm/1.sql', line: 3 },
    ]);
    expect(found.at(-1)).toMatchObject({ type: 'lint', outcome: 'breaking', exitCode: 1, squawk: 'run', files: 1 });
    writeFileSync(path.join(folder.path, '.squawk.toml'), 'excluded_rules = ["require-concurrent-index-creation"]\n');
    expect(await runCli(['lint', 'm'], { cwd: folder.path })).toMatchObject({ exitCode: 0 });
  });

  test('refuses migrations of MySQL as a whole: a green would mean nothing', async () => {
    const mysql = 'CREATE TABLE `carts` (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\n';
    using folder = aProject({ 'm/1.sql': mysql, 'm/2.sql': ADD });
    const lint = async (...words: string[]) =>
      (await runCli(['lint', 'm', '--squawk', 'off', ...words], { cwd: folder.path })).exitCode;
    expect(await lint()).toBe(64);
    // PostgreSQL could read the second file, and nothing in it breaks.
    expect(await lint('--after', '1.sql')).toBe(64);
    expect(await lint('--after', '1.sql', '--dialect', 'postgres')).toBe(0);
    expect(await lint('--dialect', 'postgres')).toBe(1);
    using other = aProject({ 'm/2.sql': ADD });
    expect(await runCli(['lint', 'm', '--dialect', 'mysql'], { cwd: other.path })).toMatchObject({ exitCode: 64 });
  });

  test('writes JUnit and JSON, and annotates a pull request', async () => {
    using folder = aProject({ 'm/1.sql': ADD, 'm/2.sql': DROP });
    const words = ['lint', 'm', '--report', 'out/lint.xml', '--report', 'out/lint.json', '--squawk', 'off'];
    const run = await runCli(words, { cwd: folder.path, env: { GITHUB_ACTIONS: 'true' } });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/^::error file=m\/2\.sql,line=1,title=column-dropped::/m);
    const xml = readFileSync(path.join(folder.path, 'out/lint.xml'), 'utf8');
    expect(xml).toMatch(/<testsuites tests="2" failures="1"/);
    expect(xml).toMatch(/<testcase classname="ecs-migrate lint" name="m\/2\.sql"><failure/);
    expect(JSON.parse(readFileSync(path.join(folder.path, 'out/lint.json'), 'utf8'))).toMatchObject({
      files: ['m/1.sql', 'm/2.sql'],
      findings: [{ code: 'column-dropped', object: 'users.name', line: 1 }],
    });
  });

  test('judges what a branch adds, and what is pending, as one', async () => {
    using folder = aProject({ 'm/1.sql': 'CREATE TABLE a (x int);\n', 'm/2.sql': 'DROP TABLE a;\n' });
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], { cwd: folder.path });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'one');
    writeFileSync(path.join(folder.path, 'm/3.sql'), ADD);
    const lint = async (...words: string[]) => (await runCli(['lint', 'm', ...words], { cwd: folder.path })).exitCode;
    expect(await lint()).toBe(1);
    expect(await lint('--since', 'HEAD')).toBe(0);
    expect(await lint('--after', '2.sql')).toBe(0);
    writeFileSync(path.join(folder.path, 'pending.json'), JSON.stringify({ pending: ['1', '2.sql'] }));
    // No running version knows the table.
    expect(await lint('--pending', 'pending.json')).toBe(0);
    writeFileSync(path.join(folder.path, 'pending.txt'), '2.sql\n');
    expect(await lint('--pending', 'pending.txt')).toBe(1);
    writeFileSync(path.join(folder.path, 'pending.txt'), '4.sql\n');
    expect(await lint('--pending', 'pending.txt')).toBe(64);
    expect(await lint('--since', 'nowhere')).toBe(64);
  });

  test.each([
    [['lint', 'nowhere'], 'nowhere'],
    [['lint', 'm', '--report', 'x.txt'], 'x.txt'],
    [['lint', 'm', '--squawk', 'perhaps'], 'perhaps'],
    [['lint', 'm', '--pending', 'nowhere.json'], 'nowhere.json'],
    [['lint', 'app.rb'], 'app.rb'],
  ])('%j is not valid', async (words, named) => {
    using folder = aProject({ 'm/1.sql': ADD, 'app.rb': '' });
    expect(await runCli(words, { cwd: folder.path })).toMatchObject({
      exitCode: 64,
      stdout: '',
      stderr: expect.stringContaining(named),
    });
  });
});

describe('lint: required in the config', () => {
  const config = (files: string) => `lint: required\nlintFiles: ${files}\nsquawk: off\n`;

  test('makes run refuse in CI, before anything is launched, and warn elsewhere', async () => {
    await using world = await aMigration();
    using folder = aProject({ 'm/1.sql': DROP, 'ecs-migrate.yml': config('m') });
    world.openGate();
    const run = (env: Record<string, string>) =>
      runCli(world.args('--config', path.join(folder.path, 'ecs-migrate.yml')), {
        env: { ...world.engine.env, ...env },
      });
    const refused = await run({ CI: 'true' });
    expect(refused).toMatchObject({ exitCode: 64, told: { outcome: 'invalid', reasons: ['lint-failed'] } });
    expect(world.begun().times).toBe(0);
    expect(await run({ CI: '' })).toMatchObject({
      exitCode: 0,
      told: { warnings: expect.arrayContaining(['lint-warning']) },
    });
    writeFileSync(path.join(folder.path, 'm/1.sql'), ADD);
    expect(await run({ CI: 'true' })).toMatchObject({ exitCode: 0 });
  });

  test('refuses if there is nothing to judge', async () => {
    using folder = aProject({ 'ecs-migrate.yml': 'lint: required\n' });
    const words = ['run', '--cluster', 'c', '--task-definition', 't', '--region', 'us-east-1'];
    const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    expect(await runCli(words, { cwd: folder.path, env })).toMatchObject({
      exitCode: 64,
      told: { reasons: ['usage'] },
    });
  });
});
