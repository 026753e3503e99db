import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { aMigration } from '../support/migration.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_EC2_METADATA_DISABLED: 'true' };

/** Each check by its name, and the exit code. */
async function examine(words: string[], env: Record<string, string>) {
  using folder = temporaryDirectory();
  const run = await runCli(['doctor', ...words, '--output', 'json'], {
    env: { HOME: folder.path, ...env },
    cwd: folder.path,
  });
  const lines = run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const checks = lines.filter(({ type }) => type === 'check');
  return { ...run, checks: Object.fromEntries(checks.map((one) => [one.name, one])), end: lines.at(-1) };
}

describe.concurrent('ecs-migrate doctor', () => {
  test('finds nothing wrong, and registers, launches and stops nothing', async () => {
    await using world = await aMigration();
    const { exitCode, checks, end } = await examine(['--cluster', 'staging'], world.engine.env);
    expect(exitCode, JSON.stringify(checks)).toBe(0);
    const names = [
      'tool',
      'region',
      'proxy',
      'credentials',
      'cluster',
      'clock',
      'ecs:DescribeTasks',
      'ecs:ListTasks',
      'ecs:StopTask',
    ];
    for (const name of names) expect(checks[name], name).toMatchObject({ state: 'ok' });
    expect(end).toMatchObject({ type: 'doctor', outcome: 'healthy', exitCode: 0 });
    expect(await world.tasks()).toEqual([]);
  });

  test.each<[string, string[], string, string]>([
    ['a right that is missing', ['denied:StopTask'], 'ecs:StopTask', 'error'],
    ['credentials that have expired', ['expired:DescribeClusters'], 'credentials', 'error'],
    ['a clock that is wrong', ['clock:-4m'], 'clock', 'warning'],
  ])('%s', async (_, faults, name, state) => {
    await using world = await aMigration(faults);
    const { exitCode, checks } = await examine(['--cluster', 'staging'], world.engine.env);
    expect(checks[name], JSON.stringify(checks)).toMatchObject({ state, next: expect.stringMatching(/\w/) });
    expect(exitCode).toBe(state === 'error' ? 1 : 0);
  });

  test('a cluster, a task definition and a pipeline that do not exist are named', async () => {
    await using world = await aMigration();
    const { checks } = await examine(['--cluster', 'stagin'], world.engine.env);
    expect(checks['cluster']).toMatchObject({ state: 'error', next: expect.stringContaining('did you mean staging?') });
    const words = ['--cluster', 'staging', '--task-definition', 'nothing', '--pipeline', 'nowhere'];
    const others = await examine(words, world.engine.env);
    expect(others.checks['task definition']).toMatchObject({
      state: 'error',
      says: expect.stringContaining('nothing'),
    });
    expect(others.checks['pipeline']).toMatchObject({ state: 'error', says: expect.stringContaining('nowhere') });
  });

  test('no region, no credentials, no way to AWS', async () => {
    expect((await examine([], { AWS_REGION: '', AWS_DEFAULT_REGION: '' })).checks['region']).toMatchObject({
      state: 'error',
    });
    const unreachable = ['--region', 'eu-west-1', '--endpoint-url', 'http://127.0.0.1:9'];
    expect((await examine(unreachable, KEYS)).checks['network']).toMatchObject({ state: 'error' });
    const none = { AWS_EC2_METADATA_DISABLED: 'true', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    expect((await examine(unreachable, none)).checks['credentials']).toMatchObject({ state: 'error' });
  });

  test('shows the proxy and the settings without their secrets', async () => {
    const env = { ...KEYS, HTTPS_PROXY: 'http://me:s3cret@127.0.0.1:9', AWS_REGION: 'eu-west-1' };
    const { checks, stdout, stderr } = await examine(['--cluster', 'x'], env);
    expect(checks['proxy']).toMatchObject({ says: expect.stringContaining('HTTPS_PROXY (http://127.0.0.1:9)') });
    expect(stdout + stderr).not.toContain('s3cret');
    const text = await runCli(['doctor', '--cluster', 'x'], { env });
    expect(text.stdout).toMatch(/^Checks:$/m);
    expect(text.stdout).not.toContain('s3cret');
  });
});
