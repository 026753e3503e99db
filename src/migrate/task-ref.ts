import { effectiveCommand } from '../core/identity.ts';
import { logStreamsOf } from '../core/log-stream.ts';
import type { World } from '../core/ports.ts';
import type { TaskState } from '../core/task.ts';
import type { TaskDefinition } from '../core/task-definition.ts';
import { containerRoles, type TaskRef } from '../core/task-ref.ts';

/** How to follow a task of this definition. */
export function taskRef(
  definition: TaskDefinition,
  container: string,
  task: TaskState,
  cluster: string,
  { region, clock }: Pick<World, 'region' | 'clock'>,
): TaskRef {
  const defined = definition.containers.find(({ name }) => name === container);
  return {
    taskArn: task.taskArn,
    cluster,
    region,
    taskDefinitionArn: definition.arn,
    command: defined === undefined ? [] : effectiveCommand(task.commands?.[container], defined),
    ...containerRoles(definition, container),
    logs: logStreamsOf(definition, task.taskArn, region),
    launchedAt: task.createdAt ?? clock.now(),
  };
}
