import type { Answer } from '../../core/base/failure.ts';
import type { TaskDefinition, TaskDefinitionInput } from '../../core/ecs/task-definition.ts';
import { warn } from '../../core/events/warnings.ts';
import type { RunContext } from '../../core/ports.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';
import type { Plan } from '../plan/make-plan.ts';

/** The revision to be launched; `registered`: by this run, so that it is this run's own. */
export interface Revision {
  definition: TaskDefinition;
  registered: boolean;
}

/**
 * An active revision for the launch: the one that this run has registered before (`known`), the one of the plan, or a new
 * one. Where the plan's may have been retired meanwhile (`mayBeInactive`), a copy is registered, if it was made for a
 * run (`remakes`): another run that shared it may have retired it at its end (`--deregister`).
 */
export async function prepareRevision(
  plan: Plan,
  known: string | undefined,
  { mayBeInactive, remakes }: { mayBeInactive: boolean; remakes: boolean },
  world: RunContext,
): Promise<Answer<Revision>> {
  const { definition, register } = plan;
  const planned: Answer<Revision> = { ok: true, value: { definition, registered: false } };
  const own = known ?? (register === undefined && remakes && mayBeInactive ? definition.arn : undefined);
  if (own === undefined) return register === undefined ? planned : registerDefinition(register, world);
  const answer = await retry(() => world.definitions.describe(own), retryOptionsOf(world));
  // Without an answer RunTask says what there is to say.
  if (!answer.ok)
    return { ok: true, value: { definition: { ...definition, arn: own }, registered: known !== undefined } };
  const found = answer.value;
  if (found === undefined) return register === undefined ? planned : registerDefinition(register, world);
  if (found.status === 'ACTIVE') return { ok: true, value: { definition: found, registered: known !== undefined } };
  return registerDefinition(register ?? world.definitions.copy(found), world);
}

async function registerDefinition(register: TaskDefinitionInput, world: RunContext): Promise<Answer<Revision>> {
  const answer = await retry(() => world.definitions.register(register), retryOptionsOf(world));
  return answer.ok ? { ok: true, value: { definition: answer.value, registered: true } } : answer;
}

/** Deregisters a revision that was registered for this run alone. A task that still runs is not touched by it. */
export async function retireRevision(arn: string, world: RunContext): Promise<void> {
  const answer = await retry(() => world.definitions.deregister(arn), retryOptionsOf(world));
  if (answer.ok) return;
  await world.emit(warn('not-deregistered', { arn, failure: answer.failure }));
}
