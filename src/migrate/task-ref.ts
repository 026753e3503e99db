import { logStreamsOf } from '../core/log-stream.ts';
import type { World } from '../core/ports.ts';
import type { TaskState } from '../core/task.ts';
import type { TaskDefinition } from '../core/task-definition.ts';
import type { TaskRef } from '../core/task-ref.ts';

/** How to follow a task of this definition. */
export function taskRef(
  definition: TaskDefinition,
  container: string,
  task: TaskState,
  cluster: string,
  { region, clock }: Pick<World, 'region' | 'clock'>,
): TaskRef {
  return {
    taskArn: task.taskArn,
    cluster,
    region,
    taskDefinitionArn: definition.arn,
    container,
    essential: definition.containers.filter(({ essential }) => essential).map(({ name }) => name),
    containers: definition.containers.map(({ name }) => name),
    logs: logStreamsOf(definition, task.taskArn, region),
    launchedAt: task.createdAt ?? clock.now(),
  };
}
