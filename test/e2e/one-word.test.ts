import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { readEvents } from '../support/check-events.ts';
import { runCli } from '../support/cli.ts';
import { MAIN } from '../support/paths.ts';
import { taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());

async function local(verb: 'run' | 'plan', line: string): Promise<string[]> {
  const file = await taskDefinitionFile(folder.path, 'shop-migrate', { run: '', with: { command: [line] } });
  return [verb, '--local', '--runner', 'process', '--task-definition', file, '--subnets', 'subnet-12345678'];
}

describe('a command of one word with spaces', () => {
  test.each([`cd / && echo "in $(pwd)"`, `echo "it's" 'done'`, 'printf %s\\n two words', 'A=b; echo "$A" | tr b c'])(
    '%s: plan tells what to type, and typed into a shell it runs',
    async (line) => {
      const planned = await runCli([...(await local('plan', line)), '--output', 'json'], { cwd: folder.path });
      const found = readEvents(planned.stdout).flatMap((event) => (event.type === 'plan' ? event.findings : []));
      const { next } = (found as { code: string; next: string }[]).find(({ code }) => code === 'command-one-word') ?? {
        next: '',
      };
      const [, typed = ''] = /^give (.*), unless/s.exec(next) ?? [];
      const command = `"${process.execPath}" -- "${MAIN}" ${(await local('run', line)).join(' ')} ${typed}`;
      const { stdout } = await promisify(execFile)('sh', ['-c', command], { cwd: folder.path });
      const meant = await promisify(execFile)('sh', ['-c', line], { cwd: folder.path });
      expect(stdout.trimEnd()).toBe(meant.stdout.trimEnd());
    },
  );

  test('run as it is, it is no matter of rights', async () => {
    const args = [...(await local('run', 'exit')), '--output', 'json', '--', 'bundle exec rake db:migrate'];
    const { exitCode, stdout } = await runCli(args, { cwd: folder.path });
    const result = readEvents(stdout).find((event) => event.type === 'result');
    expect([exitCode, result?.outcome]).toEqual([125, 'never-started']);
    expect(result?.next).toContain('one by one');
    expect(result?.next).not.toContain('chmod');
  });
});
