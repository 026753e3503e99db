import type { ContainerDefinitionInput, RunTaskInput, TaskDefinitionInput } from './shapes.ts';

// Times in this file are milliseconds of the injected clock. The views convert them to the epoch seconds of the wire
// format.

export interface Tag {
  key: string;
  value: string;
}

export interface Cluster {
  name: string;
  arn: string;
  tags: Tag[];
  /** If undefined, any capacity provider is accepted. */
  capacityProviders: readonly string[] | undefined;
  defaultStrategy: readonly Readonly<Record<string, unknown>>[];
}

/** A loaded service. The engine does not run it; it can only be described. */
export interface Service {
  serviceName: string;
  serviceArn: string;
  clusterArn: string;
  [member: string]: unknown;
}

export type ContainerDefinition = ContainerDefinitionInput & { name: string; essential: boolean };

export interface TaskDefinition {
  arn: string;
  family: string;
  revision: number;
  /** The registered definition, with AWS's defaults filled in. */
  body: TaskDefinitionInput;
  containers: readonly ContainerDefinition[];
  tags: Tag[];
  registeredAt: number;
  deregisteredAt?: number;
}

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export type StopCode =
  | 'TaskFailedToStart'
  | 'EssentialContainerExited'
  | 'UserInitiated'
  | 'SpotInterruption'
  | 'TerminationNotice';

export interface Container {
  name: string;
  arn: string;
  runtimeId: string;
  /** Whether the container runtime was asked to create it. The runtime id is shown only then. */
  created?: boolean;
  /** Undefined for a container that AWS has added to the task. */
  definition: ContainerDefinition | undefined;
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  /** Undefined if not known yet, or if the container has no health check. */
  healthStatus?: 'HEALTHY' | 'UNHEALTHY' | undefined;
  exitCode?: number;
  reason?: string;
}

export interface Attachment {
  id: string;
  status: 'PRECREATED' | 'ATTACHED' | 'DELETED';
  subnetId: string;
  networkInterfaceId: string;
  macAddress: string;
  privateIPv4Address: string;
}

export type TaskTime =
  | 'createdAt'
  | 'connectivityAt'
  | 'pullStartedAt'
  | 'pullStoppedAt'
  | 'startedAt'
  | 'stoppingAt'
  | 'executionStoppedAt'
  | 'stoppedAt';

export interface Task {
  /** Order of creation within the engine. */
  sequence: number;
  id: string;
  arn: string;
  cluster: Cluster;
  definition: TaskDefinition;
  request: RunTaskInput;
  launchType: string;
  capacityProviderName: string | undefined;
  attachment: Attachment | undefined;
  containers: Container[];
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  version: number;
  times: Partial<Record<TaskTime, number>> & { createdAt: number };
  stopCode?: StopCode;
  stoppedReason?: string;
  /** How many DescribeTasks calls asked for this task. */
  described: number;
  tags: Tag[];
}

/** One item of the `failures` of RunTask or of a describe operation. */
export interface Failure {
  arn?: string;
  reason: string;
  detail?: string;
}
