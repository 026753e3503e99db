import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { aMigration, type MigrationWorld } from '../support/migration.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { until } from '../support/until.ts';

const list = (world: MigrationWorld, ...flags: string[]) =>
  runCli(['list', '--cluster', 'staging', ...flags], { env: world.engine.env });

interface Row {
  [name: string]: unknown;
  type: string;
  taskArn: string;
}

const events = (stdout: string): Row[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe.concurrent('list', () => {
  test('migrations of several locks and outcomes, by lock, the newest first; nobody else’s tasks', async () => {
    await using world = await aMigration();
    const ended = async (build: string, ...words: string[]) =>
      expect(await world.run(build, ...words)).toMatchObject({ exitCode: expect.any(Number) });
    world.openGate();
    await ended('1');
    await ended('2', '--', 'sh', '-c', 'exit 3');
    await ended('3', '--lock', 'other', '--', 'migrat-up');
    await world.runForeign();
    await world.runForeign({ group: 'service:shop' });
    await using running = world.start('4', '--lock', 'third', '--', 'sh', '-c', 'echo on; sleep 600');
    await until('it runs', () => running.stdout().includes('on'));

    const json = events((await list(world, '--output', 'json')).stdout);
    const result = json.pop();
    expect(result).toMatchObject({ type: 'result', outcome: 'listed', exitCode: 0, taskArn: null });
    expect(json).toMatchObject([
      { type: 'migration', lock: 'third', outcome: null, phase: 'running', build: 'project:4', stoppedAt: null },
      { lock: 'other', outcome: 'never-started', containerExitCode: null, cause: expect.stringContaining('not found') },
      { lock: 'shop-migrate', outcome: 'failed', containerExitCode: 3, phase: 'stopped', build: 'project:2' },
      { lock: 'shop-migrate', outcome: 'succeeded', containerExitCode: 0, container: 'migrate', build: 'project:1' },
    ]);

    const text = await list(world);
    expect(text.exitCode).toBe(0);
    const rows = text.stdout.trimEnd().split('\n');
    const ids = json.map(({ taskArn }) => taskArn.slice(-32));
    expect(rows[0]).toMatch(/^LOCK +TASK +OUTCOME +EXIT +AGE +BUILD +COMMIT$/);
    expect(rows.slice(1).map((row) => row.split(/ {2,}/).slice(0, 4))).toEqual([
      ['third', ids[0], 'running', '-'],
      ['other', ids[1], 'never-started', '-'],
      ['shop-migrate', ids[2], 'failed', '3'],
      ['shop-migrate', ids[3], 'succeeded', '0'],
    ]);
    expect(text.stderr).toMatch(/\b4 .*staging \(us-east-1\): 1 .*3 /);
    expect(text.stderr).toMatch(/ecs-migrate: listed \(exit code 0\)\n$/);

    const one = await list(world, '--lock', 'other', '--quiet');
    expect(one.stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(one.stdout).toContain('never-started');
    expect(one.stderr).toBe('ecs-migrate: listed (exit code 0)\n');
    running.child.kill('SIGTERM');
    await running.ended;
  });

  test('nothing found says what was looked for, and is no error', async () => {
    await using world = await aMigration();
    const none = await list(world, '--lock', 'shop');
    expect(none).toMatchObject({ exitCode: 0, stdout: '' });
    expect(none.told).toMatchObject({ outcome: 'listed', ending: 'listed', reasons: [] });
    expect(none.stderr).toMatch(/done: .*\bshop\b.*\bstaging \(us-east-1\)(.*\n)*.*--lock/);
    expect(none.stderr).toMatch(/listed \(exit code 0\)\n$/);
  });

  test('more than one page and more than one DescribeTasks', async () => {
    await using world = await aMigration();
    const file = await taskDefinitionFile(world.folder, 'many', { run: 'exit 0' });
    expect(
      (await runCli(world.args('--task-definition', file).toSpliced(3, 2), { env: world.engine.env })).exitCode,
    ).toBe(0);
    await Promise.all(Array.from({ length: 11 }, (_, i) => launchTen(world, 'many', `ecs-migrate/lock-${i % 3}`)));
    const rows = events((await list(world, '--output', 'json')).stdout).filter(({ type }) => type === 'migration');
    expect(rows).toHaveLength(111);
    expect(new Set(rows.map(({ taskArn }) => taskArn)).size).toBe(111);
  });
});

describe.concurrent('list that cannot', () => {
  test('denied: 77 with the action', async () => {
    await using world = await aMigration(['denied:ListTasks']);
    const denied = await list(world);
    expect(denied).toMatchObject({ exitCode: 77, stdout: '' });
    expect(denied).toMatchObject({
      told: { ending: 'aws', reasons: ['denied'] },
      stderr: expect.stringContaining('ecs:ListTasks'),
    });
  });

  test('an unknown cluster: 64, with the near name', async () => {
    await using world = await aMigration();
    const unknown = await runCli(['list', '--cluster', 'stagin'], { env: world.engine.env });
    expect(unknown.exitCode).toBe(64);
    expect(unknown).toMatchObject({
      told: { reasons: ['cluster-unknown'] },
      stderr: expect.stringContaining('staging?'),
    });
  });

  test('unreachable: 69; no cluster: 64', async () => {
    const env = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
    const away = await runCli(['list', '--cluster', 'c', '--endpoint-url', 'http://127.0.0.1:9'], { env });
    expect(away.exitCode).toBe(69);
    expect(await runCli(['list'], { env })).toMatchObject({ exitCode: 64 });
  });
});

async function launchTen({ ecs }: MigrationWorld, taskDefinition: string, startedBy: string) {
  const { RunTaskCommand } = await import('@aws-sdk/client-ecs');
  const networkConfiguration = { awsvpcConfiguration: { subnets: ['s'] } };
  const where = { cluster: 'staging', launchType: 'FARGATE' as const, networkConfiguration };
  return ecs.send(new RunTaskCommand({ ...where, taskDefinition, startedBy, count: 10 }));
}
