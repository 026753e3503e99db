import type { Answer } from '../../core/base/failure.ts';
import type { TaskDefinition, TaskDefinitionInput } from '../../core/ecs/task-definition.ts';
import { warn } from '../../core/events/warnings.ts';
import type { DefinitionContext } from '../../core/ports.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';
import type { Plan } from '../plan/make-plan.ts';

/** The revision to launch. `registered` is true if this run registered it, so that it belongs to this run. */
export interface Revision {
  definition: TaskDefinition;
  registered: boolean;
}

/**
 * Returns an active revision for the launch: the one that this run registered before (`known`), the one of the plan, or
 * a new one. With `mayBeInactive`, the revision of the plan may have been deregistered since: another run that shared
 * it may have done so at its end (`--deregister`). A copy is then registered, if the revision was made for a run
 * (`remakes`).
 */
export async function prepareRevision(
  plan: Plan,
  known: string | undefined,
  { mayBeInactive, remakes }: { mayBeInactive: boolean; remakes: boolean },
  context: DefinitionContext,
): Promise<Answer<Revision>> {
  const { definition, register } = plan;
  const planned: Answer<Revision> = { ok: true, value: { definition, registered: false } };
  const own = known ?? (register === undefined && remakes && mayBeInactive ? definition.arn : undefined);
  if (own === undefined) return register === undefined ? planned : registerDefinition(register, context);
  const answer = await retry(() => context.definitions.describe(own), retryOptionsOf(context));
  // Without an answer we launch anyway: RunTask reports the problem, if there is one.
  if (!answer.ok)
    return { ok: true, value: { definition: { ...definition, arn: own }, registered: known !== undefined } };
  const found = answer.value;
  if (found === undefined) return register === undefined ? planned : registerDefinition(register, context);
  if (found.status === 'ACTIVE') return { ok: true, value: { definition: found, registered: known !== undefined } };
  return registerDefinition(register ?? context.definitions.copy(found), context);
}

async function registerDefinition(
  register: TaskDefinitionInput,
  context: DefinitionContext,
): Promise<Answer<Revision>> {
  const answer = await retry(() => context.definitions.register(register), retryOptionsOf(context));
  return answer.ok ? { ok: true, value: { definition: answer.value, registered: true } } : answer;
}

/** Deregisters a revision that was registered for this run alone. A task that still runs is not affected. */
export async function retireRevision(arn: string, context: DefinitionContext): Promise<void> {
  const answer = await retry(() => context.definitions.deregister(arn), retryOptionsOf(context));
  if (answer.ok) return;
  await context.emit(warn('not-deregistered', { arn, failure: answer.failure }));
}
