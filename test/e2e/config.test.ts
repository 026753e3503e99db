import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, serveEngine } from '../support/cli.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';

test('run --cluster NAME needs nothing else beside a config file', async () => {
  using folder = temporaryDirectory();
  await using engine = await serveEngine({ cwd: folder.path, args: ['--cluster', 'staging-app'] });
  await taskDefinitionFile(folder.path, 'configured', { run: 'echo "$GREETING"; exit 3' });
  const config = `
taskDefinition: configured.json
logQuiet: 300ms
environments:
  staging:
    cluster: staging-app
    subnets: [subnet-1]
    env: { GREETING: hello from the file }
  elsewhere:
    cluster: staging-app-2
    account: "999999999999"
`;
  writeFileSync(path.join(folder.path, 'ecs-migrate.yml'), config);
  mkdirSync(path.join(folder.path, 'sub/folder'), { recursive: true });
  const cwd = path.join(folder.path, 'sub/folder');

  const run = await runCli(['run', '--cluster', 'staging', '--verbose'], { env: engine.env, cwd });
  expect(run, run.stderr).toMatchObject({ exitCode: 3, stdout: 'hello from the file\n' });
  expect(run.stderr).toContain('cluster = "staging-app" (../../ecs-migrate.yml:environments.staging.cluster)');
  expect(run.stderr).not.toContain('hello from the file');

  const over = await runCli(['run', '--cluster', 'staging', '--env', 'GREETING=bye'], { env: engine.env, cwd });
  expect(over).toMatchObject({ exitCode: 3, stdout: 'bye\n' });

  const other = await runCli(['run', '--cluster', 'staging', '--account', '111111111111'], { env: engine.env, cwd });
  expect(other.told?.reasons).toEqual(['account-mismatch']);
  expect(other.stderr).toMatch(/000000000000.*111111111111 \(--account\)/);
});

test('a switch is read in the same words from flag, variable and file: what is meant for this machine runs here', async () => {
  using folder = temporaryDirectory();
  const file = await taskDefinitionFile(folder.path, 'here', { run: 'echo here' });
  writeFileSync(path.join(folder.path, 'on.yml'), 'local: on\n');
  writeFileSync(path.join(folder.path, 'one.yml'), 'local: 1\n');
  const run = ['run', '--task-definition', file];
  // No region, no credentials: on AWS each of these would be 64.
  for (const [args, env] of [
    [[...run, '--local=yes'], {}],
    [[...run, '--local', 'ON'], {}],
    [run, { ECS_MIGRATE_LOCAL: '1' }],
    [[...run, '--config', 'on.yml'], {}],
    [[...run, '--config', 'one.yml'], {}],
  ] as const) {
    const here = await runCli(args, { cwd: folder.path, env });
    expect(here, here.stderr).toMatchObject({ exitCode: 0, stdout: 'here\n' });
  }
  const refused = await runCli(run, { cwd: folder.path, env: { ECS_MIGRATE_LOCAL: 'maybe' } });
  expect(refused).toMatchObject({
    exitCode: 64,
    told: { reasons: ['bad-setting'] },
    stderr: expect.stringContaining('ECS_MIGRATE_LOCAL: "maybe"'),
  });
});

test('a file that is not YAML, or not there', async () => {
  using folder = temporaryDirectory();
  writeFileSync(path.join(folder.path, 'ecs-migrate.yml'), 'a: [1');
  const broken = await runCli(['run', '--cluster', 'staging'], { cwd: folder.path });
  expect(broken).toMatchObject({
    exitCode: 64,
    told: { reasons: ['file-problem'] },
    stderr: expect.stringContaining('ecs-migrate.yml: '),
  });
  const missing = await runCli(['run', '--cluster', 'x', '--config', 'nope.yml'], { cwd: folder.path });
  expect(missing).toMatchObject({
    exitCode: 64,
    told: { reasons: ['file-problem'] },
    stderr: expect.stringContaining('nope.yml: '),
  });
});

describe.skipIf(process.getuid?.() !== 0)('a file of somebody else', () => {
  test('above the working directory is refused, unless it is named; the file that is used is said', async () => {
    using folder = temporaryDirectory();
    await using engine = await serveEngine({ cwd: folder.path, args: ['--cluster', 'staging'] });
    const file = path.join(folder.path, 'ecs-migrate.yml');
    await taskDefinitionFile(folder.path, 'planted', { run: 'echo run' });
    writeFileSync(file, 'taskDefinition: planted.json\nsubnets: [subnet-1]\nlogQuiet: 200ms\n');
    const cwd = path.join(folder.path, 'work');
    mkdirSync(cwd);
    const run = (...flags: string[]) => runCli(['run', '--cluster', 'staging', ...flags], { cwd, env: engine.env });
    const own = await run();
    expect(own, own.stderr).toMatchObject({ exitCode: 0, stdout: 'run\n' });
    expect(own.stderr).toContain('config file ../ecs-migrate.yml (found)');

    chownSync(file, 65_534, 65_534);
    const refused = await run();
    expect(refused).toMatchObject({ exitCode: 64, stdout: '' });
    expect(refused.told?.reasons).toEqual(['file-problem']);
    expect(refused.stderr).toMatch(/\.\.\/ecs-migrate\.yml: .*65534/);
    expect(refused.stderr).toContain('--config ../ecs-migrate.yml');
    expect((await run('--config', '../ecs-migrate.yml')).exitCode).toBe(0);

    const plan = await runCli(['plan', '--cluster', 'staging', '--output', 'json'], {
      cwd,
      env: { ...engine.env, ECS_MIGRATE_CONFIG: '../ecs-migrate.yml' },
    });
    expect(JSON.parse(plan.stdout.split('\n')[0] ?? '').settings.config).toEqual({
      value: '../ecs-migrate.yml',
      origin: 'ECS_MIGRATE_CONFIG',
    });
  });
});
