import type { Clock, Random } from './base/clock.ts';
import type { ClockLead } from './base/clock-lead.ts';
import type { Answer } from './base/failure.ts';
import type { Mask } from './base/mask.ts';
import type { Cluster, Placement, Service, Session } from './ecs/cluster.ts';
import type { LogStream } from './ecs/log-place.ts';
import type { ActionExecution, Pipeline, PipelineExecution, PipelineRef } from './ecs/pipeline.ts';
import type { BuildFacts } from './ecs/run-metadata.ts';
import type { TaskState } from './ecs/task.ts';
import type { TaskDefinition, TaskDefinitionInput } from './ecs/task-definition.ts';
import type { Emit } from './events/events.ts';
import type { BuildFailure, ImageBuild, RegistryLogin } from './plan/build.ts';
import type { RunTaskRequest } from './plan/request.ts';

/** ECS tasks. Each call is one attempt; nothing here retries. */
export interface Tasks {
  run(request: RunTaskRequest): Promise<Answer<{ tasks: TaskState[]; failures: Placement[] }>>;
  /**
   * At most 100 ARNs of one cluster. `missing` holds those that ECS does not know, or not yet; `lead` is our clock against
   * that of AWS, where the answer has a date.
   */
  describe(
    cluster: string,
    taskArns: string[],
  ): Promise<Answer<{ tasks: TaskState[]; missing: string[]; lead?: ClockLead }>>;
  /** One page of ARNs. ECS takes `startedBy` only as the only filter; the desired status is RUNNING unless given. */
  list(cluster: string, filter: TaskFilter, page?: string): Promise<Answer<{ taskArns: string[]; next?: string }>>;
  stop(cluster: string, taskArn: string, reason: string): Promise<Answer<void>>;
}

export type TaskFilter = { startedBy: string } | { family?: string; desiredStatus: 'RUNNING' | 'STOPPED' };

export interface Definitions {
  /** FAMILY, FAMILY:REVISION or ARN; `undefined` where ECS knows none. */
  describe(reference: string): Promise<Answer<TaskDefinition | undefined>>;
  register(definition: TaskDefinitionInput): Promise<Answer<TaskDefinition>>;
  deregister(arn: string): Promise<Answer<void>>;
  /** What {@link register} would answer, but for ARN and revision. Calls nothing. */
  preview(definition: TaskDefinitionInput): TaskDefinition;
  /** What to register for the same as a described definition, with its tags. Calls nothing; for no eyes: it has values. */
  copy(definition: TaskDefinition): TaskDefinitionInput;
}

export interface Services {
  /** `undefined` where the cluster has no active service of that name. */
  describe(cluster: string, name: string): Promise<Answer<Service | undefined>>;
  /** Names of the cluster's services, for a better error. At most 100. */
  list(cluster: string): Promise<Answer<string[]>>;
}

export interface Clusters {
  /** `undefined` where ECS knows none of that name. */
  describe(name: string): Promise<Answer<Cluster | undefined>>;
  /** Names of the region's clusters, for a better error. At most 100. */
  list(): Promise<Answer<string[]>>;
}

/** CodePipeline. Asked only where a pipeline is known, and never in the way of a migration. */
export interface Pipelines {
  /** `undefined` where there is none of that name. */
  describe(pipeline: PipelineRef): Promise<Answer<Pipeline | undefined>>;
  execution(pipeline: PipelineRef, id: string): Promise<Answer<PipelineExecution>>;
  /** The latest 100, the latest first; of one execution where it is given. */
  actions(pipeline: PipelineRef, execution?: string): Promise<Answer<ActionExecution[]>>;
}

/**
 * What a machine remembers from one run of a build to the next. A hint that saves time: with it lost, refused attempts are
 * asked for again, and ECS answers them again.
 */
export interface AttemptMemory {
  /** The highest attempt of an identity that ECS is known to have refused a place; 0 where none is known. */
  lastRefused(identity: string): Promise<number>;
  rememberRefused(identity: string, attempt: number): Promise<void>;
}

export interface Logs {
  /**
   * One page. The cursor is opaque, belongs to its stream, and is refused when it is 24 hours old. Without one: from the head,
   * or from lines of the time `since` on (milliseconds since the epoch, as the lines have it).
   */
  read(stream: LogStream, cursor: string | undefined, since?: number): Promise<Answer<LogPage>>;
}

export interface LogPage {
  lines: { timestamp: number; message: string }[];
  /** Absent while the stream does not exist. */
  cursor?: string;
  /** Nothing more to read now. An empty page does not mean that. */
  caughtUp: boolean;
  /** What was not found, where that is why there are no lines. */
  missing?: 'group' | 'stream';
}

/** The AWS side of a run. */
export interface Aws {
  region: string;
  /** Whether calls go to AWS itself, not to another endpoint. Known after the first call. */
  isAmazon(): boolean;
  tasks: Tasks;
  definitions: Definitions;
  clusters: Clusters;
  services: Services;
  logs: Logs;
  pipelines: Pipelines;
  /** A login to the private ECR registries of a region. */
  registryLogin(region: string): Promise<Answer<RegistryLogin>>;
  /** The session of the credentials, where they are a session that will not be renewed. */
  session(): Promise<Session | undefined>;
}

/** Builds images by a program of this machine, and shows what it writes. */
export interface ImageBuilder {
  program: 'docker' | 'podman';
  /** Without a login it pushes as the machine is logged in. Resolves soon after the signal has aborted, with whatever. */
  build(
    build: ImageBuild,
    login: RegistryLogin | undefined,
    signal: AbortSignal,
  ): Promise<{ image: string } | { failed: BuildFailure }>;
}

/** Everything a run touches. */
export interface RunContext extends Aws {
  /** SHA-256 of a text, in hexadecimal digits. */
  digest(text: string): string;
  /** What the build says of itself; empty outside CI. */
  build: BuildFacts;
  /** When the build that this runs in has to be done; absent where it has no limit that we know of. */
  deadlineAt?: number;
  /** There where an image is to be built. */
  builder?: ImageBuilder;
  /** Absent where nothing outlives a run. */
  attempts?: AttemptMemory;
  clock: Clock;
  random: Random;
  emit: Emit;
  /** What AWS, a container or another program says, as it may be quoted in a sentence. */
  mask: Mask;
  /** Aborted when the caller wants to end; its reason is the name of the signal, such as SIGINT. */
  interrupt: AbortSignal;
}
