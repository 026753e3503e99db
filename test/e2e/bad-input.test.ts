import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, type ServedEngine, serveEngine } from '../support/cli.ts';
import { taskDefinition, taskDefinitionFile } from '../support/task-definition.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary.ts';

let folder: TemporaryDirectory;
let engine: ServedEngine;

beforeAll(async () => {
  folder = temporaryDirectory();
  engine = await serveEngine({ cwd: folder.path, args: ['--cluster', 'staging'] });
  await taskDefinitionFile(folder.path, 'good', { run: `touch ${folder.path}/launched` });
  const two = taskDefinition('two', { name: 'a', run: 'x' }, { name: 'b', run: 'x' });
  await writeFile(path.join(folder.path, 'two.json'), JSON.stringify(two));
  await writeFile(path.join(folder.path, 'syntax.json'), '{"family": "x",}');
  const typo = taskDefinition('typo', { run: 'x', with: { comand: ['x'] } });
  await writeFile(path.join(folder.path, 'typo.json'), JSON.stringify(typo));
});
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]();
  folder?.[Symbol.dispose]();
});

/** One clear error with its values, the documented codes, nothing launched and no stack. */
async function expectError(
  args: string[],
  code: number,
  text: string | RegExp,
  env = engine.env,
  reasons?: string,
): Promise<void> {
  const run = await runCli(args, { env, cwd: folder.path });
  if (reasons !== undefined) expect(run.told?.reasons.join(' ')).toBe(reasons);
  expect(run.stderr).toMatch(text);
  expect(run.exitCode).toBe(code);
  expect(run.stdout).toBe('');
  expect(run.stderr).not.toMatch(/\n {4}at |launched arn:/);
  expect(run.stderr).toMatch(/ecs-migrate: \S+ \(exit code \d+\)\n$/);
}

const run = (...flags: string[]) => ['run', '--cluster', 'staging', '--task-definition', 'good.json', ...flags];
const fit = ['--subnets', 'subnet-1'];

describe.concurrent('the command line', () => {
  test.each<[string[], string | RegExp, string?]>([
    [[], 'no command was given'],
    [['rnu'], 'there is no command rnu: did you mean run?'],
    [['deploy'], 'there is no command deploy: there are: run, plan, '],
    [['logs'], 'there is no command logs: did you mean attach?'],
    [['--cluster', 'staging', '--task-definition', 'good.json'], 'no command was given: put one before the flags'],
    [['--hepl'], 'there is no flag --hepl: did you mean --help?'],
    [['-v'], 'there is no flag -v'],
    [['--foo', 'bar'], 'there is no flag --foo'],
    [['help'], 'there is no command help: did you mean --help?'],
    [run('--help=false'), '--help takes no value'],
    [run('--version', '1.4.0'), 'unexpected word 1.4.0'],
    [run('psql', '-h', 'db'), 'unexpected word psql'],
    [run('--local=maybe'), '--local: "maybe"', 'bad-setting'],
    [run('--detach', 'maybe'), 'unexpected word maybe'],
    [run('--clutser', 'x'), 'there is no flag --clutser: did you mean --cluster?'],
    [run('-x'), 'there is no flag -x'],
    [run('--cluster', 'other'), '--cluster was given 2 times: give it once'],
    [run('--detach', '--detach'), '--detach was given 2 times'],
    [run('stray'), 'unexpected word stray: the command to run goes after --, such as -- stray'],
    [['run', '--cluster='], '--cluster: ""', 'bad-setting'],
    [['run', '--cluster'], '--cluster needs a value'],
    [['attach'], 'no task was given'],
    [['attach', 'x', '--cluster', 'staging', '--', 'y'], 'accepts nothing after --'],
    [run('--timeout', '30'), '--timeout: "30"', 'bad-setting'],
    [run('--on-timeout', 'explode'), '--on-timeout: "explode"', 'bad-setting'],
    [run('--if-running', 'maybe'), '--if-running: "maybe"', 'bad-setting'],
    [run('--env', 'NOVALUE'), /--env: NOVALUE\b/, 'usage'],
    [run('--subnets', 'vpc-0a1b2c3d'), 'vpc-0a1b2c3d', 'bad-setting'],
    [run('--security-groups', 'default'), '"default"', 'bad-setting'],
    [run('--fault', 'throttle:*'), '--fault ', 'usage'],
    [run('--secrets', 'secrets.yml'), '--secrets ', 'usage'],
    [['run', '--local', '--task-definition', 'good.json', '--fault', 'nonsense'], 'fault "nonsense"', 'usage'],
    [['list', '--lock', 'a.b'], '--lock: "a.b"'],
    [['list', '--lock', 'a', '--lock', 'b'], '--lock was given 2 times'],
    [['local', '--port', '99999'], '--port: "99999"'],
    [['local', '--', 'no-such-command'], 'there is no command no-such-command'],
    [run('--local', '--detach'), '--local and --detach', 'exclusive-settings'],
    [run('--local', '--on-interrupt', 'detach'), '--on-interrupt', 'usage'],
    [run('--local', '--endpoint-url', 'http://127.0.0.1:1'), '--local and --endpoint-url', 'exclusive-settings'],
    [
      run('--launch-type', 'EC2', '--capacity-provider', 'x'),
      '--launch-type and --capacity-provider',
      'exclusive-settings',
    ],
  ])('%j', (args, text, reasons) => expectError(args, 64, text, engine.env, reasons));
});

describe.concurrent('what is not there, or does not go together', () => {
  test.each<[string[], string, string | RegExp]>([
    [['run', '--task-definition', 'good.json'], 'no-cluster', '--cluster'],
    [['run', '--cluster', 'staging'], 'no-task-definition', '--task-definition'],
    [['run', '--cluster', 'stagin', '--task-definition', 'good.json', ...fit], 'cluster-unknown', /\bstaging\?/],
    [['run', '--cluster', 'staging', '--task-definition', 'nope'], 'task-definition-unknown', /\bnope .*us-east-1/],
    [['run', '--cluster', 'staging', '--task-definition', 'nope:7'], 'task-definition-unknown', /\bnope:7 /],
    [run(...fit, '--container', 'migrat'), 'container-unknown', / migrat\n.* migrate\?/],
    [['run', '--cluster', 'staging', '--task-definition', 'two.json', ...fit], 'container-ambiguous', '(a, b)'],
    [['run', '--cluster', 'staging', '--task-definition', 'missing.json'], 'file-problem', 'missing.json: '],
    [['run', '--cluster', 'staging', '--task-definition', 'syntax.json'], 'file-problem', 'syntax.json: '],
    [
      ['run', '--cluster', 'staging', '--task-definition', 'typo.json'],
      'file-problem',
      /typo\.json:containerDefinitions\[0\]\.comand: .*\n.* command\?/,
    ],
    [run(), 'subnets-missing', '--subnets'],
    [run(...fit, '--launch-type', 'EC2'), 'launch-type-incompatible', /\bEC2\n.*FARGATE/],
    [run(...fit, '--env', `BIG=${'x'.repeat(9_000)}`), 'overrides-too-long', /\b9\d{3} .*\n.*\b8192\b/],
    [['attach', '0123', '--cluster', 'staging'], 'task-unknown', /\b0123 .*\bstaging\b/],
    [['attach', '0123'], 'no-cluster', '--cluster'],
    [['attach', '0123', '--cluster', 'nope'], 'refused', /ClusterNotFoundException/],
  ])('%j', (args, reasons, text) => expectError(args, 64, text, engine.env, reasons));
});

describe.concurrent('AWS out of reach', () => {
  const { AWS_REGION: _, ...nowhere } = { AWS_REGION: '' };
  test('no region', () => expectError(run(...fit), 64, 'AWS_REGION', nowhere, 'unconfigured'));
  test('no credentials', () => {
    return expectError(run(...fit, '--region', 'us-east-1'), 64, 'AWS_PROFILE', nowhere, 'unconfigured');
  });
  test('an unknown profile is named', () => {
    return expectError(run(...fit, '--region', 'us-east-1', '--profile', 'nope'), 64, 'nope', nowhere);
  });
  test('an endpoint that refuses connections', () => {
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1' };
    return expectError(
      run(...fit, '--endpoint-url', 'http://127.0.0.1:9'),
      69,
      'http://127.0.0.1:9',
      keys,
      'unreachable',
    );
  });
});

test('after all of this nothing was launched', async () => {
  const probe = await runCli(run(...fit, '--log-quiet', '100ms', '--', 'ls', folder.path), { env: engine.env });
  expect(probe.stdout).not.toContain('launched');
});

test('--help of every command teaches with an example, without asking AWS', async () => {
  for (const command of ['run', 'plan', 'attach', 'stop', 'local']) {
    const help = await runCli([command, '--help']);
    expect(help.exitCode).toBe(0);
    expect(help.stdout).toMatch(new RegExp(`Examples:\n {2}# .*\n {2}ecs-migrate ${command} `));
  }
  expect((await runCli(['--help'])).stdout).toContain('ecs-migrate run');
  for (const word of ['--version', '-V']) {
    expect(await runCli([word])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  }
});
