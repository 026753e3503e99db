import {
  CreateClusterCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  type ListTasksCommandInput,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { aContainer, anEngine, aShiftedClock, NETWORK } from '../support.ts';

const FOREVER = [aContainer('exec sleep 600')];

test('RunTask answers the whole task', async () => {
  await using world = await anEngine();
  await world.register({
    containerDefinitions: [aContainer('true', { memory: 128 }), aContainer('true', { name: 'side', essential: false })],
    tags: [{ key: 'from', value: 'definition' }],
  });
  const overrides = {
    containerOverrides: [{ name: 'side', environment: [{ name: 'A', value: 'b' }] }],
    cpu: '512',
    memory: '1024',
  };
  const task = await world.run({
    overrides,
    startedBy: 'ecs-migrate/app',
    propagateTags: 'TASK_DEFINITION',
    enableECSManagedTags: true,
    tags: [{ key: 'own', value: 'tag' }],
  });
  const id = task.taskArn?.split('/').at(-1);
  expect(task.taskArn).toMatch(/^arn:aws:ecs:us-east-1:000000000000:task\/default\/[0-9a-f]{32}$/);
  expect(task).toMatchObject({
    clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
    taskDefinitionArn: 'arn:aws:ecs:us-east-1:000000000000:task-definition/app:1',
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    version: 1,
    group: 'family:app',
    startedBy: 'ecs-migrate/app',
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    cpu: '512',
    memory: '1024',
    attachments: [
      { type: 'ElasticNetworkInterface', status: 'PRECREATED', details: [{ name: 'subnetId', value: 'subnet-1' }] },
    ],
    overrides: { cpu: '512', memory: '1024', containerOverrides: [{ name: 'app' }, overrides.containerOverrides[0]] },
  });
  expect(task.containers).toMatchObject([
    { name: 'app', image: 'app:1', lastStatus: 'PENDING', memory: '128' },
    { name: 'side', lastStatus: 'PENDING' },
  ]);
  expect(task.containers?.[0]?.containerArn).toContain(`:container/default/${id}/`);
  expect(task.tags).toEqual([
    { key: 'own', value: 'tag' },
    { key: 'from', value: 'definition' },
    { key: 'aws:ecs:clusterName', value: 'default' },
  ]);
  expect((await world.describe(task)).tags).toEqual([]);
  expect((await world.describe(task, ['TAGS'])).tags).toHaveLength(3);
});

test('a capacity provider decides the launch type', async () => {
  await using world = await anEngine();
  await world.register();
  const of = (provider: string) =>
    world.run({ launchType: undefined, capacityProviderStrategy: [{ capacityProvider: provider, weight: 1 }] });
  expect(await of('FARGATE_SPOT')).toMatchObject({ launchType: 'FARGATE', capacityProviderName: 'FARGATE_SPOT' });
  expect(await of('my-asg')).toMatchObject({ launchType: 'EC2', capacityProviderName: 'my-asg' });
  expect(await world.run({ launchType: undefined })).toMatchObject({ launchType: 'EC2' });
});

test('a cluster made with capacity providers knows no others, and its default strategy', async () => {
  await using world = await anEngine();
  await world.register();
  await world.ecs.send(
    new CreateClusterCommand({
      clusterName: 'spot',
      capacityProviders: ['FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }],
    }),
  );
  const strategy = [{ capacityProvider: 'FARGATE' }];
  await expect(
    world.run({ cluster: 'spot', launchType: undefined, capacityProviderStrategy: strategy }),
  ).rejects.toThrow('not associated with the cluster');
  const task = await world.run({ cluster: 'spot', launchType: undefined });
  expect(task.capacityProviderName).toBe('FARGATE_SPOT');
});

test('a stopped task is described for an hour', async () => {
  const clock = aShiftedClock();
  await using world = await anEngine({ clock });
  const task = await world.runToEnd([aContainer('true')]);
  clock.advance(3_590_000);
  expect(await world.describe(task)).toMatchObject({ lastStatus: 'STOPPED' });
  clock.advance(20_000);
  const { tasks, failures } = await world.ecs.send(new DescribeTasksCommand({ tasks: [task.taskArn ?? ''] }));
  expect({ tasks, failures }).toEqual({ tasks: [], failures: [{ arn: task.taskArn, reason: 'MISSING' }] });
});

test('ListTasks filters, and lists a task that still stops among the stopped', async () => {
  await using world = await anEngine({ faults: ['deprovisioning:1h'] });
  await world.register({ containerDefinitions: FOREVER });
  await world.register({ family: 'other', containerDefinitions: FOREVER });
  const mine = await world.run({ startedBy: 'me' });
  const other = await world.run({ taskDefinition: 'other', group: 'service:web', launchType: 'EC2' });
  const stopped = await world.run();
  await world.running(stopped);
  await world.stop(stopped);
  await world.reaches(stopped, (it) => it.lastStatus === 'DEPROVISIONING');

  const list = async (input: ListTasksCommandInput) => (await world.ecs.send(new ListTasksCommand(input))).taskArns;
  expect(await list({})).toEqual([mine.taskArn, other.taskArn]);
  expect(await list({ family: 'app' })).toEqual([mine.taskArn]);
  expect(await list({ startedBy: 'me' })).toEqual([mine.taskArn]);
  expect(await list({ startedBy: 'you' })).toEqual([]);
  expect(await list({ serviceName: 'web' })).toEqual([other.taskArn]);
  expect(await list({ launchType: 'EC2' })).toEqual([other.taskArn]);
  expect(await list({ desiredStatus: 'STOPPED' })).toEqual([stopped.taskArn]);
});

test('lists come in pages', async () => {
  await using world = await anEngine();
  await world.register({ containerDefinitions: FOREVER });
  for (let i = 0; i < 11; i++) await world.register();
  await world.run({ taskDefinition: 'app:1', count: 5 });
  const pages: number[] = [];
  const arns = new Set<string>();
  for (let nextToken: string | undefined; ; ) {
    const page = await world.ecs.send(new ListTasksCommand({ maxResults: 2, nextToken }));
    pages.push(page.taskArns?.length ?? 0);
    for (const arn of page.taskArns ?? []) arns.add(arn);
    nextToken = page.nextToken;
    if (nextToken === undefined) break;
  }
  expect(pages).toEqual([2, 2, 1]);
  expect(arns.size).toBe(5);
  const newest = await world.ecs.send(
    new ListTaskDefinitionsCommand({ familyPrefix: 'app', sort: 'DESC', maxResults: 2 }),
  );
  expect(newest.taskDefinitionArns?.map((it) => it.split(':').at(-1))).toEqual(['12', '11']);
});

test('a task definition is echoed whole, unknown members too, its tags when asked for', async () => {
  await using world = await anEngine();
  const future = { runtimePlatform: { cpuArchitecture: 'ARM64' as const }, ephemeralStorage: { sizeInGiB: 30 } };
  const secrets = [{ name: 'URL', valueFrom: '/app/url' }];
  await world.register({
    ...future,
    containerDefinitions: [aContainer('true', { secrets })],
    tags: [{ key: 'a', value: 'b' }],
  });
  const described = await world.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: 'app', include: ['TAGS'] }),
  );
  expect(described.taskDefinition).toMatchObject({ ...future, containerDefinitions: [{ secrets }] });
  expect(described.taskDefinition).not.toHaveProperty('tags');
  expect(described.tags).toEqual([{ key: 'a', value: 'b' }]);
  expect((await world.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'app:1' }))).tags).toBeUndefined();
});

test('StopTask takes the tags away, and says why the task stops', async () => {
  await using world = await anEngine();
  await world.register({ containerDefinitions: FOREVER });
  const task = await world.run({ tags: [{ key: 'a', value: 'b' }], networkConfiguration: NETWORK });
  await world.running(task);
  expect(await world.stop(task, 'enough')).toMatchObject({
    desiredStatus: 'STOPPED',
    stopCode: 'UserInitiated',
    tags: [],
  });
  expect(await world.stop(task, 'once more')).toMatchObject({ stoppedReason: 'enough' });
  expect(await world.stopped(task)).toMatchObject({ stoppedReason: 'enough', containers: [{ exitCode: 143 }] });
  const other = await world.run();
  await world.stop(other);
  expect(await world.stopped(other)).toMatchObject({ stoppedReason: 'Task stopped by user' });
});
