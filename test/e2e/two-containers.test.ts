import { afterAll, describe, expect, test } from 'vitest';
import { readEvents } from '../support/check-events.ts';
import { runCli } from '../support/cli.ts';
import { type TestContainer, taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());

const migrations = (run: string): TestContainer => ({ name: 'migrations', essential: false, run });
const web: TestContainer = {
  name: 'web',
  run: 'echo serving',
  with: { dependsOn: [{ containerName: 'migrations', condition: 'SUCCESS' }] },
};

async function run(family: string, containers: TestContainer[], ...flags: string[]) {
  const file = await taskDefinitionFile(folder.path, family, ...containers);
  const args = ['run', '--local', '--runner', 'process', '--task-definition', file, '--subnets', 'subnet-12345678'];
  const ended = await runCli([...args, '--output', 'json', ...flags], { cwd: folder.path });
  const events = readEvents(ended.stdout);
  return { ...ended, events, result: events.find((event) => event.type === 'result') };
}

describe.concurrent('a migration that is not essential, beside an application that waits for it', () => {
  test('which of them decides is asked, not guessed', async () => {
    const { exitCode, result, events } = await run('asked', [migrations('exit 0'), web]);
    expect([exitCode, result?.outcome]).toEqual([64, 'invalid']);
    expect(result?.reasons).toEqual(['container-ambiguous']);
    expect(result?.next).toMatch(/--container migrations\b.*--container web\b/);
    expect(events.some((event) => event.type === 'launched')).toBe(false);
  });

  test('named, its own code decides', async () => {
    const failing = [migrations('echo one; exit 9'), web];
    expect((await run('named', failing, '--container', 'migrations')).exitCode).toBe(9);
  });

  test('where the application was named, the failed migration is the cause: its name, its code, its message', async () => {
    const failing = migrations(`echo 'ERROR:  relation "users" already exists'; exit 9`);
    const { exitCode, result, events } = await run('cause', [failing, web], '--container', 'web');
    expect([exitCode, result?.outcome, result?.containerExitCode]).toEqual([125, 'never-started', null]);
    expect(result?.cause).toMatch(/\bmigrations\b.*\b9\b/);
    expect(result?.causeLine).toContain('relation "users" already exists');
    expect(result?.next).toContain('--container migrations');
    expect(events.filter((event) => event.type === 'log').map((event) => event.container)).toEqual(['migrations']);
  });

  test('the log of a container that never started is not missed as if the driver had lost it', async () => {
    const { events } = await run('unmissed', [migrations('exit 9'), web], '--container', 'web');
    const missing = events.flatMap((event) =>
      event.type === 'warning' && event.code === 'log-missing' ? [event] : [],
    );
    expect(missing.map(({ text }) => text).join()).not.toContain('logs:CreateLogStream');
  });
});
