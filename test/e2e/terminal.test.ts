import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAIN } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';
import { Screen } from '../support/screen.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { pastTheEcho, until } from '../support/until.ts';

const SCRIPT = '/usr/bin/script';

/** util-linux's script(1) gives the command a terminal of its own. */
describe.skipIf(!existsSync(SCRIPT))('on a terminal', () => {
  test('Ctrl-C stops the task before it leaves, and the log is shown to its end', async () => {
    using folder = temporaryDirectory();
    const ended = path.join(folder.path, 'ended');
    const file = await taskDefinitionFile(folder.path, 'ctrl-c', {
      run: `trap 'echo rolled back; touch ${ended}; exit 5' TERM; echo ready; while :; do sleep 0.1; done`,
    });
    const command = `${process.execPath} ${MAIN} run --local --task-definition ${file}`;
    await using run = startProcess(SCRIPT, ['-qefc', command, '/dev/null'], { input: true });
    await until('the container runs', () => run.stdout().includes('ready'));
    run.child.stdin?.write('\u0003');
    const { exitCode, stdout } = await run.ended;
    expect(exitCode).toBe(130);
    expect(existsSync(ended)).toBe(true);
    expect(stdout).toContain('rolled back');
    expect(stdout).toContain('interrupted by SIGINT; the task was stopped');
  });

  test('a line that is not an event takes the place of the live line, and does not follow it', async () => {
    using folder = temporaryDirectory();
    const file = await taskDefinitionFile(folder.path, 'above', { run: 'true' });
    const command = `${process.execPath} ${MAIN} run --local --task-definition ${file} --log-quiet 300ms`;
    await using run = startProcess(SCRIPT, ['-qefc', command, '/dev/null'], { input: true });
    const { stdout } = await run.ended;
    const screen = new Screen(100, 60);
    screen.write(stdout);
    const lines = screen
      .text()
      .split('\n')
      .filter((line) => line.includes('ecs-migrate: '));
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.filter((line) => !line.startsWith('ecs-migrate: '))).toEqual([]);
  });

  test('a second Ctrl-C leaves no half line and no hidden cursor behind', async () => {
    using folder = temporaryDirectory();
    const file = await taskDefinitionFile(folder.path, 'ctrl-c-twice', {
      run: `trap '' TERM; echo ready; while :; do sleep 0.1; done`,
    });
    const command = `${process.execPath} ${MAIN} run --local --task-definition ${file}`;
    await using run = startProcess(SCRIPT, ['-qefc', command, '/dev/null'], { input: true });
    await until('the container runs', () => run.stdout().includes('ready'));
    run.child.stdin?.write('\u0003');
    await until('it is being stopped', () => run.stdout().includes('the task is stopping'));
    await pastTheEcho();
    run.child.stdin?.write('\u0003');
    const { exitCode, stdout } = await run.ended;
    expect(exitCode).toBe(130);
    const last = stdout.lastIndexOf('ecs-migrate: leaving at once');
    expect(stdout.slice(0, last).endsWith('\r\u001b[J\u001b[?25h')).toBe(true);
    // The cursor is shown again, and nothing is drawn after the last word.
    expect(stdout.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stdout.lastIndexOf('\u001b[?25l'));
    expect(stdout.slice(last)).toMatch(/^ecs-migrate: .*\r\necs-migrate: interrupted \(exit code 130\)\r\n$/);
  });

  test('a log line cannot clear the screen, move the cursor or imitate the tool', async () => {
    using folder = temporaryDirectory();
    const file = await taskDefinitionFile(folder.path, 'escape', {
      run: String.raw`printf '\033[31mred\033[0m \033[2J\033[1A\rtaken over\n'`,
    });
    const command = `${process.execPath} ${MAIN} run --local --task-definition ${file}`;
    await using run = startProcess(SCRIPT, ['-qefc', command, '/dev/null'], { input: true });
    const { stdout } = await run.ended;
    expect(stdout).toContain('\u001b[31mred\u001b[0m \\u001b[2J\\u001b[1A\\rtaken over');
    expect(readFileSync(file, 'utf8')).toContain('033[2J');
  });

  test('the last word is the tool’s: a container’s own is shown as such', async () => {
    using folder = temporaryDirectory();
    const file = await taskDefinitionFile(folder.path, 'imitate', {
      run: "echo 'ecs-migrate: succeeded (exit code 0)'; exit 3",
    });
    const command = `${process.execPath} ${MAIN} run --local --task-definition ${file}`;
    await using run = startProcess(SCRIPT, ['-qefc', command, '/dev/null'], { input: true });
    const { stdout, exitCode } = await run.ended;
    expect(exitCode).toBe(3);
    expect(stdout).toContain('ecs-migrate\\u003a succeeded (exit code 0)');
    expect(stdout).not.toContain('ecs-migrate: succeeded');
    expect(stdout).toContain('ecs-migrate: failed (exit code 3)');
  });
});
