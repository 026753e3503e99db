import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { aContainer, aDefinition, anEngine, GROUP } from './support.ts';

const version = spawnSync('aws', ['--version'], { encoding: 'utf8' });
const installed = version.status === 0;
/** `logs tail` exists only in version 2. */
const hasTail = installed && /aws-cli\/[2-9]/.test(version.stdout);
const skipped = (isMissing: boolean, what: string) => (isMissing ? ` (skipped: ${what})` : '');

type World = Awaited<ReturnType<typeof anEngine>>;

/** The AWS CLI, connected to the engine. */
function cliOf(world: World) {
  return async (...args: string[]): Promise<string> => {
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: world.engine.credentials.accessKeyId,
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
}

const NETWORK = 'awsvpcConfiguration={subnets=[subnet-1]}';

/** Registers a task definition with one container and runs it. */
async function start(aws: ReturnType<typeof cliOf>, script: string): Promise<string> {
  const definition = aDefinition({ containerDefinitions: [aContainer(script)] });
  await aws('ecs', 'register-task-definition', '--cli-input-json', JSON.stringify(definition));
  const flags = ['--task-definition', 'app', '--launch-type', 'FARGATE', '--network-configuration', NETWORK];
  return JSON.parse(await aws('ecs', 'run-task', ...flags)).tasks[0].taskArn;
}

describe.skipIf(!installed)(`the AWS CLI${skipped(!installed, 'it is not installed')}`, () => {
  test('runs a task, waits for it, and reads its log', async () => {
    await using world = await anEngine();
    const aws = cliOf(world);
    const taskArn = await start(aws, 'echo one; echo two; exit 3');
    await aws('ecs', 'wait', 'tasks-stopped', '--tasks', taskArn);
    const [task] = JSON.parse(await aws('ecs', 'describe-tasks', '--tasks', taskArn)).tasks;
    expect(task.containers[0].exitCode).toBe(3);
    const listed = JSON.parse(await aws('ecs', 'list-tasks', '--desired-status', 'STOPPED'));
    expect(listed.taskArns).toEqual([taskArn]);
    const of = ['--log-group-name', GROUP, '--log-stream-name', world.stream({ taskArn })];
    const messages = (text: string) => JSON.parse(text).events.map((it: { message: string }) => it.message);
    expect(messages(await aws('logs', 'get-log-events', ...of, '--start-from-head'))).toEqual(['one', 'two']);
    const filter = ['--log-group-name', GROUP, '--filter-pattern', 'two'];
    expect(messages(await aws('logs', 'filter-log-events', ...filter))).toEqual(['two']);
    const groups = JSON.parse(await aws('logs', 'describe-log-groups'));
    expect(groups.logGroups).toMatchObject([{ logGroupName: GROUP }]);
  });

  test.skipIf(!hasTail)(`tails a log${skipped(!hasTail, 'version 1 has no logs tail')}`, async () => {
    await using world = await anEngine();
    const aws = cliOf(world);
    const taskArn = await start(aws, 'echo one; echo two');
    await aws('ecs', 'wait', 'tasks-stopped', '--tasks', taskArn);
    expect(await aws('logs', 'tail', GROUP, '--format', 'short')).toMatch(/ one\n.* two\n$/);
  });

  test('stops a task, tags things, and pages', async () => {
    await using world = await anEngine();
    const aws = cliOf(world);
    const taskArn = await start(aws, 'exec sleep 600');
    await aws('ecs', 'wait', 'tasks-running', '--tasks', taskArn);
    await aws('ecs', 'tag-resource', '--resource-arn', taskArn, '--tags', 'key=team,value=shop');
    const tags = JSON.parse(await aws('ecs', 'list-tags-for-resource', '--resource-arn', taskArn));
    expect(tags).toEqual({ tags: [{ key: 'team', value: 'shop' }] });
    await aws('ecs', 'untag-resource', '--resource-arn', taskArn, '--tag-keys', 'team');
    await aws('ecs', 'stop-task', '--task', taskArn, '--reason', 'enough');
    await aws('ecs', 'wait', 'tasks-stopped', '--tasks', taskArn);
    const described = JSON.parse(await aws('ecs', 'describe-tasks', '--tasks', taskArn, '--include', 'TAGS'));
    expect(described.tasks).toMatchObject([{ stopCode: 'UserInitiated', stoppedReason: 'enough', tags: [] }]);
    await world.register({ family: 'other' });
    const families = JSON.parse(await aws('ecs', 'list-task-definition-families', '--page-size', '1'));
    expect(families.families).toEqual(['app', 'other']);
  });

  test.each([
    [
      ['ecs', 'stop-task', '--task', 'f'.repeat(32)],
      'An error occurred (InvalidParameterException) when calling the StopTask operation: The referenced task was not found.',
    ],
    [
      ['ecs', 'run-task', '--task-definition', 'nope'],
      'An error occurred (ClientException) when calling the RunTask operation: TaskDefinition not found.',
    ],
    [
      ['ecs', 'list-tasks', '--cluster', 'nowhere'],
      'An error occurred (ClusterNotFoundException) when calling the ListTasks operation: Cluster not found.',
    ],
    [
      ['logs', 'get-log-events', '--log-group-name', 'x', '--log-stream-name', 'y'],
      'An error occurred (ResourceNotFoundException) when calling the GetLogEvents operation',
    ],
    [['ecs', 'delete-cluster', '--cluster', 'default'], 'when calling the DeleteCluster operation'],
  ])('is told of errors as by AWS: %j', async (words, said) => {
    await using world = await anEngine();
    await expect(cliOf(world)(...words)).rejects.toThrow(said);
  });
});
