import { afterAll, describe, expect, test } from 'vitest';
import { readEvents } from '../support/check-events.ts';
import { runCli } from '../support/cli.ts';
import { type TestContainer, taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());

/** As most sidecars are: what they run is in their image. */
const agent = (name: string, essential = false): TestContainer => ({ name, essential, run: '', with: { command: [] } });
const migrate: TestContainer = {
  name: 'migrate',
  run: 'echo migrated',
  with: { dependsOn: [{ containerName: 'envoy', condition: 'HEALTHY' }] },
};
const envoy: TestContainer = {
  ...agent('envoy', true),
  with: { command: [], healthCheck: { command: ['CMD', 'true'] } },
};

async function run(family: string, containers: TestContainer[], ...flags: string[]) {
  const file = await taskDefinitionFile(folder.path, family, ...containers);
  const args = ['run', '--local', '--runner', 'process', '--task-definition', file, '--subnets', 'subnet-12345678'];
  const ended = await runCli([...args, '--output', 'json', ...flags], { cwd: folder.path });
  const events = readEvents(ended.stdout);
  const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.code] : []));
  const lines = events.flatMap((event) => (event.type === 'log' ? [event.message] : []));
  return { ...ended, warnings, lines, result: events.find((event) => event.type === 'result') };
}

describe.concurrent('sidecars without a command, as processes', () => {
  test('cannot start, and the first thing to do is what helps here', async () => {
    const { exitCode, result } = await run('stuck', [migrate, envoy, agent('xray')], '--container', 'migrate');
    expect(exitCode).toBe(125);
    expect(result?.next).toMatch(/^give --runner docker or podman.*--skip-container/);
  });

  test('--skip-container leaves one out, though it is essential: what waits for it does not wait', async () => {
    const { exitCode, warnings, lines, stderr } = await run('named', [migrate, envoy], '--skip-container', 'envoy');
    expect(exitCode, stderr).toBe(0);
    expect(lines).toEqual(['migrated']);
    expect(warnings).toContain('containers-skipped');
  });

  test('--skip-sidecars leaves out all that is neither essential nor the migration', async () => {
    const containers = [{ ...migrate, with: {} }, agent('xray'), agent('datadog')];
    expect(await run('plain', containers, '--skip-sidecars')).toMatchObject({ exitCode: 0, lines: ['migrated'] });
    const inner = [agent('xray'), { ...migrate, with: {}, essential: false }, { name: 'web', run: 'sleep 300' }];
    const named = await run('inner', inner, '--skip-sidecars', '--container', 'migrate', '--skip-container', 'web');
    expect(named).toMatchObject({ exitCode: 0, lines: ['migrated'] });
  });

  test.each([
    ['an unknown one', ['--skip-container', 'envoyy'], 'container-unknown', 'envoy?'],
    ['the migration itself', ['--skip-container', 'migrate', '--container', 'migrate'], 'usage', '--container'],
    ['what is no name', ['--skip-container', 'a b;c'], 'bad-setting', 'a b;c'],
  ])('refused: %s', async (_, flags, code, said) => {
    const { exitCode, stdout, stderr, told } = await run('refused', [migrate, envoy], ...flags);
    expect(exitCode).toBe(64);
    expect(told?.reasons).toContain(code);
    expect(stdout + stderr).toContain(said);
  });
});

test('without --local it is refused: on AWS all of them run', async () => {
  const args = ['run', '--cluster', 'x', '--task-definition', 'app', '--skip-container', 'envoy'];
  const ended = await runCli(args, { cwd: folder.path, env: { AWS_REGION: 'us-east-1' } });
  expect(ended).toMatchObject({ exitCode: 64, told: { reasons: ['usage'] } });
  expect(ended.stderr).toContain('--local');
});
