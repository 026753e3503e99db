import {
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateClusterCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListClustersCommand,
  ListServicesCommand,
  ListTagsForResourceCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aContainer, aDefinition, anEngine, GROUP, NETWORK } from './support.ts';

type World = Awaited<ReturnType<typeof anEngine>>;
type Call = (world: World) => Promise<unknown>;

const ecs =
  (command: unknown): Call =>
  ({ ecs }) =>
    ecs.send(command as ListClustersCommand);
const logs =
  (command: unknown): Call =>
  ({ logs }) =>
    logs.send(command as CreateLogGroupCommand);
const register = (input: Parameters<typeof aDefinition>[0]) =>
  ecs(new RegisterTaskDefinitionCommand(aDefinition(input)));
const registerOne = (container: object) =>
  register({ containerDefinitions: [{ ...aContainer('true'), ...container }] });
const run = (input: object) =>
  ecs(new RunTaskCommand({ taskDefinition: 'app', networkConfiguration: NETWORK, ...input }));
const events = (input: object) => ({ logGroupName: GROUP, logStreamName: 'app/app/0', ...input });
const tag = (key: string, value = '') => ({ tags: [{ key, value }] });
const arn = (resource: string) => `arn:aws:ecs:us-east-1:000000000000:${resource}`;
const UNKNOWN_TASK = 'f'.repeat(32);

describe('every operation, called by the SDK', () => {
  let world: World;
  beforeAll(async () => {
    world = await anEngine({ loads: [{ services: [{ serviceName: 'web', launchType: 'FARGATE' }] }] });
    await world.runToEnd([aContainer('echo hello')]);
    await world.register({ family: 'old' });
    await world.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'old:1' }));
    await world.register({
      family: 'unsized',
      requiresCompatibilities: undefined,
      cpu: undefined,
      memory: undefined,
      containerDefinitions: [aContainer('true', { memory: 128 })],
    });
    await world.register({ family: 'bridge', networkMode: 'bridge', requiresCompatibilities: ['EC2'] });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test.each<[string, Call, object]>([
    [
      'CreateCluster',
      ecs(new CreateClusterCommand({ clusterName: 'new', ...tag('a', 'b') })),
      { cluster: { clusterName: 'new', status: 'ACTIVE', tags: [{ key: 'a', value: 'b' }] } },
    ],
    [
      'CreateCluster, again',
      ecs(new CreateClusterCommand({ clusterName: 'default' })),
      { cluster: { clusterName: 'default' } },
    ],
    [
      'DescribeClusters',
      ecs(new DescribeClustersCommand({ clusters: ['default', 'nowhere'] })),
      {
        clusters: [{ clusterName: 'default' }],
        failures: [{ arn: 'arn:aws:ecs:us-east-1:000000000000:cluster/nowhere', reason: 'MISSING' }],
      },
    ],
    [
      'DescribeClusters, default',
      ecs(new DescribeClustersCommand({})),
      { clusters: [{ clusterName: 'default', registeredContainerInstancesCount: 0 }], failures: [] },
    ],
    [
      'ListClusters',
      ecs(new ListClustersCommand({ maxResults: 1 })),
      { clusterArns: ['arn:aws:ecs:us-east-1:000000000000:cluster/default'] },
    ],
    [
      'DescribeServices',
      ecs(new DescribeServicesCommand({ services: ['web', 'nowhere'] })),
      {
        services: [{ serviceName: 'web', status: 'ACTIVE', launchType: 'FARGATE' }],
        failures: [{ arn: 'arn:aws:ecs:us-east-1:000000000000:service/default/nowhere', reason: 'MISSING' }],
      },
    ],
    [
      'ListServices',
      ecs(new ListServicesCommand({})),
      { serviceArns: ['arn:aws:ecs:us-east-1:000000000000:service/default/web'] },
    ],
    [
      'RegisterTaskDefinition',
      register({ family: 'some' }),
      {
        taskDefinition: {
          family: 'some',
          revision: 1,
          status: 'ACTIVE',
          taskDefinitionArn: 'arn:aws:ecs:us-east-1:000000000000:task-definition/some:1',
          containerDefinitions: [{ name: 'app', essential: true, mountPoints: [] }],
          compatibilities: ['EC2', 'FARGATE'],
          registeredAt: expect.any(Date),
        },
      },
    ],
    [
      'DescribeTaskDefinition',
      ecs(new DescribeTaskDefinitionCommand({ taskDefinition: 'app' })),
      { taskDefinition: { family: 'app', revision: 1 } },
    ],
    [
      'DescribeTaskDefinition, inactive',
      ecs(new DescribeTaskDefinitionCommand({ taskDefinition: 'old:1' })),
      { taskDefinition: { status: 'INACTIVE', deregisteredAt: expect.any(Date) } },
    ],
    [
      'DeregisterTaskDefinition',
      ecs(new DeregisterTaskDefinitionCommand({ taskDefinition: 'old:1' })),
      { taskDefinition: { status: 'INACTIVE' } },
    ],
    [
      'ListTaskDefinitions',
      ecs(new ListTaskDefinitionsCommand({ familyPrefix: 'app' })),
      { taskDefinitionArns: ['arn:aws:ecs:us-east-1:000000000000:task-definition/app:1'] },
    ],
    [
      'ListTaskDefinitionFamilies',
      ecs(new ListTaskDefinitionFamiliesCommand({ maxResults: 1 })),
      { families: ['app'], nextToken: expect.any(String) },
    ],
    [
      'ListTaskDefinitionFamilies, inactive',
      ecs(new ListTaskDefinitionFamiliesCommand({ familyPrefix: 'o', status: 'INACTIVE' })),
      { families: ['old'] },
    ],
    [
      'ListTaskDefinitionFamilies, active',
      ecs(new ListTaskDefinitionFamiliesCommand({ familyPrefix: 'o', status: 'ACTIVE' })),
      { families: [] },
    ],
    ['TagResource', ecs(new TagResourceCommand({ resourceArn: arn('cluster/default'), ...tag('a', 'b') })), {}],
    ['UntagResource', ecs(new UntagResourceCommand({ resourceArn: arn('task-definition/app:1'), tagKeys: ['x'] })), {}],
    [
      'ListTagsForResource',
      ecs(new ListTagsForResourceCommand({ resourceArn: arn('task-definition/app:1') })),
      { tags: [] },
    ],
    [
      'RunTask, the most at once',
      run({ count: 10 }),
      { tasks: Array(10).fill({ taskArn: expect.any(String) }), failures: [] },
    ],
    [
      'RunTask, overrides of the task',
      run({ overrides: { cpu: '512', memory: '1024' } }),
      { tasks: [{ cpu: '512', memory: '1024', overrides: { cpu: '512', memory: '1024' } }] },
    ],
    [
      'RunTask',
      run({ count: 2 }),
      { tasks: [{ lastStatus: 'PROVISIONING' }, { lastStatus: 'PROVISIONING' }], failures: [] },
    ],
    [
      'DescribeTasks',
      ecs(new DescribeTasksCommand({ tasks: [UNKNOWN_TASK] })),
      {
        tasks: [],
        failures: [{ arn: `arn:aws:ecs:us-east-1:000000000000:task/default/${UNKNOWN_TASK}`, reason: 'MISSING' }],
      },
    ],
    ['ListTasks', ecs(new ListTasksCommand({ family: 'nothing' })), { taskArns: [] }],
    ['CreateLogGroup', logs(new CreateLogGroupCommand({ logGroupName: '/new' })), {}],
    [
      'DescribeLogGroups',
      logs(new DescribeLogGroupsCommand({ logGroupNamePrefix: GROUP })),
      {
        logGroups: [
          {
            logGroupName: GROUP,
            storedBytes: expect.any(Number),
            arn: `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}:*`,
            logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}`,
          },
        ],
      },
    ],
    [
      'DescribeLogStreams',
      logs(new DescribeLogStreamsCommand({ logGroupName: GROUP, orderBy: 'LastEventTime', limit: 1 })),
      {
        logStreams: [
          { logStreamName: expect.stringMatching(/^app\/app\/[0-9a-f]{32}$/), firstEventTimestamp: expect.any(Number) },
        ],
      },
    ],
    [
      'FilterLogEvents',
      logs(new FilterLogEventsCommand({ logGroupName: GROUP, filterPattern: 'hello' })),
      { events: expect.arrayContaining([expect.objectContaining({ message: 'hello' })]) },
    ],
  ])('%s answers', async (_name, call, expected) => {
    expect(await call(world)).toMatchObject(expected);
  });

  const InvalidParameterException = 'InvalidParameterException';
  const ClientException = 'ClientException';
  test.each<[string, Call, string, string | RegExp]>([
    [
      'CreateCluster, bad name',
      ecs(new CreateClusterCommand({ clusterName: 'a b' })),
      InvalidParameterException,
      /Cluster name/,
    ],
    [
      'CreateCluster, bad tag',
      ecs(new CreateClusterCommand(tag('a', 'x,y'))),
      InvalidParameterException,
      /invalid characters/,
    ],
    [
      'ListClusters, page size',
      ecs(new ListClustersCommand({ maxResults: 101 })),
      InvalidParameterException,
      /maxResults/,
    ],
    [
      'ListClusters, token',
      ecs(new ListClustersCommand({ nextToken: 'x' })),
      InvalidParameterException,
      'Invalid token.',
    ],
    ['Register, no family', register({ family: undefined }), ClientException, 'Family should not be null or empty.'],
    ['Register, bad family', register({ family: 'a/b' }), ClientException, /Family/],
    [
      'Register, no containers',
      register({ containerDefinitions: [] }),
      ClientException,
      'Container list cannot be empty.',
    ],
    [
      'Register, no container name',
      registerOne({ name: undefined }),
      ClientException,
      'Container.name should not be null or empty.',
    ],
    ['Register, bad container name', registerOne({ name: 'a b' }), ClientException, /Container.name/],
    [
      'Register, no image',
      registerOne({ image: undefined }),
      ClientException,
      'Container.image should not be null or empty.',
    ],
    [
      'Register, duplicate names',
      register({ containerDefinitions: [aContainer('a'), aContainer('b')] }),
      ClientException,
      /unique/,
    ],
    ['Register, none essential', registerOne({ essential: false }), ClientException, /essential/],
    ['Register, no driver', registerOne({ logConfiguration: {} }), ClientException, /logDriver should not be null/],
    [
      'Register, awslogs options',
      registerOne({ logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g' } } }),
      ClientException,
      'Log driver awslogs requires options: awslogs-region',
    ],
    [
      'Register, unknown dependency',
      registerOne({ dependsOn: [{ containerName: 'x', condition: 'START' }] }),
      ClientException,
      /^Cannot depend on container \+ 'x' because it does not exist$/,
    ],
    [
      'Register, SUCCESS of an essential',
      register({
        containerDefinitions: [
          aContainer('a'),
          aContainer('b', { name: 'b', dependsOn: [{ containerName: 'app', condition: 'SUCCESS' }] }),
        ],
      }),
      ClientException,
      'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container',
    ],
    [
      'Register, bad condition',
      register({
        containerDefinitions: [
          aContainer('a'),
          aContainer('b', { name: 'b', dependsOn: [{ containerName: 'app', condition: 'NOW' as 'START' }] }),
        ],
      }),
      ClientException,
      /NOW is not a valid condition/,
    ],
    [
      'Register, circle',
      register({
        containerDefinitions: [
          aContainer('a', { dependsOn: [{ containerName: 'b', condition: 'START' }] }),
          aContainer('b', { name: 'b', dependsOn: [{ containerName: 'app', condition: 'START' }] }),
        ],
      }),
      ClientException,
      /cycle/,
    ],
    [
      'Register, Fargate in bridge mode',
      register({ networkMode: 'bridge' }),
      ClientException,
      'Fargate only supports network mode ‘awsvpc’.',
    ],
    [
      'Register, Fargate without cpu',
      register({ cpu: undefined }),
      ClientException,
      "Fargate requires that 'cpu' be defined at the task level.",
    ],
    [
      'Register, Fargate without memory',
      register({ memory: undefined, containerDefinitions: [aContainer('a', { memory: 128 })] }),
      ClientException,
      "Fargate requires that 'memory' be defined at the task level.",
    ],
    [
      'DescribeTaskDefinition, unknown',
      ecs(new DescribeTaskDefinitionCommand({ taskDefinition: 'nope' })),
      ClientException,
      'Unable to describe task definition.',
    ],
    [
      'DescribeTaskDefinition, none active',
      ecs(new DescribeTaskDefinitionCommand({ taskDefinition: 'old' })),
      ClientException,
      'Unable to describe task definition.',
    ],
    [
      'DescribeTaskDefinition, blank',
      ecs(new DescribeTaskDefinitionCommand({ taskDefinition: undefined })),
      ClientException,
      /blank/,
    ],
    [
      'Deregister, no revision',
      ecs(new DeregisterTaskDefinitionCommand({ taskDefinition: 'app' })),
      ClientException,
      'Revision is missing.',
    ],
    [
      'Deregister, unknown',
      ecs(new DeregisterTaskDefinitionCommand({ taskDefinition: 'app:99' })),
      ClientException,
      /does not exist/,
    ],
    [
      'ListTaskDefinitions, status',
      ecs(new ListTaskDefinitionsCommand({ status: 'GONE' as 'ACTIVE' })),
      InvalidParameterException,
      /status/,
    ],
    [
      'ListTaskDefinitions, sort',
      ecs(new ListTaskDefinitionsCommand({ sort: 'UP' as 'ASC' })),
      InvalidParameterException,
      /sort/,
    ],
    [
      'ListTaskDefinitionFamilies, status',
      ecs(new ListTaskDefinitionFamiliesCommand({ status: 'GONE' as 'ACTIVE' })),
      InvalidParameterException,
      'Invalid status.',
    ],
    [
      'TagResource, no ARN',
      ecs(new TagResourceCommand({ resourceArn: undefined, ...tag('a') })),
      InvalidParameterException,
      /resourceArn/,
    ],
    [
      'TagResource, of what has none',
      ecs(new TagResourceCommand({ resourceArn: arn('container/x'), ...tag('a') })),
      InvalidParameterException,
      /Invalid resource ARN/,
    ],
    [
      'TagResource, unknown task',
      ecs(new TagResourceCommand({ resourceArn: arn(`task/default/${UNKNOWN_TASK}`), ...tag('a') })),
      InvalidParameterException,
      'The specified task is not found.',
    ],
    [
      'TagResource, bad tag',
      ecs(new TagResourceCommand({ resourceArn: arn('cluster/default'), ...tag('aws:a') })),
      InvalidParameterException,
      /reserved/,
    ],
    [
      'TagResource, no tags',
      ecs(new TagResourceCommand({ resourceArn: arn('cluster/default'), tags: [] })),
      InvalidParameterException,
      /tags/,
    ],
    [
      'UntagResource, no keys',
      ecs(new UntagResourceCommand({ resourceArn: arn('cluster/default'), tagKeys: [] })),
      InvalidParameterException,
      /tagKeys/,
    ],
    [
      'UntagResource, of AWS',
      ecs(new UntagResourceCommand({ resourceArn: arn('cluster/default'), tagKeys: ['aws:x'] })),
      InvalidParameterException,
      /reserved/,
    ],
    [
      'ListTagsForResource, unknown cluster',
      ecs(new ListTagsForResourceCommand({ resourceArn: arn('cluster/nowhere') })),
      'ClusterNotFoundException',
      'Cluster not found.',
    ],
    [
      'ListTagsForResource, unknown task definition',
      ecs(new ListTagsForResourceCommand({ resourceArn: arn('task-definition/app:99') })),
      InvalidParameterException,
      'The specified task definition is not found.',
    ],
    ['RunTask, unknown cluster', run({ cluster: 'nowhere' }), 'ClusterNotFoundException', 'Cluster not found.'],
    ['RunTask, unknown family', run({ taskDefinition: 'nope' }), ClientException, 'TaskDefinition not found.'],
    ['RunTask, blank family', run({ taskDefinition: undefined }), InvalidParameterException, /blank/],
    ['RunTask, inactive', run({ taskDefinition: 'old:1' }), ClientException, 'TaskDefinition is inactive'],
    [
      'RunTask, a size that Fargate does not have',
      run({ launchType: 'FARGATE', overrides: { cpu: '512', memory: '512' } }),
      ClientException,
      /^No Fargate configuration exists for given values: 512 CPU, 512 memory/,
    ],
    [
      'RunTask, on Fargate what is not for it',
      run({ launchType: 'FARGATE', taskDefinition: 'unsized' }),
      InvalidParameterException,
      'Task definition does not support launch_type FARGATE.',
    ],
    ['RunTask, count', run({ count: 11 }), InvalidParameterException, /count/],
    ['RunTask, startedBy', run({ startedBy: 'project:uuid' }), InvalidParameterException, /startedBy/],
    ['RunTask, tag with a comma', run(tag('a', 'x,y')), InvalidParameterException, /invalid characters/],
    ['RunTask, tag aws:', run(tag('AWS:x')), InvalidParameterException, /reserved/],
    ['RunTask, tag key', run(tag('')), InvalidParameterException, /1 to 128/],
    ['RunTask, tag value', run(tag('a', 'x'.repeat(257))), InvalidParameterException, /256/],
    ['RunTask, tag twice', run({ tags: [{ key: 'a' }, { key: 'a' }] }), InvalidParameterException, /Duplicate/],
    [
      'RunTask, 51 tags',
      run({ tags: Array.from({ length: 51 }, (_, i) => ({ key: `k${i}` })) }),
      InvalidParameterException,
      /50/,
    ],
    [
      'RunTask, launch type and strategy',
      run({ launchType: 'FARGATE', capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] }),
      InvalidParameterException,
      /both/,
    ],
    ['RunTask, launch type', run({ launchType: 'MOON' }), InvalidParameterException, /launchType/],
    ['RunTask, propagateTags', run({ propagateTags: 'SERVICE' }), InvalidParameterException, /propagateTags/],
    [
      'RunTask, two bases',
      run({
        capacityProviderStrategy: [
          { capacityProvider: 'FARGATE', base: 1 },
          { capacityProvider: 'FARGATE_SPOT', base: 1 },
        ],
      }),
      InvalidParameterException,
      /base/,
    ],
    [
      'RunTask, 21 providers',
      run({ capacityProviderStrategy: Array(21).fill({ capacityProvider: 'FARGATE' }) }),
      InvalidParameterException,
      /20/,
    ],
    [
      'RunTask, no network',
      run({ networkConfiguration: undefined }),
      InvalidParameterException,
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [
      'RunTask, no subnets',
      run({ networkConfiguration: { awsvpcConfiguration: { subnets: [] } } }),
      InvalidParameterException,
      /subnets/,
    ],
    [
      'RunTask, 17 subnets',
      run({ networkConfiguration: { awsvpcConfiguration: { subnets: Array(17).fill('subnet-1') } } }),
      InvalidParameterException,
      /16/,
    ],
    [
      'RunTask, network for bridge',
      run({ taskDefinition: 'bridge' }),
      InvalidParameterException,
      /not valid for the given networkMode/,
    ],
    [
      'RunTask, EC2 definition on Fargate',
      run({ taskDefinition: 'bridge', networkConfiguration: undefined, launchType: 'FARGATE' }),
      InvalidParameterException,
      'Task definition does not support launch_type FARGATE.',
    ],
    [
      'RunTask, unknown container',
      run({ overrides: { containerOverrides: [{ name: 'web' }] } }),
      InvalidParameterException,
      'Override for container named web is not a container in the TaskDefinition.',
    ],
    [
      'RunTask, nameless override',
      run({ overrides: { containerOverrides: [{ command: ['x'] }] } }),
      InvalidParameterException,
      /blank/,
    ],
    [
      'RunTask, long overrides',
      run({ overrides: { containerOverrides: [{ name: 'app', command: ['x'.repeat(8192)] }] } }),
      InvalidParameterException,
      'Container Overrides length must be at most 8192',
    ],
    ['RunTask, long token', run({ clientToken: 'x'.repeat(65) }), InvalidParameterException, /clientToken/],
    ['RunTask, token with a space', run({ clientToken: 'a b' }), InvalidParameterException, /clientToken/],
    [
      'DescribeTasks, none',
      ecs(new DescribeTasksCommand({ tasks: [] })),
      InvalidParameterException,
      'Tasks cannot be empty.',
    ],
    [
      'DescribeTasks, 101',
      ecs(new DescribeTasksCommand({ tasks: Array(101).fill(UNKNOWN_TASK) })),
      InvalidParameterException,
      /100/,
    ],
    [
      'DescribeTasks, other cluster',
      ecs(new DescribeTasksCommand({ tasks: [`arn:aws:ecs:us-east-1:0:task/staging/${UNKNOWN_TASK}`] })),
      InvalidParameterException,
      'Invalid identifier: Identifier is for cluster staging. Your cluster is default',
    ],
    [
      'ListTasks, startedBy and more',
      ecs(new ListTasksCommand({ startedBy: 'me', family: 'app' })),
      InvalidParameterException,
      /startedBy/,
    ],
    [
      'ListTasks, desiredStatus',
      ecs(new ListTasksCommand({ desiredStatus: 'GONE' as 'STOPPED' })),
      InvalidParameterException,
      /desiredStatus/,
    ],
    [
      'StopTask, unknown',
      ecs(new StopTaskCommand({ task: UNKNOWN_TASK })),
      InvalidParameterException,
      'The referenced task was not found.',
    ],
    ['StopTask, blank', ecs(new StopTaskCommand({ task: undefined })), InvalidParameterException, /blank/],
    [
      'CreateLogGroup, again',
      logs(new CreateLogGroupCommand({ logGroupName: GROUP })),
      'ResourceAlreadyExistsException',
      'The specified log group already exists',
    ],
    [
      'CreateLogGroup, bad name',
      logs(new CreateLogGroupCommand({ logGroupName: 'a b' })),
      InvalidParameterException,
      /regular expression/,
    ],
    [
      'CreateLogGroup, long name',
      logs(new CreateLogGroupCommand({ logGroupName: 'x'.repeat(513) })),
      InvalidParameterException,
      /512/,
    ],
    [
      'CreateLogGroup, no name',
      logs(new CreateLogGroupCommand({ logGroupName: undefined })),
      InvalidParameterException,
      /null/,
    ],
    [
      'DescribeLogGroups, limit',
      logs(new DescribeLogGroupsCommand({ limit: 51 })),
      InvalidParameterException,
      /less than or equal to 50/,
    ],
    [
      'DescribeServices, of none',
      ecs(new DescribeServicesCommand({ services: [] })),
      'InvalidParameterException',
      'Services cannot be empty.',
    ],
    [
      'DescribeLogStreams, unknown group',
      logs(new DescribeLogStreamsCommand({ logGroupName: 'x' })),
      'ResourceNotFoundException',
      'The specified log group does not exist.',
    ],
    [
      'DescribeLogStreams, order',
      logs(new DescribeLogStreamsCommand({ logGroupName: GROUP, logStreamNamePrefix: 'a', orderBy: 'LastEventTime' })),
      InvalidParameterException,
      /LastEventTime/,
    ],
    [
      'GetLogEvents, a group that would make itself',
      logs(new GetLogEventsCommand(events({ logGroupName: 'x' }))),
      'ResourceNotFoundException',
      'The specified log stream does not exist.',
    ],
    [
      'GetLogEvents, unknown stream',
      logs(new GetLogEventsCommand(events({}))),
      'ResourceNotFoundException',
      'The specified log stream does not exist.',
    ],
    [
      'GetLogEvents, no stream',
      logs(new GetLogEventsCommand(events({ logStreamName: undefined }))),
      InvalidParameterException,
      /logStreamName/,
    ],
    [
      'GetLogEvents, no group',
      logs(new GetLogEventsCommand(events({ logGroupName: undefined }))),
      InvalidParameterException,
      /logGroupName/,
    ],
    [
      'GetLogEvents, two groups',
      logs(new GetLogEventsCommand(events({ logGroupIdentifier: GROUP }))),
      InvalidParameterException,
      /mutually exclusive/,
    ],
    [
      'GetLogEvents, limit',
      logs(new GetLogEventsCommand(events({ limit: 10_001 }))),
      InvalidParameterException,
      /less than or equal to 10000/,
    ],
    [
      'GetLogEvents, limit 0',
      logs(new GetLogEventsCommand(events({ limit: 0 }))),
      InvalidParameterException,
      /greater than or equal to 1/,
    ],
    [
      'FilterLogEvents, unknown stream',
      logs(new FilterLogEventsCommand({ logGroupName: GROUP, logStreamNames: ['x'] })),
      'ResourceNotFoundException',
      'The specified log stream does not exist.',
    ],
    [
      'FilterLogEvents, 101 streams',
      logs(new FilterLogEventsCommand({ logGroupName: GROUP, logStreamNames: Array.from({ length: 101 }, () => 'x') })),
      InvalidParameterException,
      /less than or equal to 100/,
    ],
    [
      'FilterLogEvents, both',
      logs(new FilterLogEventsCommand({ logGroupName: GROUP, logStreamNames: ['x'], logStreamNamePrefix: 'x' })),
      InvalidParameterException,
      /mutually exclusive/,
    ],
    [
      'FilterLogEvents, JSON pattern',
      logs(new FilterLogEventsCommand({ logGroupName: GROUP, filterPattern: '{ $.x = 1 }' })),
      InvalidParameterException,
      /filter pattern/,
    ],
    [
      'FilterLogEvents, token',
      logs(new FilterLogEventsCommand({ logGroupName: GROUP, nextToken: 'x' })),
      InvalidParameterException,
      /nextToken/,
    ],
  ])('%s is refused', async (_name, call, name, message) => {
    const error = await call(world).then(
      () => undefined,
      (it: Error) => it,
    );
    expect(error).toMatchObject({ name, message: expect.stringMatching(message) });
  });
});
