import type { Ending } from '../core/outcome.ts';
import type { World } from '../core/ports.ts';
import { chooseContainer } from '../core/request.ts';
import type { Resolved } from '../core/settings.ts';
import type { TaskRef } from '../core/task-ref.ts';
import { patienceOf, retrying } from './retry.ts';
import { taskRef } from './task-ref.ts';

/** Finds a task by ARN or id, so that it can be followed. */
export async function findTask(
  task: string,
  cluster: string,
  resolved: Resolved,
  world: World,
): Promise<{ ref: TaskRef } | { ending: Ending }> {
  const described = await retrying(() => world.tasks.describe(cluster, [task]), patienceOf(world));
  if (!described.ok) return { ending: { kind: 'aws', failure: described.failure } };
  const [state] = described.value.tasks;
  if (state === undefined) {
    return { ending: { kind: 'invalid', findings: [{ code: 'task-unknown', task, cluster, region: world.region }] } };
  }
  const reference = state.taskDefinitionArn;
  const definition = await retrying(() => world.definitions.describe(reference), patienceOf(world));
  if (!definition.ok) return { ending: { kind: 'aws', failure: definition.failure } };
  if (definition.value === undefined) {
    const finding = { code: 'task-definition-unknown', reference, region: world.region, local: false } as const;
    return { ending: { kind: 'invalid', findings: [finding] } };
  }
  const picked = chooseContainer(resolved, definition.value);
  if ('finding' in picked) return { ending: { kind: 'invalid', findings: [picked.finding] } };
  return { ref: taskRef(definition.value, picked.container.name, state, cluster, world) };
}
