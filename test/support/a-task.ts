import type { ContainerState, TaskState } from '../../src/core/ecs/task.ts';
import type { TaskRef } from '../../src/core/ecs/task-ref.ts';

/** 2026-11-21T12:00:00Z, in ms. */
export const NOON = 1_795_262_400_000;

export function aRef(over: Partial<TaskRef> = {}): TaskRef {
  return {
    taskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/staging/0123456789abcdef0123456789abcdef',
    cluster: 'staging',
    region: 'eu-west-1',
    taskDefinitionArn: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/app-migrate:7',
    container: 'migrate',
    command: ['migrate'],
    essential: ['migrate'],
    containers: ['migrate'],
    logs: [],
    launchedAt: NOON,
    ...over,
  };
}

export function aTask(over: Partial<TaskState> = {}): TaskState {
  return {
    taskArn: aRef().taskArn,
    taskDefinitionArn: aRef().taskDefinitionArn,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    createdAt: NOON,
    startedAt: NOON + 10_000,
    containers: [aContainer()],
    ...over,
  };
}

export function aStoppedTask(over: Partial<TaskState> = {}): TaskState {
  return aTask({
    lastStatus: 'STOPPED',
    desiredStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    stoppingAt: NOON + 20_000,
    stoppedAt: NOON + 32_000,
    containers: [aContainer({ lastStatus: 'STOPPED', exitCode: 0 })],
    ...over,
  });
}

export function aContainer(over: Partial<ContainerState> = {}): ContainerState {
  return { name: 'migrate', lastStatus: 'RUNNING', ...over };
}
