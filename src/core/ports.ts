import type { Clock, Random } from './base/clock.ts';
import type { ClockLead } from './base/clock-lead.ts';
import type { Answer } from './base/failure.ts';
import type { Mask } from './base/mask.ts';
import type { Result } from './base/result.ts';
import type { ClusterFacts, Placement, Service, Session } from './ecs/cluster.ts';
import type { Named, ServiceTraffic } from './ecs/live-revision.ts';
import type { LogStream } from './ecs/log-place.ts';
import type { ActionExecution, Pipeline, PipelineExecution, PipelineRef } from './ecs/pipeline.ts';
import type { BuildFacts } from './ecs/run-metadata.ts';
import type { HookAction, ServiceDeployment } from './ecs/service-deployment.ts';
import type { TaskState } from './ecs/task.ts';
import type { TaskDefinition, TaskDefinitionInput } from './ecs/task-definition.ts';
import type { FargateProvider } from './ecs/vcpu-quotas.ts';
import type { Emit } from './events/events.ts';
import type { BuildFailure, ImageBuild, RegistryLogin } from './plan/build.ts';
import type { DeployedRevision } from './plan/deployed-image.ts';
import type { RunTaskRequest } from './plan/request.ts';
import type { Closing } from './verdict/log-cursor.ts';

/** ECS tasks. Each call is one attempt without retries. */
export interface Tasks {
  /**
   * RunTask. ECS answers with the same task if the client token was used before. `failures`: tasks that it could not
   * place.
   */
  run(request: RunTaskRequest): Promise<Answer<{ tasks: TaskState[]; failures: Placement[] }>>;
  /**
   * At most 100 ARNs of one cluster. `missing`: ARNs that ECS does not know, or does not know yet. `lead`: the lead of
   * our clock over that of AWS, if the answer has a date.
   */
  describe(
    cluster: string,
    taskArns: string[],
  ): Promise<Answer<{ tasks: TaskState[]; missing: string[]; lead?: ClockLead }>>;
  /** One page of ARNs. ECS accepts `startedBy` only without other filters. The desired status is RUNNING by default. */
  list(cluster: string, filter: TaskFilter, page?: string): Promise<Answer<{ taskArns: string[]; next?: string }>>;
  /**
   * StopTask. `reason` becomes the `stoppedReason` of the task. `withinMs`: a call that must wait longer for its turn is not
   * made, and answered with {@link PUT_OFF}; the next one need not wait.
   */
  stop(cluster: string, taskArn: string, reason: string, withinMs?: number): Promise<Answer<void>>;
}

export type TaskFilter = { startedBy: string } | { family?: string; desiredStatus: 'RUNNING' | 'STOPPED' };

/** ECS task definitions. Each call is one attempt without retries. */
export interface Definitions {
  /** FAMILY, FAMILY:REVISION or ARN. `undefined` if ECS knows no such revision. */
  describe(reference: string): Promise<Answer<TaskDefinition | undefined>>;
  /** RegisterTaskDefinition. Returns the new revision. */
  register(definition: TaskDefinitionInput): Promise<Answer<TaskDefinition>>;
  /** DeregisterTaskDefinition. Tasks that run are not affected. */
  deregister(arn: string): Promise<Answer<void>>;
  /** What {@link register} would return, without ARN and revision. Calls nothing. */
  preview(definition: TaskDefinitionInput): TaskDefinition;
  /**
   * The input that registers a copy of a described definition, with its tags. Calls nothing. It contains environment
   * values: never show it.
   * @throws {Error} If this port has not described the definition.
   */
  copy(definition: TaskDefinition): TaskDefinitionInput;
}

/** ECS services. Each call is one attempt without retries. */
export interface Services {
  /** `undefined` if the cluster has no active service of that name. */
  describe(cluster: string, name: string): Promise<Answer<Service | undefined>>;
  /** Names of the cluster's services, used for a better error message. At most 100. */
  list(cluster: string): Promise<Answer<string[]>>;
}

/** What can take traffic of a service. Each call is one attempt without retries. */
export interface LiveServices {
  /** DescribeServices. `undefined` if the cluster has no active service of that name. */
  describe(cluster: string, service: string): Promise<Answer<ServiceTraffic | undefined>>;
  /** The sources and targets of its deployments that have not ended. */
  deployments(cluster: string, service: string): Promise<Answer<Named[]>>;
  /** The task definition of each service revision, and the digests of its images by container. At most 20. */
  revisions(arns: readonly string[]): Promise<Answer<Map<string, LiveImages>>>;
  /** The tasks of the service that have not stopped, also those that are stopping. */
  tasks(cluster: string, service: string): Promise<Answer<LiveImages[]>>;
}

/** A task definition, and images with their digests as ECS shows them. */
export interface LiveImages {
  taskDefinition: string;
  containers: { name: string; image: string; digest?: string }[];
}

/** ECS clusters. Each call is one attempt without retries. */
export interface Clusters {
  /** `undefined` if ECS knows no cluster of that name. */
  describe(cluster: string): Promise<Answer<ClusterFacts | undefined>>;
  /** Names of the region's clusters, used for a better error message. At most 100. */
  list(): Promise<Answer<string[]>>;
}

/** CodePipeline. It is called only if a pipeline is known, and its failures never prevent a migration. */
export interface Pipelines {
  /** `undefined` if there is no pipeline of that name. */
  describe(pipeline: PipelineRef): Promise<Answer<Pipeline | undefined>>;
  /** The state of one execution: in progress, stopped, superseded and so on. */
  execution(pipeline: PipelineRef, id: string): Promise<Answer<PipelineExecution>>;
  /** The latest 100 actions, the latest first. Only those of `execution`, if given. */
  actions(pipeline: PipelineRef, execution?: string): Promise<Answer<ActionExecution[]>>;
}

/** What a deployment is about to run. */
export interface Deployed {
  /**
   * The revision of a service that ECS is deploying. Before its first task runs ECS may not have resolved any digest.
   * `undefined`: ECS does not know it.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevision.html
   */
  serviceRevision(arn: string): Promise<Answer<Omit<DeployedRevision, 'containers'> | undefined>>;
  /** The containers of a revision of a task definition; `undefined`: ECS does not know it. */
  containers(taskDefinition: string): Promise<Answer<DeployedRevision['containers'] | undefined>>;
  /** The digest that a tag has in a private ECR repository now; `undefined` for images of other registries and unknown tags. */
  digest(image: string): Promise<Answer<string | undefined>>;
}

/** The deployments of ECS services. */
export interface ServiceDeployments {
  /** One page of ARNs of a service's deployments with one of these statuses, the newest first. */
  list(
    cluster: string,
    service: string,
    statuses: readonly string[],
    page?: string,
  ): Promise<Answer<{ arns: string[]; next?: string }>>;
  /** At most 20. `missing`: ARNs that ECS does not know. `lead`: as of {@link Tasks.describe}. */
  describe(
    arns: readonly string[],
  ): Promise<Answer<{ deployments: ServiceDeployment[]; missing: string[]; lead?: ClockLead }>>;
  /**
   * Acts on a PAUSE hook that awaits an action, while its deployment is in progress; ECS refuses it otherwise.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContinueServiceDeployment.html
   */
  continue(deployment: string, hook: string, action: HookAction): Promise<Answer<void>>;
}

/**
 * What a machine remembers from one run of a build to the next. It only saves time. If it is lost, attempts that ECS
 * refused are requested again, and ECS refuses them again.
 */
export interface AttemptMemory {
  /** The highest attempt of an identity for which ECS is known to have placed no task. 0 if none is known. */
  lastRefused(identity: string): Promise<number>;
  /** Remembers that ECS has placed no task for this attempt. */
  rememberRefused(identity: string, attempt: number): Promise<void>;
}

/** CloudWatch Logs. Each call is one attempt without retries. */
export interface Logs {
  /**
   * One page. The cursor is opaque, belongs to its stream, and is refused when it is 24 hours old. Without a cursor,
   * reading starts at the head of the stream, or at lines of the time `since` (milliseconds since the epoch, as in the
   * lines).
   */
  read(stream: LogStream, cursor: string | undefined, since?: number): Promise<Answer<LogPage>>;
  /**
   * One page of the events of up to 100 streams of one group, from the time `since` on, by time. The page can be empty
   * although more events follow: `next` is absent only after the last page. Fails if one of the streams does not exist.
   */
  readMany(of: ManyStreams, next?: string): Promise<Answer<{ events: StreamEvent[]; next?: string }>>;
}

/** Streams of one log group. `since`: milliseconds since the epoch, as in the lines. */
export interface ManyStreams {
  region: string;
  group: string;
  streams: readonly string[];
  since: number;
}

/** A line of one of many streams. `id` is unique, and the same each time the line is read. */
export interface StreamEvent extends LogLine {
  stream: string;
  id: string;
}

/** A line of a log. Its time is in milliseconds since the epoch, as the log driver set it. */
export interface LogLine {
  /** Milliseconds since the epoch, by the clock of the host that wrote the line. */
  timestamp: number;
  /** The line without its line break. */
  message: string;
}

/** What one call returns of a log stream. */
export interface LogPage {
  /** The lines in the order of their times. Read them once only, and before the next page of the stream is read. */
  lines: Iterable<LogLine>;
  /** Absent while the stream does not exist. */
  cursor?: string;
  /** There is nothing more to read now. An empty page does not mean that. */
  caughtUp: boolean;
  /** If something was not found, so that there are no lines: what it was. */
  missing?: 'group' | 'stream';
}

/**
 * How much room the account has. A fleet asks this before its first launch. Each question has a right of its own that a
 * migration does not need, and is answered within a few seconds, or fails.
 */
export interface Capacity {
  /** The quota of vCPU that tasks of a capacity provider may use at once, in this region. */
  vcpuQuota(provider: FargateProvider): Promise<Answer<number>>;
  /** The free IPv4 addresses of all these subnets together. */
  freeAddresses(subnets: readonly string[]): Promise<Answer<number>>;
}

/** The AWS side of a run. */
export interface Aws {
  /** The region of the cluster. */
  region: string;
  /** Whether calls go to AWS itself, not to another endpoint. Known after the first call. */
  isAmazon(): boolean;
  tasks: Tasks;
  definitions: Definitions;
  clusters: Clusters;
  services: Services;
  logs: Logs;
  pipelines: Pipelines;
  deployed: Deployed;
  serviceDeployments: ServiceDeployments;
  /** A login to the private ECR registries of a region. */
  registryLogin(region: string): Promise<Answer<RegistryLogin>>;
  /** How much room the account has. Absent if nobody can say. */
  capacity?: Capacity;
  /** Only lint asks it. */
  live?: LiveServices;
  /** The session of the credentials, if they belong to a session that will not be renewed. */
  session(): Promise<Session | undefined>;
  /** Present if the run is one of many that share their calls. */
  shared?: SharedCalls;
}

/** The result of one look: the task; `undefined` if ECS answered MISSING; or the failure. */
export type Look = Answer<TaskState | undefined> & { askedAt: number; lead?: ClockLead | undefined };

/** Looks at the tasks of one cluster, many in one DescribeTasks call. */
export interface Watcher {
  /**
   * The next look at a task. It happens `delayMs` from now at the latest, and earlier if another task is looked at
   * before. Returns `undefined` at once if the signal aborts. `putOff` is called when the look is due, and returns by
   * how many milliseconds to postpone it.
   */
  next(taskArn: string, delayMs: number, signal: AbortSignal, putOff?: () => number): Promise<Look | undefined>;
}

/** Which tasks to look for: those that hold a lock, and those of a family. */
export interface LockScope {
  cluster: string;
  startedBy: string;
  family: string;
  /** True if the lock was named by a setting and is not that of the family: tasks of any family may hold it. */
  sharedLock: boolean;
}

/** The tasks that a survey has found. `surveyedAt`: when it began, if that was before it was asked for. */
export type Surveyed = Answer<TaskState[]> & { surveyedAt?: number };

/** What the runs of a fleet do together, so that the number of calls does not grow with the number of runs. */
export interface SharedCalls {
  watcher(cluster: string): Watcher;
  /**
   * The tasks that could conflict with a launch, according to a survey of a few seconds ago at most. Waits first until
   * it is this run's turn to launch, so that the survey is not old when the task is launched. `hurry` ends that wait.
   */
  surveyForLaunch(of: LockScope, hurry: AbortSignal): Promise<Surveyed>;
  /** The same tasks, but for `known`, according to a survey that began at `notBefore` or later. */
  survey(of: LockScope, how: SurveyNeeds): Promise<Surveyed>;
  /** Reads a log to its end, if possible together with the logs of other runs. Returns whether it was read to its end. */
  readLog(control: LogControl, context: TailContext): Promise<'read' | 'unread'>;
  /** The answer to a question that many runs ask, such as whether a log can be read. `key`: what is asked. */
  once<T>(key: string, ask: () => Promise<Answer<T>>): Promise<Answer<T>>;
}

export interface SurveyNeeds {
  notBefore: number;
  /** How long to wait for a survey that others need too. Milliseconds. */
  patienceMs: number;
  /** Our own task, which need not be described. */
  known?: string;
  /** Aborts when there is no time to wait for others any more. */
  hurry: AbortSignal;
  /** If there is no answer for so long, it fails. Milliseconds; no limit by default. */
  limitMs?: number;
}

export type NamedStream = LogStream & { stream: string };

/** What the reading of a log needs from its run. */
export interface LogControl {
  stream: NamedStream;
  taskArn: string;
  /** When the task was launched. Milliseconds since the epoch. */
  launchedAt: number;
  /** What is known about the end. `undefined` while the container may still write. */
  closing(): Closing | undefined;
  /** Aborts when `closing` has changed, so that a waiting tail checks again. A new signal then replaces it. */
  changed(): AbortSignal;
  /** Requests a look for the stop of the task; `closing` then contains the result. */
  awaitStop(): void;
  /** Aborts to end the reading at once. */
  abandon: AbortSignal;
  quietMs: number;
  boundMs: number;
}

/** Builds images with a program of this machine, and shows the program's output. */
export interface ImageBuilder {
  /** The program that builds, for messages. */
  program: 'docker' | 'podman';
  /**
   * Returns the image; by digest, if it was pushed. Without a login, it pushes with the login that the machine already
   * has. After the signal has aborted, it resolves
   * soon, with any result.
   */
  build(
    build: ImageBuild,
    login: RegistryLogin | undefined,
    signal: AbortSignal,
  ): Promise<Result<string, BuildFailure>>;
}

/** To report what happens. */
export interface EmitContext {
  /** Reports an event. Resolves when its reader has taken it. */
  emit: Emit;
}

/** To wait: for as long as `clock` says, with jitter, and no longer than until the interrupt. */
export interface WaitContext {
  /** The time, and waits. */
  clock: Clock;
  /** The jitter of waits, and fresh ids. */
  random: Random;
  /** Aborted when the caller wants to end. Its reason is the name of the signal, such as SIGINT. */
  interrupt: AbortSignal;
}

/** To share calls with other runs. */
export type SharingContext = Pick<Aws, 'shared'>;

/** To repeat a call that fails, and to report each wait. */
export interface RetryContext extends WaitContext, EmitContext {}

/** To call ECS about tasks. */
export interface TaskContext extends RetryContext, Pick<Aws, 'tasks'>, SharingContext {}

/** To call ECS about task definitions. */
export interface DefinitionContext extends RetryContext, Pick<Aws, 'definitions'> {}

/** To ask CodePipeline about the execution of this build. */
export interface PipelineContext extends WaitContext, Pick<Aws, 'pipelines' | 'region'> {
  /** What the build's environment says about the build. Empty outside CI. */
  build: BuildFacts;
}

/** To read a log. */
export interface TailContext extends EmitContext, Pick<Aws, 'logs' | 'isAmazon'>, SharingContext {
  clock: Clock;
  random: Random;
}

/** To follow a task and its log. */
export interface FollowContext extends TaskContext, TailContext {
  /** Masks secrets in text from AWS, a container or another program, so that a sentence can quote it. */
  mask: Mask;
}

/** To make a plan. Only reads. */
export interface PlanContext extends TaskContext, DefinitionContext, Pick<Aws, 'region' | 'clusters' | 'services'> {
  logs: Logs;
  /** What the build's environment says about the build. Empty outside CI. */
  build: BuildFacts;
  session: Aws['session'];
  /** The target of many that this run is for, if its lock is its own: the target then extends the name of the lock. */
  lockTarget?: string;
  digest(text: string): string;
}

/** To launch a task. */
export interface LaunchCallContext extends TaskContext, DefinitionContext, PipelineContext {
  mask: Mask;
  /** SHA-256 of a text, in hexadecimal digits. */
  digest(text: string): string;
}

/**
 * Everything that a run uses. Only the functions that drive a whole run take it; every other function takes the part that it
 * needs, so that its signature says what it can do (test/architecture.test.ts has the list).
 */
export interface RunContext extends Aws, FollowContext, PlanContext, LaunchCallContext {
  /** When the build that this process runs in must have ended. Absent if no limit is known. */
  deadlineAt?: number;
  /** Present if an image must be built. */
  builder?: ImageBuilder;
  /** Absent if nothing is kept after a run. */
  attempts?: AttemptMemory;
  /** Aborted when nothing new may be launched; what runs is followed on. Its reason is that of `interrupt`. */
  launchHalt?: AbortSignal;
}
