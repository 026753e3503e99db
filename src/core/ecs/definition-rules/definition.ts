/** A task definition whose members have the right types: see `check-members.ts`. */
export interface Definition {
  family?: string;
  containerDefinitions?: Container[];
  cpu?: string;
  memory?: string;
  networkMode?: string;
  requiresCompatibilities?: string[];
  executionRoleArn?: string;
  taskRoleArn?: string;
  ephemeralStorage?: { sizeInGiB?: number };
  inferenceAccelerators?: unknown[];
  ipcMode?: string;
  pidMode?: string;
  placementConstraints?: unknown[];
  runtimePlatform?: { cpuArchitecture?: string; operatingSystemFamily?: string };
  volumes?: Volume[];
}

export interface Container {
  name?: string;
  image?: string;
  essential?: boolean;
  cpu?: number;
  memory?: number;
  memoryReservation?: number;
  dependsOn?: { containerName?: string; condition?: string }[];
  environment?: { name?: string; value?: string }[];
  environmentFiles?: { value?: string }[];
  secrets?: Secret[];
  logConfiguration?: { logDriver?: string; options?: Record<string, string>; secretOptions?: Secret[] };
  healthCheck?: HealthCheck;
  mountPoints?: { sourceVolume?: string; containerPath?: string }[];
  volumesFrom?: { sourceContainer?: string }[];
  portMappings?: PortMapping[];
  linuxParameters?: {
    capabilities?: { add?: string[] };
    devices?: unknown[];
    maxSwap?: number;
    sharedMemorySize?: number;
  };
  repositoryCredentials?: { credentialsParameter?: string };
  resourceRequirements?: { type?: string }[];
  restartPolicy?: { restartAttemptPeriod?: number };
  ulimits?: { name?: string; softLimit?: number; hardLimit?: number }[];
  firelensConfiguration?: object;
  stopTimeout?: number;
  privileged?: boolean;
  disableNetworking?: boolean;
  hostname?: string;
  dnsServers?: string[];
  dnsSearchDomains?: string[];
  dockerSecurityOptions?: string[];
  extraHosts?: unknown[];
  links?: string[];
}

export interface Secret {
  name?: string;
  valueFrom?: string;
}

export interface PortMapping {
  containerPort?: number;
  containerPortRange?: string;
  hostPort?: number;
}

export interface HealthCheck {
  command?: string[];
  interval?: number;
  timeout?: number;
  retries?: number;
  startPeriod?: number;
}

interface Volume {
  name?: string;
  host?: { sourcePath?: string };
  dockerVolumeConfiguration?: object;
  configuredAtLaunch?: boolean;
}

/** Whether the task definition is meant for Fargate and must follow its rules. */
export function isForFargate({ requiresCompatibilities = [] }: Definition): boolean {
  return requiresCompatibilities.includes('FARGATE');
}

/** The path of a container in the definition. */
export function containerPath(index: number): string {
  return `containerDefinitions[${index}]`;
}

/** The containers with their paths. */
export function containersOf({ containerDefinitions = [] }: Definition): [Container, string][] {
  return containerDefinitions.map((container, index) => [container, containerPath(index)]);
}
