import { expect, test } from 'vitest';
import { checkDefinition } from '../../../../src/core/ecs/definition-rules/check-definition.ts';
import { cpuUnits, hasFargateSize, memoryMiB } from '../../../../src/core/ecs/definition-rules/fargate-sizes.ts';

const app = { name: 'app', image: 'app:1' };
const fargate = {
  family: 'app',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  cpu: '256',
  memory: '512',
  executionRoleArn: 'arn:aws:iam::111122223333:role/x',
  containerDefinitions: [app],
};
const of = (container: object, ...others: object[]) => ({
  ...fargate,
  containerDefinitions: [{ ...app, ...container }, ...others],
});
const side = { name: 'side', image: 'side:1', essential: false };
const ec2 = { family: 'app', networkMode: 'bridge', containerDefinitions: [{ ...app, memory: 128 }] };
const first = '[0].';

test.each([fargate, ec2, of({}, side)])('no problems in %j', (definition) => {
  expect(checkDefinition(definition)).toEqual([]);
});

/** The answers are those that ECS was seen to give. */
test.each<[object, string, string]>([
  [{ ...fargate, family: 'a b' }, 'family', 'Family contains invalid characters.'],
  [{ ...fargate, containerDefinitions: [] }, 'containerDefinitions', 'Container list cannot be empty.'],
  [of({ essential: false }), 'containerDefinitions', "Task definition doesn't have any essential container."],
  [of({ name: 'a b' }), `${first}name`, 'Container.name contains invalid characters.'],
  [of({}, app), '[1].name', 'Container names must be unique within a task definition.'],
  [of({ image: '<IMAGE>' }), `${first}image`, 'Container.image contains invalid characters.'],
  [
    { ...ec2, containerDefinitions: [app] },
    `${first}memory`,
    "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified.",
  ],
  [of({ memory: 1_024 }), `${first}memory`, "The 'memory' setting for container 'app' is greater than for the task."],
  [
    of({ memory: 256, memoryReservation: 512 }),
    `${first}memoryReservation`,
    "Invalid setting for container 'app'. 'memory' must be greater than or equal to 'memoryReservation'.",
  ],
  [
    of({ cpu: 200 }, { ...side, cpu: 100 }),
    'cpu',
    "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
  ],
  [{ ...fargate, cpu: 'some' }, 'cpu', "Invalid 'cpu' setting for task."],
  [
    { ...fargate, cpu: '1024', memory: '1024' },
    'memory',
    'No Fargate configuration exists for given values: 1024 CPU, 1024 memory. See the Amazon ECS documentation for the valid values.',
  ],
  [{ ...fargate, networkMode: 'host' }, 'networkMode', 'Fargate only supports network mode ‘awsvpc’.'],
  [{ ...fargate, ipcMode: 'task' }, 'ipcMode', 'Fargate compatible task definitions do not support ipcMode'],
  [
    { ...fargate, placementConstraints: [{ type: 'memberOf', expression: 'x' }] },
    'placementConstraints',
    'Fargate compatible task definitions do not support constraints',
  ],
  [
    { ...fargate, ephemeralStorage: { sizeInGiB: 20 } },
    'ephemeralStorage.sizeInGiB',
    'EphemeralStorage size should be at least 21',
  ],
  [
    { ...of({ mountPoints: [{ sourceVolume: 'v' }] }), volumes: [{ name: 'v', host: { sourcePath: '/' } }] },
    'volumes[0].host.sourcePath',
    'Fargate compatible task definitions do not support sourcePath',
  ],
  [of({ mountPoints: [{ sourceVolume: 'nope' }] }), `${first}mountPoints[0].sourceVolume`, "Unknown volume 'nope'."],
  [
    of({ volumesFrom: [{ sourceContainer: 'nope' }] }),
    `${first}volumesFrom[0].sourceContainer`,
    "Invalid 'volumesFrom' setting. Unknown container: 'nope'.",
  ],
  [
    of({ portMappings: [{ containerPort: 80, hostPort: 8_080 }] }),
    `${first}portMappings[0].hostPort`,
    'When networkMode=awsvpc, the host ports and container ports in port mappings must match.',
  ],
  [of({ hostname: 'x' }), `${first}hostname`, 'hostname is not supported on container when networkMode=awsvpc.'],
  [
    of({ ulimits: [{ name: 'nofile', softLimit: 2, hardLimit: 1 }] }),
    `${first}ulimits[0].softLimit`,
    'Soft limit exceeds hard limit for ulimit nofile',
  ],
  [
    of({ dependsOn: [{ containerName: 'nope', condition: 'START' }] }),
    `${first}dependsOn[0].containerName`,
    "Cannot depend on container + 'nope' because it does not exist",
  ],
  [
    of({ dependsOn: [{ containerName: 'side', condition: 'SUCCESS' }] }, { ...side, essential: true }),
    `${first}dependsOn[0].condition`,
    'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container',
  ],
  [
    of({ dependsOn: [{ containerName: 'side', condition: 'HEALTHY' }] }, side),
    `${first}dependsOn[0].condition`,
    'A dependency container with HEALTHY condition must have health check configured',
  ],
  [
    of({ secrets: [{ name: 'A', valueFrom: '/a' }], environment: [{ name: 'A', value: '1' }] }),
    `${first}secrets[0].name`,
    "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'A'.",
  ],
  [
    { ...ec2, containerDefinitions: [{ ...app, memory: 128, secrets: [{ name: 'A', valueFrom: '/a' }] }] },
    `${first}secrets`,
    "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
  ],
  [
    { ...of({ image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1' }), executionRoleArn: undefined },
    `${first}image`,
    'Fargate requires task definition to have execution role ARN to support ECR images.',
  ],
  [
    of({
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g', 'awslogs-region': 'eu-west-1' } },
    }),
    `${first}logConfiguration.options`,
    'Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.',
  ],
  [
    of({ logConfiguration: { logDriver: 'json-file' } }),
    `${first}logConfiguration.logDriver`,
    'json-file is not a valid log driver. Must be one of [awslogs,splunk,awsfirelens]',
  ],
  [
    of({ logConfiguration: { logDriver: 'awsfirelens' } }),
    `${first}logConfiguration.logDriver`,
    'When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured in one of the containers.',
  ],
  [
    of({ stopTimeout: 121 }),
    `${first}stopTimeout`,
    'Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.',
  ],
  [
    of({ linuxParameters: { capabilities: { add: ['NET_ADMIN'] } } }),
    `${first}linuxParameters.capabilities.add`,
    'NET_ADMIN is not allowed on Fargate.',
  ],
])('of %j, %s is refused', (definition, path, message) => {
  const found = checkDefinition(definition).map((one) => [
    one.path.replace(/^containerDefinitions(?=\[)/, ''),
    one.answer?.message,
  ]);
  expect(found).toContainEqual([path, message]);
});

test('Fargate has the 74 sizes that its API was seen to take', () => {
  const cpus = [128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768];
  const memories = Array.from({ length: 300 }, (_, index) => (index + 1) * 512);
  expect(cpus.map((cpu) => memories.filter((memory) => hasFargateSize(cpu, memory)).length)).toEqual([
    0, 3, 4, 7, 13, 23, 12, 12, 0,
  ]);
  expect([hasFargateSize(256, 1_536), hasFargateSize(8_192, 17_408), hasFargateSize(512, 1_024, true)]).toEqual([
    false,
    false,
    false,
  ]);
});

test('amounts of CPU and memory', () => {
  expect(['256', '1 vCPU', '.5vcpu', '0.3 vCPU', 'x', '0'].map(cpuUnits)).toEqual([
    256,
    1_024,
    512,
    undefined,
    undefined,
    undefined,
  ]);
  expect(['512', '2 GB', '0.5GB', '2 TB'].map(memoryMiB)).toEqual([512, 2_048, 512, undefined]);
});
