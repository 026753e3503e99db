// biome-ignore-all lint/suspicious/noTemplateCurlyInString: open placeholders are what this is about
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, type ServedEngine, serveEngine } from '../support/cli.ts';
import { type TemporaryDirectory, temporaryFiles } from '../support/temporary.ts';

/** Definitions in the shapes that public repositories have, each with what `plan` says of it. */

const ROLE = 'arn:aws:iam::111122223333:role/ecsTaskExecutionRole';
const ECR = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const log = (options: object = {}, more: object = {}) => ({
  logDriver: 'awslogs',
  options: { 'awslogs-group': '/ecs/app', 'awslogs-region': 'eu-west-1', 'awslogs-stream-prefix': 'ecs', ...options },
  ...more,
});
const app = { name: 'app', image: `${ECR}/app:1`, command: ['bin/rails', 'db:migrate'], logConfiguration: log() };
const fargate = {
  family: 'app',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  cpu: '256',
  memory: '512',
  executionRoleArn: ROLE,
  containerDefinitions: [app],
};
const of = (container: object, ...others: object[]) => ({
  ...fargate,
  containerDefinitions: [{ ...app, ...container }, ...others],
});
const without = (key: keyof typeof fargate, from: object = fargate) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => name !== key));

/** As the old console's JSON tab shows a revision. */
const console1 = {
  ipcMode: null,
  pidMode: null,
  taskRoleArn: null,
  proxyConfiguration: null,
  inferenceAccelerators: null,
  taskDefinitionArn: 'arn:aws:ecs:…',
  revision: 1,
  status: 'ACTIVE',
  compatibilities: ['EC2', 'FARGATE'],
  requiresAttributes: [{ targetId: null, name: 'x' }],
  volumes: [],
  placementConstraints: [],
  ...of({
    command: null,
    entryPoint: null,
    secrets: null,
    environmentFiles: null,
    linuxParameters: null,
    memory: null,
    dnsServers: null,
    dependsOn: null,
    healthCheck: null,
    links: null,
    user: null,
    privileged: null,
    cpu: 0,
    memoryReservation: 300,
    logConfiguration: log({}, { secretOptions: null }),
  }),
};
const described = { taskDefinition: { ...fargate, registeredAt: '2023-12-09T10:17:02.107Z', revision: 6 }, tags: [] };
const efs = {
  ...of({ mountPoints: [{ sourceVolume: 'data', containerPath: '/data', readOnly: false }] }),
  volumes: [{ name: 'data', efsVolumeConfiguration: { fileSystemId: 'fs-0bd3a463', transitEncryption: 'ENABLED' } }],
};
const bridge = {
  family: 'app',
  containerDefinitions: [{ name: 'app', image: 'app:1', memoryReservation: 128, links: ['db:db'] }],
};
const firelens = of(
  {
    logConfiguration: {
      logDriver: 'awsfirelens',
      options: { Name: 'cloudwatch', log_stream_prefix: 'x-$(ecs_task_id)' },
    },
  },
  {
    name: 'log_router',
    image: 'amazon/aws-for-fluent-bit:stable',
    firelensConfiguration: { type: 'fluentbit' },
    essential: false,
  },
);
const healthy = of(
  { dependsOn: [{ containerName: 'proxy', condition: 'HEALTHY' }] },
  {
    name: 'proxy',
    image: 'proxy:1',
    essential: false,
    healthCheck: { command: ['CMD-SHELL', 'curl -f http://localhost || exit 1'] },
  },
);
const rds = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster-c23e617a-FKavUv:password::`;
const anyText = of({
  environment: [{ name: 'FROM', value: 'Unit <noreply@example.com> ${HOME} {{x}}' }],
  command: ['sh', '-c', 'psql $DATABASE_URL < up.sql'],
  dockerLabels: { 'traefik.rule': 'Host(`${HOST}`)' },
  logConfiguration: log({ 'awslogs-datetime-format': '\\[%Y-%m-%d %H:%M:%S\\]' }),
  secrets: [
    { name: 'DB_PASSWORD', valueFrom: rds },
    { name: 'DB_HOST', valueFrom: 'app.DB_HOST' },
  ],
});
const yaml = `family: app
networkMode: bridge
containerDefinitions:
  - name: app
    image: app:1
    memory: 128
    command: [bin/rails, "db:migrate"]
`;

type Case = [name: string, content: unknown, said?: string | undefined, flags?: string[]];

const GOOD: Case[] = [
  ['the old console: null wherever nothing is', console1],
  ['what describe-task-definition prints', described],
  [
    'the template of CodeDeploy, filled by --image-from',
    of({ image: '<IMAGE1_NAME>' }),
    undefined,
    ['--image-from', 'imageDetail.json'],
  ],
  ['an open image, given by --image', of({ image: '${ECR}/app:${TAG}' }), undefined, ['--image', `${ECR}/app:2`]],
  ['EC2 with memoryReservation and links', bridge],
  ['a volume of EFS', efs],
  ['FireLens with its router', firelens],
  ['a dependency with a health check', healthy],
  ['awslogs-create-group "True"', of({ logConfiguration: log({ 'awslogs-create-group': 'True' }) })],
  ['a buffer for lines', of({ logConfiguration: log({ mode: 'non-blocking', 'max-buffer-size': '25m' }) })],
  ['texts that hold anything, secrets by every name', anyText],
  ['vCPU and GB', { ...fargate, cpu: '1 vCPU', memory: '2 GB' }],
  ['the largest task', { ...fargate, cpu: '16384', memory: '122880' }],
  ['YAML', yaml],
  ['a byte order mark', `\uFEFF${JSON.stringify(fargate)}`],
];

const BAD: Case[] = [
  ['ecspresso', of({ image: '{{ must_env `IMAGE` }}' }), 'placeholder {{ must_env `IMAGE` }}'],
  [
    'envsubst',
    of({ image: '${AWS_ACCOUNT_ID}.dkr.ecr.eu-west-1.amazonaws.com/app:1' }),
    'placeholder ${AWS_ACCOUNT_ID}',
  ],
  ['a variable of a shell', of({ image: '$IMAGE' }), 'placeholder $IMAGE'],
  ['a region to fill in', of({ image: '111122223333.dkr.ecr.<region>.amazonaws.com/app:1' }), 'placeholder <region>'],
  [
    'words to fill in',
    of({ image: 'ACCOUNT_ID.dkr.ecr.REGION.amazonaws.com/app:latest' }),
    'has the placeholder ACCOUNT_ID',
  ],
  ['a tag that was not set', of({ image: `${ECR}/app:` }), 'its tag is empty'],
  ['the address of a registry', of({ image: `https://${ECR}/app:1` }), 'it begins with https://'],
  ['the template of CodeDeploy, not filled', of({ image: '<IMAGE1_NAME>' }), 'placeholder <IMAGE1_NAME>'],
  ['an open family', { ...fargate, family: 'app-${ENV}' }, 'family: its placeholder ${ENV}'],
  [
    'an open log group',
    of({ logConfiguration: log({ 'awslogs-group': '/ecs/${APP}' }) }),
    'awslogs-group: its placeholder ${APP}',
  ],
  ['an open log region', of({ logConfiguration: log({ 'awslogs-region': 'REGION' }) }), 'awslogs-region: "REGION"'],
  ['an open role', { ...fargate, executionRoleArn: 'arn:aws:iam::ACCOUNT_ID:role/x' }, 'executionRoleArn: ACCOUNT_ID'],
  ['containers for Terraform', [app], 'as Terraform uses it'],
  ['CloudFormation', { Family: 'app', ContainerDefinitions: [] }, 'CloudFormation'],
  ['Compose', 'services:\n  web:\n    image: app:1\n', 'a Compose file'],
  ['no containers', without('containerDefinitions'), 'containerDefinitions: it is missing'],
  ['Fargate without cpu', without('cpu'), 'cpu: it is missing, but Fargate requires it'],
  ['Fargate without memory', without('memory'), 'memory: it is missing, but Fargate requires it'],
  [
    'a pair that Fargate does not have',
    { ...fargate, memory: '4096' },
    'Fargate has no task with 256 CPU units and 4096 MiB',
  ],
  ['a step that Fargate does not have', { ...fargate, cpu: '8192', memory: '17408' }, 'in steps of 4096'],
  [
    'bridge on Fargate',
    { ...fargate, networkMode: 'bridge' },
    'networkMode: it is bridge, but Fargate supports only awsvpc',
  ],
  ['a name with a space', of({ name: 'my app' }), 'name: "my app" is not a valid name'],
  [
    'awslogs without region',
    of({ logConfiguration: log({ 'awslogs-region': undefined }) }),
    'it has no awslogs-region',
  ],
  [
    'an option that awslogs does not have',
    of({ logConfiguration: log({ 'awslogs-groop': 'x' }) }),
    'did you mean awslogs-group?',
  ],
  [
    'a boolean that the driver cannot read',
    of({ logConfiguration: log({ 'awslogs-create-group': 'yes' }) }),
    'awslogs-create-group: the log driver expects',
  ],
  [
    'json-file on Fargate',
    of({ logConfiguration: { logDriver: 'json-file' } }),
    'Fargate does not support the log driver json-file',
  ],
  ['dependsOn on nobody', of({ dependsOn: [{ containerName: 'ap', condition: 'START' }] }), 'there is no container ap'],
  [
    'a circle',
    of(
      { dependsOn: [{ containerName: 'b', condition: 'START' }] },
      { name: 'b', image: 'b', essential: false, dependsOn: [{ containerName: 'app', condition: 'START' }] },
    ),
    'in a circle: app → b → app',
  ],
  [
    'awslogs without a role',
    without('executionRoleArn', of({ image: 'app:1' })),
    'no execution role, which awslogs needs',
  ],
  [
    'ECR without a role',
    without('executionRoleArn', of({ logConfiguration: undefined })),
    'no execution role to pull it from ECR',
  ],
  [
    'secrets without a role',
    without('executionRoleArn', of({ secrets: [{ name: 'A', valueFrom: '/a' }] })),
    'secrets: the task has no execution role',
  ],
  [
    'Fargate by --launch-type alone',
    without('cpu', without('requiresCompatibilities')),
    'cpu: it is missing',
    ['--launch-type', 'FARGATE'],
  ],
  ['a size by --memory', fargate, 'Fargate has no task with 256 CPU units and 8192 MiB', ['--memory', '8192']],
  ['readonly', of({ mountPoints: [{ sourceVolume: 'x', readonly: true }] }), 'did you mean readOnly?'],
  [
    'secretOptions as an object',
    of({ logConfiguration: log({}, { secretOptions: {} }) }),
    'secretOptions: it is an object, but ECS expects a list',
  ],
  [
    'portMappings as an object',
    of({ portMappings: { containerPort: 80 } }),
    'portMappings: it is an object, but ECS expects a list',
  ],
  [
    'a mount without its volume',
    of({ mountPoints: [{ sourceVolume: 'data', containerPath: '/d' }] }),
    'there is no volume data',
  ],
  ['numbers as text', of({ memory: '512' }), 'memory: it is text, but ECS expects a whole number'],
  ['text as numbers', { ...fargate, cpu: 256 }, 'cpu: it is a whole number, but ECS expects text'],
  ['a comma too many', '{\n  "family": "app",\n}', 'line 3, column 1'],
  ['an open --image', fargate, '--image: image "${REPO}:1": its placeholder ${REPO}', ['--image', '${REPO}:1']],
  ['--image without its tag', fargate, '--image: image "app:": its tag is empty', ['--image', 'app:']],
  ['an open --image-from', fargate, 'open.json: image "$REPO:1": its placeholder $REPO', ['--image-from', 'open.json']],
];

const CASES = [...GOOD, ...BAD].map(([name, content, said, flags = []], index) => {
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  const isYaml = /^\w+:/.test(text);
  return { name, said, flags, file: `${index}.${isYaml ? 'yml' : 'json'}`, text };
});

let files: TemporaryDirectory;
let engine: ServedEngine;

beforeAll(async () => {
  const image = JSON.stringify({ ImageURI: `${ECR}/app:2` });
  const open = JSON.stringify([{ name: 'app', imageUri: '$REPO:1' }]);
  const texts = Object.fromEntries(CASES.map(({ file, text }) => [file, text]));
  files = temporaryFiles({ ...texts, 'imageDetail.json': image, 'open.json': open });
  engine = await serveEngine({ cwd: files.path, args: ['--cluster', 'staging'] });
});
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]();
  files?.[Symbol.dispose]();
});

const plan = (file: string, flags: string[]) =>
  runCli(['plan', '--cluster', 'staging', '--task-definition', file, ...flags], {
    cwd: files.path,
    env: { ...engine.env, ECS_MIGRATE_CONTAINER: 'app' },
  });

describe.concurrent('plan', () => {
  test.for(CASES)('$name', async ({ file, flags, said, text }) => {
    const network = /"awsvpc"/.test(text) ? ['--subnets', 'subnet-0a1b2c3d'] : [];
    const planned = await plan(file, [...network, ...flags]);
    if (said === undefined) {
      expect(planned.stderr).toMatch(/planned \(exit code 0\)\n$/);
      return;
    }
    expect(planned.stdout + planned.stderr).toContain(said);
    // What a flag says is not laid at the door of the file.
    if (flags.length > 0 && /image/.test(flags[0] ?? '')) expect(planned.stdout).not.toContain(`${file}:`);
    expect(planned.stderr).toMatch(/invalid \(exit code 64\)\n$/);
  });
});
