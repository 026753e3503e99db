import type { Placement } from '../../src/core/ecs/cluster.ts';
import type { ContainerState, TaskState } from '../../src/core/ecs/task.ts';

export const CLUSTER = 'c';
export const LOCK = 'ecs-migrate/app';
export const CONTAINER = 'migrate';
export const DEFINITION = 'arn:aws:ecs:eu-west-1:1:task-definition/app:1';

const TEARDOWN_MS = 12_000;
/** From SIGTERM to the end of the container. */
const GRACE_MS = 1_000;
const CANCELLED_MS = 5_000;

/** A task. Its state at any time follows from these values. */
export interface ModelTask {
  id: number;
  build: number;
  attempt: number;
  launchedBy: number;
  createdAt: number;
  /** When it appears in lists. */
  listedAt: number;
  startsAt: number;
  /** When its container ends by itself, and with which exit code. */
  endsAt: number;
  code: number;
  /** The first stop of the task. */
  stop?: { at: number; reason: string; code: number; graceMs: number };
}

/** ECS, reduced to plain data: a few tasks and the tokens that it has seen. */
export interface ModelEcs {
  tasks: ModelTask[];
  /** By token: the id of the task, or -1 if there was no capacity. */
  tokens: Record<string, number>;
}

/** The course of a task, chosen when it is launched. Times count from the launch. */
export interface Course {
  name: string;
  listedMs: number;
  startMs: number;
  runsMs: number;
  code: number;
  /** When somebody else stops it, and the exit code of its container then. */
  operator?: { afterMs: number; code: number; graceMs?: number };
}

export type Told = { task: TaskState } | { failures: Placement[] };

const CAPACITY = 'Capacity is unavailable at this time. Please try again later or in a different availability zone';

/** RunTask. `course` is used only for a new token; if it is undefined, there is no capacity. */
export function runTask(
  ecs: ModelEcs,
  { build, attempt, launchedBy }: Pick<ModelTask, 'build' | 'attempt' | 'launchedBy'>,
  course: Course | undefined,
  now: number,
): Told {
  const token = tokenOf(build, attempt);
  const known = ecs.tokens[token];
  if (known !== undefined) return known < 0 ? { failures: [{ reason: CAPACITY }] } : { task: replay(ecs, known, now) };
  if (course === undefined) {
    ecs.tokens[token] = -1;
    return { failures: [{ reason: CAPACITY }] };
  }
  const { listedMs, startMs, runsMs, code, operator } = course;
  const startsAt = now + startMs;
  const task: ModelTask = {
    id: ecs.tasks.length,
    build,
    attempt,
    launchedBy,
    createdAt: now,
    listedAt: now + listedMs,
    startsAt,
    endsAt: startsAt + runsMs,
    code,
    ...(operator && { stop: { graceMs: GRACE_MS, ...operator, at: now + operator.afterMs, reason: 'by hand' } }),
  };
  ecs.tokens[token] = task.id;
  ecs.tasks.push(task);
  return { task: viewOf(task, now) };
}

export function isNewToken(ecs: ModelEcs, build: number, attempt: number): boolean {
  return ecs.tokens[tokenOf(build, attempt)] === undefined;
}

const tokenOf = (build: number, attempt: number) => `${build} ${attempt}`;

/** If the task has stopped, a repeated request returns only three fields. */
function replay(ecs: ModelEcs, id: number, now: number): TaskState {
  const view = viewOf(taskOf(ecs, id), now);
  if (view.lastStatus !== 'STOPPED') return view;
  const { taskArn, lastStatus, desiredStatus } = view;
  return { taskArn, taskDefinitionArn: '', lastStatus, desiredStatus, containers: [] };
}

export function stopTask(ecs: ModelEcs, id: number, reason: string, now: number): void {
  const task = taskOf(ecs, id);
  if (now < Math.min(task.endsAt, task.stop?.at ?? now + 1)) {
    task.stop = { at: now, reason, code: 143, graceMs: GRACE_MS };
  }
}

/** The tasks that appear in lists: only those with desiredStatus RUNNING, or all of them. */
export function listTasks(ecs: ModelEcs, which: 'running' | 'all', now: number): TaskState[] {
  const shown = ecs.tasks.filter(({ listedAt }) => now >= listedAt).map((task) => viewOf(task, now));
  return which === 'all' ? shown : shown.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
}

export function taskOf(ecs: ModelEcs, id: number): ModelTask {
  const task = ecs.tasks[id];
  if (task === undefined) throw new Error('no such task');
  return task;
}

export const arnOf = (id: number) => `arn:aws:ecs:eu-west-1:1:task/${CLUSTER}/${id}`;
export const idOf = (arn: string) => Number(arn.slice(arn.lastIndexOf('/') + 1));

/** The time span in which the container ran. `undefined` if it never runs. */
export function livedFrom({ startsAt, endsAt, stop }: ModelTask): { from: number; to: number } | undefined {
  if (stop !== undefined && stop.at < startsAt) return undefined;
  return {
    from: startsAt,
    to: stop === undefined || endsAt <= stop.at ? endsAt : Math.min(endsAt, stop.at + stop.graceMs),
  };
}

/** The exit code that ECS reports at the end. */
export function codeOf(task: ModelTask): number {
  return endsByItself(task) ? task.code : (task.stop?.code ?? task.code);
}

/** Whether the container ended before it was told to stop. */
export function endsByItself({ endsAt, stop }: ModelTask): boolean {
  return stop === undefined || endsAt <= stop.at;
}

/** The task as DescribeTasks returns it. */
export function viewOf(task: ModelTask, now: number): TaskState {
  const { id, build, attempt, createdAt, stop } = task;
  const life = livedFrom(task);
  const told = Math.min(stop?.at ?? Number.POSITIVE_INFINITY, life?.to ?? Number.POSITIVE_INFINITY);
  const over = life?.to ?? Number.POSITIVE_INFINITY;
  const stoppedAt = life === undefined ? (stop?.at ?? 0) + CANCELLED_MS : life.to + TEARDOWN_MS;
  const running = life !== undefined && now >= life.from && now < over;
  const ended = life !== undefined && now >= over;
  const stopped = now >= stoppedAt;
  const isTold = now >= told;
  const container: ContainerState = {
    name: CONTAINER,
    lastStatus: statusOf([running, 'RUNNING'], [ended || stopped, 'STOPPED']),
    ...(ended ? { exitCode: codeOf(task) } : {}),
    ...(running || ended ? { runtimeId: `r${id}` } : {}),
  };
  const own = endsByItself(task);
  const stopCode = own ? 'EssentialContainerExited' : 'UserInitiated';
  return {
    taskArn: arnOf(id),
    taskDefinitionArn: DEFINITION,
    lastStatus: statusOf([stopped, 'STOPPED'], [isTold, 'DEPROVISIONING'], [running, 'RUNNING']),
    desiredStatus: isTold ? 'STOPPED' : 'RUNNING',
    startedBy: LOCK,
    createdAt,
    containers: [container],
    marks: { identity: identityOf(build), migration: `m${build}`, build: `${build}`, attempt, container: CONTAINER },
    ...(life !== undefined && now >= life.from ? { startedAt: life.from } : {}),
    ...(isTold ? { stopCode, stoppedReason: own ? 'Essential container in task exited' : (stop?.reason ?? '') } : {}),
    ...(isTold ? { stoppingAt: told } : {}),
    ...(ended ? { executionStoppedAt: over } : {}),
    ...(stopped ? { stoppedAt } : {}),
  };
}

export const identityOf = (build: number) => `id${build}`;

/** The first status whose condition is true. */
function statusOf(...statuses: [holds: boolean, status: string][]): string {
  return statuses.find(([holds]) => holds)?.[1] ?? 'PENDING';
}
