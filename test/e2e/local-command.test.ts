import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';

const hasAwsCli = spawnSync('aws', ['--version']).status === 0;
/** What a user's shell may hold, and what would lead a command past the engine. */
const SHELL = {
  AWS_PROFILE: 'production',
  AWS_DEFAULT_PROFILE: 'production',
  AWS_SESSION_TOKEN: 'theirs',
  AWS_ENDPOINT_URL_ECS: 'http://127.0.0.1:1',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  AWS_REGION: 'eu-west-1',
};
const local = (...words: string[]) =>
  runCli(['local', '--region', 'eu-central-1', '--runner', 'process', '--', ...words], { env: SHELL });

test('a command is led to the engine, whatever the shell says, by the names that old and new clients know', async () => {
  const show =
    'console.log(JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([k]) => /^AWS_/.test(k)))))';
  const { exitCode, stdout } = await local(process.execPath, '-e', show);
  expect(exitCode).toBe(0);
  const env = JSON.parse(stdout);
  expect(env).toMatchObject({ AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-central-1' });
  expect(env.AWS_ENDPOINT_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const others = Object.keys(SHELL).filter((name) => name !== 'AWS_REGION');
  expect(others.filter((name) => name in env)).toEqual([]);
});

test.skipIf(!hasAwsCli)(
  `the AWS CLI of this machine works${hasAwsCli ? '' : ' (skipped: it is not installed)'}`,
  async () => {
    const { exitCode, stdout, stderr } = await local('aws', 'ecs', 'list-clusters', '--output', 'text');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('arn:aws:ecs:eu-central-1:000000000000:cluster/default');
  },
);
