import { marksFromEnvironment } from '../../../src/core/ecs/run-metadata.ts';
import type { ContainerState, TaskState } from '../../../src/core/ecs/task.ts';
import type { RunTaskRequest } from '../../../src/core/plan/request.ts';
import type { DefinitionPlan, Fate } from './scenario.ts';
import { type Life, MIGRATE, sidecarName, type Timeline } from './timeline.ts';

/** A task of the simulated cluster: who requested it, and the truth about it. */
export interface SimulatedTask {
  arn: string;
  definitionArn: string;
  family: string;
  fate: Fate;
  timeline: Timeline;
  startedBy?: string;
  group: string;
  commands?: Record<string, string[]>;
  /** Absent for tasks of others. */
  marks?: NonNullable<TaskState['marks']>;
  /** The process whose RunTask call created it. */
  launchedBy?: number;
}

const FORGOTTEN_AFTER_MS = 60 * 60_000;

export function isForgotten({ timeline }: SimulatedTask, now: number): boolean {
  return now >= timeline.stoppedAt + FORGOTTEN_AFTER_MS;
}

/** A task as DescribeTasks returns it: the truth, partly delayed. */
export function viewOf(task: SimulatedTask, definition: DefinitionPlan, now: number): TaskState {
  const { timeline, fate } = task;
  const { createdAt, runningAt, toldSeenAt, stoppedAt, executionStoppedAt } = timeline;
  const told = now >= toldSeenAt;
  const stopped = now >= stoppedAt;
  const runs = runningAt !== undefined && timeline.lives.every((life) => isStartSeen(life, timeline, fate, now));
  const codeSeen = told && (stopped || now >= toldSeenAt + fate.stopCodeSeenMs);
  const pullStartedAt = createdAt + fate.startAfterMs * 0.6;
  return {
    taskArn: task.arn,
    taskDefinitionArn: task.definitionArn,
    lastStatus: statusOf(timeline, fate, runs, now),
    desiredStatus: told ? 'STOPPED' : 'RUNNING',
    group: task.group,
    launchType: 'FARGATE',
    createdAt,
    ...(task.startedBy === undefined ? {} : { startedBy: task.startedBy }),
    ...(now >= pullStartedAt && pullStartedAt < toldSeenAt ? { pullStartedAt } : {}),
    ...(runs ? { startedAt: runningAt } : {}),
    ...(told ? { stoppingAt: toldSeenAt } : {}),
    ...(codeSeen ? { stopCode: timeline.stopCode, stoppedReason: timeline.stoppedReason } : {}),
    ...(now >= executionStoppedAt && told ? { executionStoppedAt } : {}),
    ...(stopped ? { stoppedAt } : {}),
    ...(task.commands === undefined ? {} : { commands: task.commands }),
    ...(task.marks === undefined ? {} : { marks: task.marks }),
    containers: containersOf(task, definition, now),
  };
}

/** ECS learns of events in their order: if an end is shown, each earlier start is shown too. */
function isStartSeen({ startedAt }: Life, { lives }: Timeline, fate: Fate, now: number): boolean {
  const later = lives.map(({ endedAt }) => endedAt).filter((endedAt) => endedAt >= startedAt);
  return now >= Math.min(startedAt + fate.startSeenMs, ...later.map((endedAt) => endedAt + lateBy(fate)));
}

function statusOf(timeline: Timeline, fate: Fate, runs: boolean, now: number): string {
  if (now >= timeline.stoppedAt) return 'STOPPED';
  if (now >= timeline.toldSeenAt) return now >= timeline.executionStoppedAt ? 'DEPROVISIONING' : 'STOPPING';
  if (runs) return 'RUNNING';
  const part = (now - timeline.createdAt) / fate.startAfterMs;
  if (part < 0.3) return 'PROVISIONING';
  return part < 0.8 ? 'PENDING' : 'ACTIVATING';
}

function containersOf(task: SimulatedTask, definition: DefinitionPlan, now: number) {
  const { timeline, fate } = task;
  if (fate.bare && now < timeline.createdAt + fate.startAfterMs * 0.3) return [];
  const first = definition.sidecars.flatMap(({ listedFirst }, index) => (listedFirst ? [sidecarName(index)] : []));
  const last = definition.sidecars.flatMap(({ listedFirst }, index) => (listedFirst ? [] : [sidecarName(index)]));
  const named = [...first, MIGRATE, ...last].map((name) => containerOf(name, task, now));
  // A healthy container that runs before ours. Its state must never influence the result.
  const lastStatus = now >= timeline.createdAt + fate.startAfterMs * 0.7 ? 'RUNNING' : 'PENDING';
  return definition.injected ? [{ name: 'aws-guardduty-agent-x7', lastStatus, exitCode: 0 }, ...named] : named;
}

function containerOf(name: string, { arn, timeline, fate }: SimulatedTask, now: number) {
  const life = timeline.lives.find((one) => one.name === name);
  if (life === undefined) return { name, lastStatus: now >= timeline.stoppedAt ? 'STOPPED' : 'PENDING' };
  const endSeenAt = life.endedAt + lateBy(fate);
  const codeSeenAt = name === MIGRATE ? codeSeenAtOf(fate, endSeenAt, timeline) : endSeenAt;
  const container: ContainerState = { name, lastStatus: 'PENDING' };
  if (isStartSeen(life, timeline, fate, now)) {
    container.lastStatus = 'RUNNING';
    container.runtimeId = runtimeIdOf(arn, name);
  }
  if (now >= endSeenAt) {
    container.lastStatus = 'STOPPED';
    container.runtimeId = runtimeIdOf(arn, name);
    if (life.reason !== undefined) container.reason = life.reason;
  }
  if (now >= codeSeenAt && life.code !== undefined) container.exitCode = life.code;
  return container;
}

/** How much later ECS shows the end of a container. */
function lateBy({ codeSeen }: Fate): number {
  return typeof codeSeen === 'number' ? codeSeen : 200;
}

function codeSeenAtOf({ codeSeen }: Fate, endSeenAt: number, timeline: Timeline): number {
  // A task that never reached RUNNING was stopped in an orderly way: its exit codes come, but late.
  const late = codeSeen === 'after-stopped' || (codeSeen === 'never' && timeline.runningAt === undefined);
  if (codeSeen === 'never' && !late) return Number.POSITIVE_INFINITY;
  return late ? timeline.stoppedAt + 1_000 : endSeenAt;
}

export function runtimeIdOf(arn: string, container: string): string {
  return `${arn.slice(arn.lastIndexOf('/') + 1)}-${container}`;
}

/** What DescribeTasks shows of the request that created a task. */
export function carriedBy(request: RunTaskRequest): Pick<SimulatedTask, 'startedBy' | 'commands' | 'marks'> {
  const carried: Pick<SimulatedTask, 'startedBy' | 'commands' | 'marks'> = { startedBy: request.startedBy };
  for (const { name, command, environment = [] } of request.overrides.containerOverrides) {
    if (command) carried.commands = { ...carried.commands, [name]: command };
    const marks = marksFromEnvironment(environment);
    if (marks) carried.marks ??= { ...marks, container: name };
  }
  return carried;
}
