import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/system.ts';
import { runCli } from '../support/cli.ts';
import { aMigration } from '../support/migration.ts';
import type { TestContainer } from '../support/task-definition.ts';

/** Runs one container on an engine with these faults; the quiet window is the default of 5 s where asked for. */
async function migrate(faults: string[], container: TestContainer, { quiet = '300ms', flags = [] as string[] } = {}) {
  await using world = await aMigration(faults, container);
  const args = world.args(...flags).map((word) => (word === '300ms' ? quiet : word));
  return await runCli(args, { env: world.engine.env });
}

const logTo = (options: Record<string, string>, logDriver = 'awslogs') => ({
  logConfiguration: { logDriver, options },
});
const AWSLOGS = { 'awslogs-group': '/test', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'p' };

describe.concurrent('lines that come late', () => {
  test.each([0, 1])('readable only 4 s after they were written, with the stream: exit code %i', async (code) => {
    const run = await migrate(['logs-late:4s'], { run: `seq 1 100; exit ${code}` }, { quiet: '5s' });
    expect(run.exitCode).toBe(code);
    expect(run.stdout.trimEnd().split('\n').map(Number)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(run.told?.warnings).toEqual([]);
  });

  test('a failure’s last line, readable only after the task has stopped', async () => {
    const faults = ['logs-late:4s', 'deprovisioning:2s'];
    const run = await migrate(faults, { run: 'echo begun; sleep 5; echo the error; exit 1' }, { quiet: '5s' });
    expect(run).toMatchObject({ exitCode: 1, stdout: 'begun\nthe error\n' });
  });

  test('a good end’s last line, readable 7 s after it was written, when the task has stopped', async () => {
    const faults = ['logs-late:7s', 'deprovisioning:9s'];
    const run = await migrate(faults, { run: 'echo begun; sleep 8; echo done' }, { quiet: '5s' });
    expect(run).toMatchObject({ exitCode: 0, stdout: 'begun\ndone\n' });
    expect(run.told?.warnings).toEqual([]);
  });

  test('a good end whose task does not stop in time: it is said that there may be more', async () => {
    const flags = ['--output', 'json'];
    const run = await migrate(['deprovisioning:60s'], { run: 'echo begun; sleep 5' }, { flags });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('"code":"log-may-end-early"');
  });

  test('a token that expires while the container is silent: each line once, and no trouble', async () => {
    const run = await migrate(['token-life:2s'], { run: 'echo one; echo two; sleep 6; echo three; echo three' });
    expect(run).toMatchObject({ exitCode: 0, stdout: 'one\ntwo\nthree\nthree\n' });
    expect(run.told?.warnings).not.toContain('log-unavailable');
  });

  test.each(['empty-pages', 'empty-pages:12'])(
    '%s, in the middle and while the log is read to its end',
    async (fault) => {
      const run = await migrate([fault], { run: 'echo one; sleep 1.5; echo two; sleep 1; echo three' });
      expect(run).toMatchObject({ exitCode: 0, stdout: 'one\ntwo\nthree\n' });
    },
  );
});

describe.concurrent('a log that is not there says why', () => {
  test('the stream never comes into being', async () => {
    const run = await migrate(['no-stream'], { run: 'echo unseen; exit 6', with: logTo(AWSLOGS) });
    expect(run).toMatchObject({ exitCode: 6, stdout: '' });
    expect(run.told?.warnings).toEqual(['log-missing']);
    expect(run.stderr).toMatch(/\bmigrate: .*\/test, .*p\/migrate\/\w{32}, .*us-east-1\b/);
  });

  test('the task never started', async () => {
    const run = await migrate(['failed-start:CannotPullContainerError: not found'], { run: 'echo unseen' });
    expect(run).toMatchObject({ exitCode: 125, stdout: '' });
    expect(run.told?.warnings).toEqual(['log-missing']);
  });

  test.each([
    ['another driver', logTo({}, 'splunk'), /\bsplunk\b/],
    ['no driver', { logConfiguration: undefined }, /container migrate\b/],
  ])('%s', async (_, more, text) => {
    const run = await migrate([], { run: 'echo unseen; exit 2', with: more });
    expect(run).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(text) });
    expect(run.told?.warnings).toEqual(['log-unreadable']);
  });
});

describe.concurrent('where the log is', () => {
  test('in another region than the cluster', async () => {
    const more = logTo({ ...AWSLOGS, 'awslogs-region': 'eu-central-1' });
    const run = await migrate([], { run: 'echo from afar', with: more });
    expect(run).toMatchObject({ exitCode: 0, stdout: 'from afar\n' });
    expect(run.stderr).toContain('(eu-central-1)');
  });

  test('on EC2 without a prefix: in the stream named by the container’s runtime id', async () => {
    await using world = await aMigration();
    const { 'awslogs-stream-prefix': _, ...options } = AWSLOGS;
    const container = { name: 'migrate', image: 'app', memory: 64, command: ['sh', '-c', 'echo by id; exit 8'] };
    const containerDefinitions = [{ ...container, ...logTo(options) }];
    const file = path.join(world.folder, 'ec2.json');
    writeFileSync(file, JSON.stringify({ family: 'ec2', networkMode: 'bridge', containerDefinitions }));
    const flags = ['--cluster', 'staging', '--task-definition', file, '--launch-type', 'EC2', '--log-quiet', '300ms'];
    const run = await runCli(['run', ...flags], { env: world.engine.env });
    expect(run).toMatchObject({ exitCode: 8, stdout: 'by id\n' });
  });

  test('of all containers of the task definition, and of no other', async () => {
    const run = await migrate(['injected'], { run: 'echo mine' });
    expect(run).toMatchObject({ exitCode: 0, stdout: 'mine\n' });
  });
});

describe.concurrent('what a log holds', () => {
  test('12,000 lines with one timestamp', async () => {
    const noon = Date.now();
    await using world = await aMigration([], { run: 'seq 1 12000' }, { now: () => noon, sleep: systemClock.sleep });
    const run = await world.run('1', '--output', 'json');
    const events = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const lines = events.filter(({ type }) => type === 'log');
    expect(new Set(lines.map(({ timestamp }) => timestamp)).size).toBe(1);
    expect(lines.map(({ message }) => Number(message))).toEqual(Array.from({ length: 12_000 }, (_, i) => i + 1));
  });

  test('5,000 identical lines', async () => {
    const run = await migrate([], { run: 'yes same | head -5000; sleep 1; yes same | head -5000' });
    expect(run).toMatchObject({ exitCode: 0, stdout: 'same\n'.repeat(10_000) });
  });

  test('lines beyond 256 KiB, which the driver splits', async () => {
    const run = await migrate([], { run: "echo before; head -c 600000 /dev/zero | tr '\\0' x; echo; echo after" });
    expect(run.exitCode).toBe(0);
    const [before, ...rest] = run.stdout.trimEnd().split('\n');
    expect([before, rest.at(-1)]).toEqual(['before', 'after']);
    expect(rest.slice(0, -1).map((line) => line.length)).toEqual([262_118, 262_118, 75_764]);
    expect(rest.slice(0, -1).join('')).toBe('x'.repeat(600_000));
  });

  test('unicode, colours, carriage returns and spaces, to the byte; the driver drops empty lines', async () => {
    const text = String.raw`ünï 漢字 🎉\n\n\033[31mred\033[0m\n10%%\r20%%\r\n \n\tindented  \n`;
    const run = await migrate([], { run: `printf '${text}'` });
    expect(run.stdout).toBe('ünï 漢字 🎉\n\u001b[31mred\u001b[0m\n10%\r20%\r\n \n\tindented  \n');
  });
});
