import { effectiveCommand } from '../core/identity.ts';
import { logStreamsOf } from '../core/log-stream.ts';
import type { World } from '../core/ports.ts';
import type { TaskState } from '../core/task.ts';
import { dependenciesOf, type TaskDefinition } from '../core/task-definition.ts';
import type { TaskRef } from '../core/task-ref.ts';

/** How to follow a task of this definition. */
export function taskRef(
  definition: TaskDefinition,
  container: string,
  task: TaskState,
  cluster: string,
  { region, clock }: Pick<World, 'region' | 'clock'>,
): TaskRef {
  const defined = definition.containers.find(({ name }) => name === container);
  const waitsFor = dependenciesOf(container, definition.containers);
  return {
    taskArn: task.taskArn,
    cluster,
    region,
    taskDefinitionArn: definition.arn,
    container,
    command: defined === undefined ? [] : effectiveCommand(task.commands?.[container], defined),
    essential: definition.containers.filter(({ essential }) => essential).map(({ name }) => name),
    containers: definition.containers.map(({ name }) => name),
    ...(waitsFor.length === 0 ? {} : { waitsFor }),
    logs: logStreamsOf(definition, task.taskArn, region),
    launchedAt: task.createdAt ?? clock.now(),
  };
}
