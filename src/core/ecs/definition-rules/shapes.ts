/** What a member can contain. */
export type Shape =
  | 'text'
  | 'number'
  | 'boolean'
  | 'anything'
  | { oneOf: readonly string[] }
  | { list: Shape }
  | { map: Shape }
  | { members: Readonly<Record<string, Shape>>; required?: readonly string[] };

const object = (members: Record<string, Shape>, ...required: string[]): Shape => ({ members, required });
const texts: Shape = { list: 'text' };
const pair = object({ name: 'text', value: 'text' }, 'name', 'value');
const secrets: Shape = { list: object({ name: 'text', valueFrom: 'text' }, 'name', 'valueFrom') };

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html */
const volume = object(
  {
    name: 'text',
    configuredAtLaunch: 'boolean',
    host: object({ sourcePath: 'text' }),
    dockerVolumeConfiguration: object({
      scope: 'text',
      autoprovision: 'boolean',
      driver: 'text',
      driverOpts: { map: 'text' },
      labels: { map: 'text' },
    }),
    efsVolumeConfiguration: object(
      {
        fileSystemId: 'text',
        rootDirectory: 'text',
        transitEncryption: 'text',
        transitEncryptionPort: 'number',
        authorizationConfig: object({ accessPointId: 'text', iam: 'text' }),
      },
      'fileSystemId',
    ),
    s3filesVolumeConfiguration: object(
      { fileSystemArn: 'text', rootDirectory: 'text', transitEncryptionPort: 'number', accessPointArn: 'text' },
      'fileSystemArn',
    ),
    fsxWindowsFileServerVolumeConfiguration: object(
      {
        fileSystemId: 'text',
        rootDirectory: 'text',
        authorizationConfig: object({ credentialsParameter: 'text', domain: 'text' }, 'credentialsParameter', 'domain'),
      },
      'fileSystemId',
      'rootDirectory',
      'authorizationConfig',
    ),
  },
  'name',
);

const linuxParameters = object({
  capabilities: object({ add: texts, drop: texts }),
  devices: { list: object({ hostPath: 'text', containerPath: 'text', permissions: texts }, 'hostPath') },
  initProcessEnabled: 'boolean',
  sharedMemorySize: 'number',
  tmpfs: { list: object({ containerPath: 'text', size: 'number', mountOptions: texts }, 'containerPath', 'size') },
  maxSwap: 'number',
  swappiness: 'number',
});

export const CONDITIONS = ['START', 'COMPLETE', 'SUCCESS', 'HEALTHY'] as const;
const LOG_DRIVERS = ['awslogs', 'awsfirelens', 'splunk', 'fluentd', 'gelf', 'journald', 'json-file', 'syslog'] as const;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const container = object({
  name: 'text',
  image: 'text',
  command: texts,
  cpu: 'number',
  credentialSpecs: texts,
  dependsOn: {
    list: object({ containerName: 'text', condition: { oneOf: CONDITIONS } }, 'containerName', 'condition'),
  },
  disableNetworking: 'boolean',
  dnsSearchDomains: texts,
  dnsServers: texts,
  dockerLabels: { map: 'text' },
  dockerSecurityOptions: texts,
  entryPoint: texts,
  environment: { list: pair },
  environmentFiles: { list: object({ value: 'text', type: { oneOf: ['s3'] } }, 'value', 'type') },
  essential: 'boolean',
  extraHosts: { list: object({ hostname: 'text', ipAddress: 'text' }, 'hostname', 'ipAddress') },
  firelensConfiguration: object({ type: 'text', options: { map: 'text' } }, 'type'),
  healthCheck: object(
    { command: texts, interval: 'number', timeout: 'number', retries: 'number', startPeriod: 'number' },
    'command',
  ),
  hostname: 'text',
  interactive: 'boolean',
  links: texts,
  linuxParameters,
  logConfiguration: object(
    { logDriver: { oneOf: LOG_DRIVERS }, options: { map: 'text' }, secretOptions: secrets },
    'logDriver',
  ),
  memory: 'number',
  memoryReservation: 'number',
  mountPoints: { list: object({ sourceVolume: 'text', containerPath: 'text', readOnly: 'boolean' }) },
  portMappings: {
    list: object({
      appProtocol: 'text',
      containerPort: 'number',
      containerPortRange: 'text',
      hostPort: 'number',
      name: 'text',
      protocol: 'text',
    }),
  },
  privileged: 'boolean',
  pseudoTerminal: 'boolean',
  readonlyRootFilesystem: 'boolean',
  repositoryCredentials: object({ credentialsParameter: 'text' }, 'credentialsParameter'),
  resourceRequirements: { list: object({ type: 'text', value: 'text', sharingStrategy: 'anything' }, 'type') },
  restartPolicy: object(
    { enabled: 'boolean', ignoredExitCodes: { list: 'number' }, restartAttemptPeriod: 'number' },
    'enabled',
  ),
  secrets,
  startTimeout: 'number',
  stopTimeout: 'number',
  systemControls: { list: object({ namespace: 'text', value: 'text' }) },
  ulimits: {
    list: object({ name: 'text', softLimit: 'number', hardLimit: 'number' }, 'name', 'softLimit', 'hardLimit'),
  },
  user: 'text',
  versionConsistency: 'text',
  volumesFrom: { list: object({ sourceContainer: 'text', readOnly: 'boolean' }) },
  workingDirectory: 'text',
});

/**
 * Every member of the RegisterTaskDefinition request. A test compares it with the model of the API.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export const DEFINITION: Shape = object({
  family: 'text',
  containerDefinitions: { list: container },
  cpu: 'text',
  enableFaultInjection: 'boolean',
  ephemeralStorage: object({ sizeInGiB: 'number' }, 'sizeInGiB'),
  executionRoleArn: 'text',
  inferenceAccelerators: { list: object({ deviceName: 'text', deviceType: 'text' }, 'deviceName', 'deviceType') },
  ipcMode: 'text',
  memory: 'text',
  networkMode: { oneOf: ['awsvpc', 'bridge', 'host', 'none'] },
  pidMode: 'text',
  placementConstraints: { list: object({ type: 'text', expression: 'text' }) },
  proxyConfiguration: object({ containerName: 'text', type: 'text', properties: { list: pair } }, 'containerName'),
  requiresCompatibilities: { list: { oneOf: ['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'] } },
  runtimePlatform: object({ cpuArchitecture: 'text', operatingSystemFamily: 'text' }),
  tags: { list: object({ key: 'text', value: 'text' }) },
  taskRoleArn: 'text',
  volumes: { list: volume },
});
