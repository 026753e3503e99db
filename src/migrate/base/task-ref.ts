import { logStreamsOf } from '../../core/ecs/log-stream.ts';
import type { TaskState } from '../../core/ecs/task.ts';
import type { TaskDefinition } from '../../core/ecs/task-definition.ts';
import { containerRoles, type TaskRef } from '../../core/ecs/task-ref.ts';
import { effectiveCommand } from '../../core/plan/identity.ts';
import type { RunContext } from '../../core/ports.ts';

/** Everything that is needed to follow a task of this definition. */
export function taskRef(
  task: TaskState,
  { definition, container, cluster }: { definition: TaskDefinition; container: string; cluster: string },
  { region, clock }: Pick<RunContext, 'region' | 'clock'>,
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
