import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { aMigration } from '../support/migration.ts';
import { MAIN } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';
import { pastTheEcho, until } from '../support/until.ts';

const ACTIONS = { GITHUB_ACTIONS: 'true' };
const COMMANDS = "printf '%s\\n' '::error::x' '::set-output name=a::b' '##[add-mask]y' '::stop-commands::z' '::z::'";

/** What the runner would carry out of a step's output, as its own parser reads it. */
function carriedOut(output: string): string[] {
  let token: string | undefined;
  return output.split('\n').filter((line) => {
    const [, command, data = ''] = /^\s*::([\w-]+)[^:]*::(.*)$/.exec(line) ?? [];
    if (token !== undefined) {
      if (command === token) token = undefined;
      return false;
    }
    if (command === 'stop-commands') token = data;
    return command !== 'stop-commands' && (command !== undefined || line.includes('##['));
  });
}

describe.concurrent('under GitHub Actions', () => {
  test('no line of a container is a command, and afterwards there are commands again', async () => {
    await using world = await aMigration([], { run: `${COMMANDS}; exit 3` });
    await using run = world.start('1', ACTIONS);
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode).toBe(3);
    const [group, stop = '', ...lines] = stdout.trimEnd().split('\n');
    expect(group).toBe('::group::Log of the migration');
    const [, token] = /^::stop-commands::([0-9a-f-]{36})$/.exec(stop) ?? [];
    expect(lines).toEqual([
      '::error::x',
      '::set-output name=a::b',
      '##[add-mask]y',
      '::stop-commands::z',
      '::z::',
      `::${token}::`,
      '::endgroup::',
    ]);
    const ours = ['::group::Log of the migration', '::endgroup::'];
    expect(carriedOut(stdout)).toEqual(ours);
    expect(carriedOut(`${stdout}::error::of a later step\n`)).toEqual([...ours, '::error::of a later step']);
    // The group is folded away: the error is shown where the eye is.
    expect(stderr).toContain('last lines of migrate:');
  });

  test('a run that is interrupted switches commands on again, also at once', async () => {
    await using world = await aMigration([], { run: "trap '' TERM; echo ::error::x; while :; do sleep 0.1; done" });
    await using run = world.start('1', ACTIONS, '--on-interrupt', 'detach');
    await until('the container speaks', () => run.stdout().includes('::error::x'));
    run.child.kill('SIGINT');
    const { exitCode, stdout } = await run.ended;
    expect(exitCode).toBe(130);
    expect(carriedOut(`${stdout}::error::later\n`).at(-1)).toBe('::error::later');

    await using again = world.start('1', ACTIONS);
    await until('the container speaks', () => again.stdout().includes('::error::x'));
    again.child.kill('SIGINT');
    await until('the stop is asked for', async () => (await world.tasks())[0]?.desiredStatus === 'STOPPED');
    await pastTheEcho();
    again.child.kill('SIGINT');
    const left = await again.ended;
    expect(left.exitCode).toBe(130);
    // The runner reads both streams.
    expect(carriedOut(`${left.stdout}${left.stderr}::error::later\n`).at(-1)).toBe('::error::later');
  });

  test('events are no commands either, and are whole', async () => {
    await using world = await aMigration([], { run: COMMANDS });
    await using run = world.start('1', ACTIONS, '--output', 'json');
    const { stdout } = await run.ended;
    expect(carriedOut(stdout)).toEqual([]);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.filter(({ type }) => type === 'log').map(({ message }) => message)).toContain('##[add-mask]y');
  });

  test('a log in a file is exact, and so is one elsewhere', async () => {
    await using world = await aMigration([], { run: 'echo ::error::x' });
    const file = path.join(world.folder, 'migration.log');
    const line = [process.execPath, MAIN, ...world.args()].map((word) => `'${word}'`).join(' ');
    const env = { ...world.engine.env, ...ACTIONS };
    await startProcess('sh', ['-c', `${line} > '${file}'`], { env }).ended;
    expect(readFileSync(file, 'utf8')).toBe('::error::x\n');
    expect((await world.run('elsewhere')).stdout).toBe('::error::x\n');
  });

  test('the job summary has the run, after what was there', async () => {
    await using world = await aMigration([], { run: 'echo said; exit 3' });
    const summary = path.join(world.folder, 'summary.md');
    writeFileSync(summary, 'of before\n');
    await using run = world.start('1', { ...ACTIONS, GITHUB_STEP_SUMMARY: summary });
    expect((await run.ended).exitCode).toBe(3);
    expect(readFileSync(summary, 'utf8')).toMatch(
      /^of before\n### ❌ shop\\-migrate:1 \/ migrate: failed \(exit code 3\)/,
    );
    expect(readFileSync(summary, 'utf8')).toContain('```text\nsaid\n```');
  });

  test('a job summary that cannot be written is a warning', async () => {
    await using world = await aMigration([], { run: 'echo said' });
    await using run = world.start('1', { ...ACTIONS, GITHUB_STEP_SUMMARY: path.join(world.folder, 'no/such.md') });
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/warning: .*no\/such\.md.*ENOENT/);
    expect(stderr).toMatch(/ecs-migrate: succeeded \(exit code 0\)\n$/);
  });
});
