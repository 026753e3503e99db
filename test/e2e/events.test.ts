import { describe, expect, test } from 'vitest';
import { readEvents } from '../support/check-events.ts';
import { runCli, startCli } from '../support/cli.ts';
import { aMigration, type MigrationWorld } from '../support/migration.ts';
import { until } from '../support/until.ts';

const JSON_OUTPUT = ['--output', 'json'];

/** What a command has told, each event checked against the published schema. */
function told({ stdout, exitCode, stderr }: { stdout: string; stderr: string; exitCode: number }) {
  const events = readEvents(stdout);
  const result = events.at(-1);
  expect(result).toMatchObject({ type: 'result', exitCode });
  expect(stderr).toMatch(new RegExp(`ecs-migrate: ${result?.['outcome']} \\(exit code ${exitCode}\\)\n$`));
  return { events, types: new Set(events.map(({ type }) => type)), outcome: result?.['outcome'], exitCode };
}

const ends = async (run: string, flags: string[] = [], faults: string[] = []) => {
  await using world = await aMigration(faults, { run });
  return told(await world.run('1', ...JSON_OUTPUT, ...flags));
};
const FOLLOWED = new Set(['settings', 'build', 'launched', 'status', 'log', 'result']);
const WARNED = new Set([...FOLLOWED, 'warning']);

describe.concurrent('every event is as documented, however it ends:', () => {
  test.each<[string, number, Set<string>, Parameters<typeof ends>]>([
    ['succeeded', 0, FOLLOWED, ['echo one']],
    ['failed', 3, FOLLOWED, ['echo one; exit 3']],
    ['timed-out', 124, FOLLOWED, ['echo one; sleep 600', ['--timeout', '4s']]],
    ['never-started', 125, new Set(['settings', 'build', 'launched', 'status', 'result']), ['', ['--', 'migrat-up']]],
    ['stopped', 125, FOLLOWED, ["trap 'exit 0' TERM; echo one; while :; do sleep 0.1; done", [], ['spot:2s']]],
    ['denied', 77, new Set(['settings', 'build', 'result']), ['', [], ['denied:RunTask']]],
    ['detached', 0, new Set(['settings', 'build', 'launched', 'result']), ['echo one', ['--detach']]],
    ['succeeded', 0, WARNED, ['echo one', ['--env', 'API_TOKEN=hunter2']]],
  ])('%s (%i)', async (outcome, exitCode, types, args) => {
    const run = await ends(...args);
    expect(run).toMatchObject({ outcome, exitCode });
    expect(run.types).toEqual(types);
  });

  test('invalid (64): in settings, and in what AWS knows', async () => {
    await using world = await aMigration();
    const { env } = world.engine;
    for (const args of [['run', ...JSON_OUTPUT], world.args(...JSON_OUTPUT, '--container', 'other')]) {
      expect(told(await runCli(args, { env }))).toMatchObject({ outcome: 'invalid', exitCode: 64 });
    }
  });

  test('try-later (75): another migration runs', async () => {
    await using world = await aMigration();
    await using first = await started(world);
    const second = told(await world.run('2', ...JSON_OUTPUT, '--if-running', 'fail'));
    expect(second).toMatchObject({ outcome: 'try-later', exitCode: 75 });
    const waited = told(await world.run('3', ...JSON_OUTPUT, '--if-running', 'wait', '--wait-timeout', '1s'));
    expect(waited).toMatchObject({ outcome: 'try-later', types: new Set(['settings', 'build', 'status', 'result']) });
    first.child.kill('SIGTERM');
    expect(told(await first.ended)).toMatchObject({ outcome: 'interrupted', exitCode: 143 });
  });

  test('interrupted (130), then attach, list, plan and stop', async () => {
    await using world = await aMigration();
    const { env } = world.engine;
    await using run = await started(world, '--on-interrupt', 'detach');
    run.child.kill('SIGINT');
    expect(told(await run.ended)).toMatchObject({ outcome: 'interrupted', exitCode: 130 });

    const [task] = await world.tasks();
    const arn = task?.taskArn ?? '';
    const list = told(await runCli(['list', '--cluster', 'staging', ...JSON_OUTPUT], { env }));
    expect(list).toMatchObject({ outcome: 'listed', types: new Set(['migration', 'result']) });
    const plan = told(await runCli(['plan', ...world.args(...JSON_OUTPUT).slice(1)], { env }));
    expect(plan).toMatchObject({ outcome: 'planned', types: new Set(['settings', 'plan', 'result']) });

    const stop = told(await runCli(['stop', arn, ...JSON_OUTPUT, '--log-quiet', '300ms'], { env }));
    expect(stop).toMatchObject({ outcome: 'done', exitCode: 0 });
    const attach = told(await runCli(['attach', arn, ...JSON_OUTPUT, '--log-quiet', '300ms'], { env }));
    expect(attach).toMatchObject({ types: new Set(['settings', 'launched', 'status', 'log', 'result']) });
    expect(attach.outcome).toMatch(/failed|stopped/);
  });
});

test('unreachable (69), of list too', async () => {
  const env = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  const args = ['list', '--cluster', 'c', '--endpoint-url', 'http://127.0.0.1:9', ...JSON_OUTPUT];
  expect(told(await startCli(args, { env }).ended)).toMatchObject({ outcome: 'unreachable', exitCode: 69 });
});

async function started(world: MigrationWorld, ...flags: string[]) {
  const run = world.start('1', ...JSON_OUTPUT, ...flags);
  await until('its first line', () => run.stdout().includes('"first"'));
  return run;
}
