import { maskCommand } from '../base/mask.ts';
import type { RunMarks } from './run-metadata.ts';

/** A task as DescribeTasks returns it, without environment values. Times are milliseconds since the epoch. */
export interface TaskState {
  taskArn: string;
  taskDefinitionArn: string;
  /** PROVISIONING … STOPPED, DELETED. */
  lastStatus: string;
  /** RUNNING, or STOPPED after ECS has decided to stop the task. */
  desiredStatus: string;
  stopCode?: string;
  stoppedReason?: string;
  group?: string;
  startedBy?: string;
  launchType?: string;
  createdAt?: number;
  pullStartedAt?: number;
  pullStoppedAt?: number;
  /** When the last of the containers started. Absent if that never happened. See {@link hasStarted}. */
  startedAt?: number;
  stoppingAt?: number;
  executionStoppedAt?: number;
  stoppedAt?: number;
  containers: ContainerState[];
  /** Command overrides by container. */
  commands?: Record<string, string[]>;
  /** The marks that ecs-migrate set at the launch, and the container that it set them on. */
  marks?: RunMarks & { container: string };
}

/** A container of a task. `exitCode` is absent while it runs, if it never started, and if its host is gone. */
export interface ContainerState {
  name: string;
  lastStatus?: string;
  exitCode?: number;
  reason?: string;
  runtimeId?: string;
  image?: string;
  /** The digest of the image that was pulled. */
  imageDigest?: string;
}

/** A task in a form that can be shown: commands are masked, and the hashes over environment values are left out. */
export type ShownTask = Omit<TaskState, 'marks'> & {
  marks?: Omit<RunMarks, 'identity' | 'migration'> & { container: string };
};

/** The task as an event shows it: without identity, and with commands masked. */
export function shownTask({ commands, marks, ...task }: TaskState): ShownTask {
  const { identity: _, migration: __, ...shownMarks } = marks ?? {};
  const shownCommands = Object.entries(commands ?? {}).map(([name, words]) => [name, maskCommand(words)]);
  return {
    ...task,
    ...(commands === undefined ? {} : { commands: Object.fromEntries(shownCommands) }),
    ...(marks === undefined ? {} : { marks: shownMarks as NonNullable<ShownTask['marks']> }),
  };
}

/** Whether ECS has decided to stop the task. */
export function toldToStop(task: ShownTask | TaskState): boolean {
  return task.desiredStatus === 'STOPPED' || hasStopped(task);
}

/** Whether ECS has finished the task: its status is STOPPED. */
export function hasStopped(task: Pick<TaskState, 'lastStatus'>): boolean {
  return task.lastStatus === 'STOPPED' || task.lastStatus === 'DELETED';
}

/**
 * Whether the code of a container may have run. It is the only rule for this, used by timeouts, races, verdicts and
 * phases. ECS shows the task as RUNNING, and sets `startedAt`, only after all its containers have started. While one
 * container runs and another waits for it (`dependsOn`) or is still being pulled, the task is PENDING or ACTIVATING.
 * After a task has ended, ECS shows even containers that never started as STOPPED. Then only an exit code shows a
 * start, or the stop code that an essential container exited.
 */
export function hasStarted(task: ShownTask | TaskState): boolean {
  if (task.startedAt !== undefined || task.lastStatus === 'RUNNING') return true;
  if (task.stopCode === 'EssentialContainerExited') return true;
  const ending = toldToStop(task);
  return task.containers.some(({ name, exitCode, lastStatus }) => {
    if (INJECTED.test(name)) return false;
    return exitCode !== undefined || lastStatus === 'RUNNING' || (lastStatus === 'STOPPED' && !ending);
  });
}

/**
 * Whether it is certain that no code of a container has run or will run: the task has stopped, and none of its
 * containers was created. An exit code may appear a moment after STOPPED, but a container that was created shows a
 * runtime id.
 */
export function neverRan(task: ShownTask | TaskState): boolean {
  const untouched = task.containers.every(({ name, runtimeId }) => runtimeId === undefined || INJECTED.test(name));
  return hasStopped(task) && !hasStarted(task) && untouched;
}

/**
 * Whether the code of a container has run, or may have run without a trace. If a host is lost, ECS cannot show what ran
 * on it. A container that was created and has ended may have run too: its exit code can come late, or never.
 */
export function mayHaveRun(task: TaskState): boolean {
  if (hasStarted(task) || (hasStopped(task) && !neverRan(task))) return true;
  return task.containers.some(
    ({ name, lastStatus, runtimeId }) => lastStatus === 'STOPPED' && runtimeId !== undefined && !INJECTED.test(name),
  );
}

/** The containers of a stopped task that were never created. */
export function findUnstarted(task: TaskState): string[] {
  if (!hasStopped(task)) return [];
  const never = task.containers.filter(({ exitCode, runtimeId }) => exitCode === undefined && runtimeId === undefined);
  return never.map(({ name }) => name);
}

/** Containers that AWS itself adds to a task. Their state shows nothing about our containers. */
const INJECTED = /^aws-guardduty-agent/;

/** The container of that name, if ECS shows it yet. */
export function containerOf(task: TaskState, name: string): ContainerState | undefined {
  return task.containers.find((container) => container.name === name);
}

/** Whether the container's process has ended, or will never start. */
export function hasEnded(container: ContainerState): boolean {
  return container.exitCode !== undefined || container.lastStatus === 'STOPPED';
}
