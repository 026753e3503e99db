import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { serveEngine, startCli } from '../support/cli.ts';
import { aMigration } from '../support/migration.ts';
import { MAIN } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { pastTheEcho, until } from '../support/until.ts';

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ');

describe.concurrent('a reader that goes', () => {
  test.each([
    ['--output', 'text'],
    ['--output', 'json'],
  ])('stdout %s %s | head -1: the end is waited for, and the code is the container’s', async (...output) => {
    await using world = await aMigration([], { run: 'seq 1 50000; sleep 2; echo still; exit 5' });
    const line = `${quoted([process.execPath, MAIN, ...world.args(...output)])} | head -1; exit "\${PIPESTATUS[0]}"`;
    const run = await startProcess('bash', ['-c', line], { env: world.engine.env }).ended;
    expect(run.exitCode).toBe(5);
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(run.stderr).toMatch(/ecs-migrate: failed \(exit code 5\)\n$/);
    expect(run.stderr).not.toMatch(/EPIPE|bug/);
  });

  test('stderr: stdout is whole', async () => {
    await using world = await aMigration([], { run: 'echo one; sleep 1; echo two; exit 4' });
    const line = `${quoted([process.execPath, MAIN, ...world.args('--verbose')])} 2> >(head -1 >&2)`;
    const run = await startProcess('bash', ['-c', line], { env: world.engine.env }).ended;
    expect(run).toMatchObject({ exitCode: 4, stdout: 'one\ntwo\n' });
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

/** The most memory that a process has had so far, in MB; 0 for one that has just ended. */
const peakMb = (pid: number | undefined) =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

test.skipIf(!existsSync('/proc/self/status'))('a log that is five times as long takes no more memory', async () => {
  await using engine = await serveEngine({ args: ['--runner', 'process'] });
  using folder = temporaryDirectory();
  const peaks = [];
  for (const lines of [100_000, 500_000]) {
    const run = `seq -f 'line %.0f of a migration that has much to say' 1 ${lines}`;
    const file = await taskDefinitionFile(folder.path, `lines-${lines}`, { run });
    const flags = ['--cluster', 'default', '--task-definition', file, '--subnets', 'subnet-1', '--log-quiet', '1s'];
    await using first = startCli(['run', ...flags], { env: engine.env });
    first.child.stdout?.destroy();
    const arn = /launched (arn:\S+)/.exec((await first.ended).stderr)?.[1] ?? '';
    // The container has ended: what is measured is not how fast it wrote.
    await using reading = startCli(['attach', arn, '--log-quiet', '1ms'], { env: engine.env });
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, reading.child.exitCode === null ? peakMb(reading.child.pid) : 0);
    }, 5);
    const { exitCode, stdout } = await reading.ended;
    clearInterval(watch);
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(lines);
    peaks.push(peak);
  }
  const [short = 0, long = 0] = peaks;
  console.log(`memory of 100,000 lines and of 500,000: ${peaks.map(Math.round).join(' and ')} MB`);
  expect(long).toBeLessThan(1.15 * short);
  expect(long).toBeLessThan(130);
});

describe.skipIf(!existsSync('/proc/self/status'))('a reader that is slow', { concurrent: true }, () => {
  const LINES = 300_000;
  /** 60 MB. */
  const MUCH = `seq -f '%.0f ${'x'.repeat(200)}' 1 ${LINES}`;

  test('holds the reading back: nothing is lost, and nothing piles up', async () => {
    await using world = await aMigration([], { run: `${MUCH}; echo end >> notes; exit 3` });
    await using run = world.start('1');
    const { stdout } = run.child;
    stdout?.pause();
    await until('the container has ended', () => existsSync(`${world.folder}/notes`) || undefined);
    // All could be read by now, and is not. Three seconds are many reads.
    const before = peakMb(run.child.pid);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(peakMb(run.child.pid) - before).toBeLessThan(20);
    stdout?.resume();
    const watch = setInterval(() => {
      peak = Math.max(peak, run.child.exitCode === null ? peakMb(run.child.pid) : 0);
    }, 20);
    let peak = before;
    const { exitCode, stdout: text } = await run.ended;
    clearInterval(watch);
    expect(exitCode).toBe(3);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(LINES);
    expect(lines.every((line, i) => line.startsWith(`${i + 1} x`))).toBe(true);
    expect(peak).toBeLessThan(230);
  });

  test('and goes in the end: the code is the container’s', async () => {
    await using world = await aMigration([], { run: `${MUCH}; echo end >> notes; exit 6` });
    await using run = world.start('1');
    run.child.stdout?.pause();
    await until('the container has ended', () => existsSync(`${world.folder}/notes`) || undefined);
    // The command line waits for room by now.
    await until('it reads no more', async () => {
      const before = peakMb(run.child.pid);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return peakMb(run.child.pid) === before;
    });
    run.child.stdout?.destroy();
    await until('it ends', () => run.child.exitCode !== null);
    expect(run.child.exitCode).toBe(6);
  });

  test('does not keep signals away', async () => {
    await using world = await aMigration([], { run: `${MUCH}; sleep 600` });
    await using run = world.start('1');
    run.child.stdout?.pause();
    await until('the container runs', () => run.stderr().includes('RUNNING'));
    run.child.kill('SIGTERM');
    await until('the task is being stopped', async () => (await world.tasks())[0]?.desiredStatus === 'STOPPED');
    await pastTheEcho();
    run.child.kill('SIGTERM');
    await until('it leaves', () => run.child.exitCode !== null);
    expect(run.child.exitCode).toBe(143);
    expect(run.stderr()).toContain('leaving at once');
    run.child.stdout?.resume();
  });
});
