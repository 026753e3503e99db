import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { aContainer, aDefinition, anEngine, GROUP } from './support.ts';

const installed = spawnSync('aws', ['--version']).status === 0;

test.skipIf(!installed)('the AWS CLI runs a task, waits for it, and reads its log', { timeout: 60_000 }, async () => {
  await using world = await anEngine();
  const aws = async (...args: string[]) => {
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_PAGER: '',
      AWS_MAX_ATTEMPTS: '1',
    };
    const { stdout } = await promisify(execFile)(
      'aws',
      ['--endpoint-url', world.engine.endpoint, '--output', 'json', ...args],
      { env },
    );
    return stdout;
  };
  const definition = aDefinition({ containerDefinitions: [aContainer('echo one; echo two; exit 3')] });
  await aws('ecs', 'register-task-definition', '--cli-input-json', JSON.stringify(definition));
  const network = 'awsvpcConfiguration={subnets=[subnet-1]}';
  const run = await aws(
    'ecs',
    'run-task',
    '--task-definition',
    'app',
    '--launch-type',
    'FARGATE',
    '--network-configuration',
    network,
  );
  const { taskArn } = JSON.parse(run).tasks[0];
  await aws('ecs', 'wait', 'tasks-stopped', '--tasks', taskArn);
  const [task] = JSON.parse(await aws('ecs', 'describe-tasks', '--tasks', taskArn)).tasks;
  expect(task.containers[0].exitCode).toBe(3);
  const listed = JSON.parse(await aws('ecs', 'list-tasks', '--desired-status', 'STOPPED'));
  expect(listed.taskArns).toEqual([taskArn]);
  const stream = world.stream({ taskArn });
  const events = await aws(
    'logs',
    'get-log-events',
    '--log-group-name',
    GROUP,
    '--log-stream-name',
    stream,
    '--start-from-head',
  );
  expect(JSON.parse(events).events.map((it: { message: string }) => it.message)).toEqual(['one', 'two']);
  await expect(aws('ecs', 'stop-task', '--task', 'f'.repeat(32))).rejects.toThrow(
    'An error occurred (InvalidParameterException) when calling the StopTask operation: The referenced task was not found.',
  );
});
