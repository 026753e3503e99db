import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { MAIN } from '../support/paths.ts';
import { startProcess } from '../support/process.ts';

describe.concurrent('ecs-migrate explain', () => {
  test.each([
    ['125', 'exit code', '125'],
    ['exit code 137', 'exit code', '137'],
    ['try-later', 'outcome', 'try-later'],
    ['log-incomplete', 'warning', 'log-incomplete'],
    ['cluster-unknown', 'finding', 'cluster-unknown'],
    ['column-dropped', 'code of a lint', 'column-dropped'],
    ['lost-sight', 'ending', 'lost-sight'],
    [
      'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed',
      'stop reason',
      undefined,
    ],
    ['Error: P3009: migrate found failed migrations in the target database', 'cause in a log', undefined],
  ])('%s', async (text, kind, code) => {
    const run = await runCli(['explain', ...text.split(' '), '--output', 'json']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const meanings = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(meanings).toContainEqual(
      expect.objectContaining({
        type: 'meaning',
        kind,
        code: code ?? expect.stringMatching(/^[a-z-]+$/),
        means: expect.stringMatching(/\w/),
      }),
    );
  });

  test('without a text lists the exit codes', async () => {
    const run = await runCli(['explain']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    for (const code of [0, 64, 69, 70, 75, 76, 77, 124, 125, 130])
      expect(run.stdout).toMatch(new RegExp(`^ {2}${code}\\b`, 'm'));
  });

  test('reads a log from standard input', async () => {
    const log = 'migrating\nERROR:  relation "users" does not exist\n';
    const run = await startProcess('sh', ['-c', `printf '%s' '${log}' | "${process.execPath}" "${MAIN}" explain -`])
      .ended;
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('missing-object (cause in a log)') });
  });

  test('a text of which nothing is known is said to be so, with the code that was probably meant', async () => {
    const unknown = { exitCode: 1, stdout: '' };
    expect(await runCli(['explain', 'ovelap'])).toMatchObject({
      ...unknown,
      stderr: expect.stringContaining('did you mean overlap?'),
    });
    expect(await runCli(['explain', 'all', 'is', 'well'])).toMatchObject(unknown);
  });
});
