import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { taskDefinition, taskDefinitionFile } from '../support/task-definition.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());
const at = { cwd: folder.path };
const local = (file: string, ...flags: string[]) =>
  runCli(['run', '--local', '--runner', 'process', '--task-definition', file, ...flags], at);

const router = {
  name: 'log_router',
  run: 'trap "exit 0" TERM; while :; do sleep 0.1; done 2> /dev/null',
  with: { firelensConfiguration: { type: 'fluentbit' } },
};
const routed = (options: object) => ({
  run: `echo '{"not":"a record"}'; echo 'ERROR:  relation "users" already exists' >&2; exit 5`,
  with: { logConfiguration: { logDriver: 'awsfirelens', options } },
});
const CLOUDWATCH = { Name: 'cloudwatch', region: 'us-east-1', log_group_name: '/ecs/app', log_stream_prefix: 'app-' };

test.each([
  ['records', CLOUDWATCH],
  ['lines', { ...CLOUDWATCH, log_key: 'log' }],
])('a log that FireLens routes to CloudWatch Logs is followed: %s', async (name, options) => {
  const file = await taskDefinitionFile(folder.path, name, routed(options), router);
  const run = await local(file, '--subnets', 'subnet-12345678', '--container', 'migrate', '--log-prefix', 'never');
  expect(run.exitCode, run.stderr).toBe(5);
  expect(run.stdout.trimEnd().split('\n').sort()).toEqual([
    'ERROR:  relation "users" already exists',
    '{"not":"a record"}',
  ]);
  expect(run.stderr).toMatch(/cause: relation "users" already exists/);
});

test('one that is routed elsewhere is said to be out of sight, and the exit code decides', async () => {
  const file = await taskDefinitionFile(folder.path, 'elsewhere', routed({ Name: 'datadog' }), router);
  const run = await local(file, '--subnets', 'subnet-12345678', '--container', 'migrate');
  expect(run.exitCode, run.stderr).toBe(5);
  expect(run.told?.warnings).toContain('log-unreadable');
});

test('a router that is skipped takes no lines along', async () => {
  const silent = { ...router, run: '', with: { ...router.with, command: [] } };
  const file = await taskDefinitionFile(folder.path, 'skipped', routed(CLOUDWATCH), silent);
  const flags = ['--subnets', 'subnet-12345678', '--container', 'migrate', '--skip-container', 'log_router'];
  const run = await local(file, ...flags);
  expect([run.exitCode, run.stdout.split('\n').length]).toEqual([5, 3]);
});

test('on EC2 without a stream prefix the stream is named at the end, and its lines are shown', async () => {
  const { cpu: _, memory: __, ...definition } = taskDefinition('ec2', { run: 'echo one; exit 6' });
  const [container] = definition.containerDefinitions;
  const logConfiguration = {
    logDriver: 'awslogs',
    options: { 'awslogs-group': '/ecs/app', 'awslogs-region': 'us-east-1' },
  };
  const ec2 = {
    ...definition,
    networkMode: 'bridge',
    requiresCompatibilities: ['EC2'],
    containerDefinitions: [{ ...container, memory: 128, logConfiguration }],
  };
  const file = path.join(folder.path, 'ec2.json');
  writeFileSync(file, JSON.stringify(ec2));
  const run = await local(file, '--report', 'ec2-report.json');
  expect([run.exitCode, run.stdout]).toEqual([6, 'one\n']);
  const report = JSON.parse(readFileSync(path.join(folder.path, 'ec2-report.json'), 'utf8'));
  expect(report.launched.logStreams[0].stream).toBe(report.task.containers[0].runtimeId);
});
