import type { ContainerDefinitionInput, RunTaskInput, TaskDefinitionInput } from './shapes.ts';

// Times in here are milliseconds of the injected clock; the wire's epoch seconds are made in the views.

export interface Tag {
  key: string;
  value: string;
}

export interface Cluster {
  name: string;
  arn: string;
  tags: Tag[];
  /** Undefined: any capacity provider may be named. */
  capacityProviders: readonly string[] | undefined;
  defaultStrategy: readonly Readonly<Record<string, unknown>>[];
}

/** Loaded, never run: it is there to be looked at. */
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
  /** What was registered, with AWS's defaults filled in. */
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
  /** Whether the container runtime was asked to make it: only then its runtime id is shown. */
  created?: boolean;
  /** Undefined for a container that AWS, not the task definition, put into the task. */
  definition: ContainerDefinition | undefined;
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  /** Undefined: not known yet, or never checked. */
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
  /** How often DescribeTasks was asked for it. */
  described: number;
  tags: Tag[];
}

/** One item of RunTask's or a describe operation's `failures`. */
export interface Failure {
  arn?: string;
  reason: string;
  detail?: string;
}
