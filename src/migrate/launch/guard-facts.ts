import type { TaskState } from '../../core/ecs/task.ts';
import type { TaskDefinition } from '../../core/ecs/task-definition.ts';
import { effectiveCommand, identityText, migrationText } from '../../core/plan/identity.ts';
import { startedByOf } from '../../core/plan/lock.ts';
import { overrideOf } from '../../core/plan/request.ts';
import type { LaunchCallContext } from '../../core/ports.ts';
import type { GuardFacts } from '../../core/run/guard.ts';
import type { Resolved } from '../../core/settings/source.ts';
import type { Plan } from '../plan/make-plan.ts';

/** The facts that distinguish the tasks of this run from others, taken from its plan. */
export function guardFacts(
  plan: Plan,
  { settings }: Resolved,
  context: Pick<LaunchCallContext, 'random' | 'build' | 'region' | 'digest'>,
): GuardFacts {
  const { container, definition, request } = plan;
  const fresh = () => context.random.uuid();
  const build = settings.idempotencyKey ?? context.build.build ?? fresh();
  const buildKey = settings.rerun ? `${build} ${fresh()}` : build;
  const migration = migrationOf(plan, context);
  const hash = (text: string) => context.digest(text).slice(0, 32);
  return {
    ...context.build,
    identity: hash(identityText(buildKey, migration)),
    migration: hash(migration),
    startedBy: request.startedBy,
    family: definition.family,
    container: container.name,
    command: effectiveCommand(overrideOf(request, container.name)?.command, container),
    definedCommand: effectiveCommand(undefined, container),
  };
}

/** The text of the migration that a plan runs: see {@link migrationText}. */
export function migrationOf(
  { container, definition, images, secrets, request, clusterName }: Plan,
  { region }: Pick<LaunchCallContext, 'region'>,
): string {
  return migrationText({ images, secrets }, { region, clusterName }, { definition, container }, request);
}

/**
 * The same facts, taken from the marks that a task carries. `undefined` if the task was not launched by ecs-migrate.
 */
export function guardFactsOfTask(
  task: TaskState | undefined,
  definition: TaskDefinition,
  container: string,
  lock: string | undefined,
): GuardFacts | undefined {
  const defined = definition.containers.find(({ name }) => name === container);
  if (task?.marks === undefined || defined === undefined) return undefined;
  return {
    ...task.marks,
    startedBy: task.startedBy ?? startedByOf(lock ?? definition.family),
    family: definition.family,
    container,
    command: effectiveCommand(task.commands?.[container], defined),
    definedCommand: effectiveCommand(undefined, defined),
  };
}
