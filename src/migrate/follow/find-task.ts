import type { Result } from '../../core/base/result.ts';
import type { TaskState } from '../../core/ecs/task.ts';
import type { TaskRef } from '../../core/ecs/task-ref.ts';
import type { Ending } from '../../core/explain/endings.ts';
import { chooseContainer } from '../../core/plan/choose-container.ts';
import type { Aws, DefinitionContext, TaskContext } from '../../core/ports.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';
import { taskRef } from '../base/task-ref.ts';

type Found = Result<TaskRef, Ending>;

/** Finds a task by ARN or id, so that it can be followed. */
export async function findTask(
  task: string,
  resolved: Resolved,
  context: TaskContext & DefinitionContext & Pick<Aws, 'region'>,
): Promise<Found> {
  const { cluster } = resolved.settings;
  if (cluster === undefined) return { ok: false, failure: { kind: 'invalid', findings: [{ code: 'no-cluster' }] } };
  const described = await retry(() => context.tasks.describe(cluster, [task]), retryOptionsOf(context));
  if (!described.ok) return { ok: false, failure: { kind: 'aws', failure: described.failure } };
  const [state] = described.value.tasks;
  if (state !== undefined) return refOfTask(state, cluster, resolved, context);
  return {
    ok: false,
    failure: { kind: 'invalid', findings: [{ code: 'task-unknown', task, cluster, region: context.region }] },
  };
}

/**
 * Everything that is needed to follow a task that this process did not launch. The marks in the task itself name the
 * migration container.
 */
export async function refOfTask(
  task: TaskState,
  cluster: string,
  resolved: Resolved,
  context: DefinitionContext & Pick<Aws, 'region'>,
): Promise<Found> {
  const reference = task.taskDefinitionArn;
  const definition = await retry(() => context.definitions.describe(reference), retryOptionsOf(context));
  if (!definition.ok) return { ok: false, failure: { kind: 'aws', failure: definition.failure } };
  if (definition.value === undefined) {
    const finding = { code: 'task-definition-unknown', reference, region: context.region, local: false } as const;
    return { ok: false, failure: { kind: 'invalid', findings: [finding] } };
  }
  const container = resolved.settings.container ?? task.marks?.container;
  const settings = { ...resolved.settings, ...(container === undefined ? {} : { container }) };
  const picked = chooseContainer({ ...resolved, settings }, definition.value);
  if (!picked.ok) return { ok: false, failure: { kind: 'invalid', findings: [picked.failure] } };
  const own = { definition: definition.value, container: picked.value.name, cluster };
  return { ok: true, value: taskRef(task, own, context) };
}
