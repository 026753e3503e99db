import { maskCommand } from '../base/mask.ts';
import type { RunMarks } from './run-metadata.ts';

/** A task as DescribeTasks shows it, without environment values. Times are milliseconds since the epoch. */
export interface TaskState {
  taskArn: string;
  taskDefinitionArn: string;
  /** PROVISIONING … STOPPED, DELETED. */
  lastStatus: string;
  /** RUNNING, or STOPPED once ECS means to end the task. */
  desiredStatus: string;
  stopCode?: string;
  stoppedReason?: string;
  group?: string;
  startedBy?: string;
  launchType?: string;
  createdAt?: number;
  pullStartedAt?: number;
  pullStoppedAt?: number;
  /** When the last of its containers had started; absent where that never came. See {@link hasStarted}. */
  startedAt?: number;
  stoppingAt?: number;
  executionStoppedAt?: number;
  stoppedAt?: number;
  containers: ContainerState[];
  /** Command overrides by container. */
  commands?: Record<string, string[]>;
  /** Set by ecs-migrate at the launch, and the container that it was set on. */
  marks?: RunMarks & { container: string };
}

/** A container of a task. `exitCode` is absent while it runs, and when it never started or its host is gone. */
export interface ContainerState {
  name: string;
  lastStatus?: string;
  exitCode?: number;
  reason?: string;
  runtimeId?: string;
  image?: string;
}

/** A task as it may be shown: commands masked, and without the hashes over environment values. */
export type ShownTask = Omit<TaskState, 'marks'> & {
  marks?: Omit<RunMarks, 'identity' | 'migration'> & { container: string };
};

export function shownTask({ commands, marks, ...task }: TaskState): ShownTask {
  const { identity: _, migration: __, ...shownMarks } = marks ?? {};
  const shownCommands = Object.entries(commands ?? {}).map(([name, words]) => [name, maskCommand(words)]);
  return {
    ...task,
    ...(commands === undefined ? {} : { commands: Object.fromEntries(shownCommands) }),
    ...(marks === undefined ? {} : { marks: shownMarks as NonNullable<ShownTask['marks']> }),
  };
}

/** Whether ECS means to end the task. */
export function toldToStop(task: TaskState): boolean {
  return task.desiredStatus === 'STOPPED' || hasStopped(task);
}

export function hasStopped(task: TaskState): boolean {
  return task.lastStatus === 'STOPPED' || task.lastStatus === 'DELETED';
}

/**
 * Whether code of a container may have run: the one rule for time-outs, races, verdicts and phases. ECS calls the task
 * itself RUNNING, and dates `startedAt`, only when all its containers have started: while one works and another waits
 * for it (`dependsOn`) or is still being pulled, the task is PENDING or ACTIVATING. Once a task ends, ECS also shows
 * those containers as STOPPED that never started: only an exit code tells then, or that an essential one has exited.
 */
export function hasStarted(task: TaskState): boolean {
  if (task.startedAt !== undefined || task.lastStatus === 'RUNNING') return true;
  if (task.stopCode === 'EssentialContainerExited') return true;
  const ending = toldToStop(task);
  return task.containers.some(({ name, exitCode, lastStatus }) => {
    if (INJECTED.test(name)) return false;
    return exitCode !== undefined || lastStatus === 'RUNNING' || (lastStatus === 'STOPPED' && !ending);
  });
}

/**
 * Whether it is certain that no code of a container has run, nor ever will: the task has stopped, and none of its
 * containers was even created. An exit code may come a moment after STOPPED; what was created shows a runtime id.
 */
export function neverRan(task: TaskState): boolean {
  const untouched = task.containers.every(({ name, runtimeId }) => runtimeId === undefined || INJECTED.test(name));
  return hasStopped(task) && !hasStarted(task) && untouched;
}

/** Whether code of a container has run, or may have run unseen: a host that is lost takes what ECS would have shown with it. */
export function mayHaveRun(task: TaskState): boolean {
  return hasStarted(task) || (hasStopped(task) && !neverRan(task));
}

/** The containers of a task that has stopped that were never created. */
export function findUnstarted(task: TaskState): string[] {
  if (!hasStopped(task)) return [];
  const never = task.containers.filter(({ exitCode, runtimeId }) => exitCode === undefined && runtimeId === undefined);
  return never.map(({ name }) => name);
}

/** Containers that AWS itself puts into a task: that one of them runs says nothing of ours. */
const INJECTED = /^aws-guardduty-agent/;

export function containerOf(task: TaskState, name: string): ContainerState | undefined {
  return task.containers.find((container) => container.name === name);
}

/** Whether the container's process has ended, or will never start. */
export function hasEnded(container: ContainerState): boolean {
  return container.exitCode !== undefined || container.lastStatus === 'STOPPED';
}
