import type { RunMarks } from './identity.ts';
import { maskCommand } from './secrets.ts';

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
  /** The best sign that a container's code may have run: absent when the task never reached RUNNING. */
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

/** A task as it may be shown: commands masked, and without the identity, which is a hash over environment values. */
export type ShownTask = Omit<TaskState, 'marks'> & { marks?: Omit<RunMarks, 'identity'> & { container: string } };

export function shownTask({ commands, marks, ...task }: TaskState): ShownTask {
  const { identity: _, ...shownMarks } = marks ?? {};
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

/** Whether a container's code may have run. */
export function hasStarted(task: TaskState): boolean {
  return task.startedAt !== undefined || task.lastStatus === 'RUNNING';
}

export function containerOf(task: TaskState, name: string): ContainerState | undefined {
  return task.containers.find((container) => container.name === name);
}

/** Whether the container's process has ended, or will never start. */
export function hasEnded(container: ContainerState): boolean {
  return container.exitCode !== undefined || container.lastStatus === 'STOPPED';
}
