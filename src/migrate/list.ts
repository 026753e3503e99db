import type { Answer } from '../core/base/failure.ts';
import { hasStopped, type TaskState } from '../core/ecs/task.ts';
import type { TaskDefinition } from '../core/ecs/task-definition.ts';
import { warn } from '../core/events/warnings.ts';
import type { Ending } from '../core/explain/endings.ts';
import { errorsAmong } from '../core/findings/findings.ts';
import { startedByOf } from '../core/plan/lock.ts';
import type { Aws, DefinitionContext, TaskContext, TaskFilter } from '../core/ports.ts';
import { describeMigration, migrationsAmong, needsDefinition } from '../core/run/migrations.ts';
import type { Resolved } from '../core/settings/source.ts';
import { interruptedBeforeLaunch } from './base/endings.ts';
import { retry, retryOptionsOf } from './base/retry.ts';
import { describeAll, listAll } from './base/survey.ts';
import { findCluster } from './plan/find-cluster.ts';

/**
 * Lists the migrations of a cluster as one event each: the running ones, and the stopped ones for as long as ECS shows
 * them. Changes nothing.
 */
export async function list(
  lock: string | undefined,
  resolved: Resolved,
  context: TaskContext & DefinitionContext & Pick<Aws, 'clusters' | 'region'>,
): Promise<Ending> {
  const { cluster } = resolved.settings;
  if (cluster === undefined) return { kind: 'invalid', findings: [{ code: 'no-cluster' }] };
  const found = await findCluster(cluster, resolved, context);
  if (context.interrupt.aborted) return interruptedBeforeLaunch(context);
  if (!found.ok) return { kind: 'aws', failure: found.failure };
  const errors = errorsAmong(found.value.findings);
  if (errors.length > 0) return { kind: 'invalid', findings: errors };

  const tasks = await allTasks(cluster, lock, context);
  if (context.interrupt.aborted) return interruptedBeforeLaunch(context);
  if (!tasks.ok) return { kind: 'aws', failure: tasks.failure };
  const migrations = migrationsAmong(tasks.value, lock);
  const definitions = await definitionsOf(migrations.filter(needsDefinition), context);
  if (context.interrupt.aborted) return interruptedBeforeLaunch(context);
  const now = context.clock.now();
  for (const task of migrations) {
    const definition = definitions.get(task.taskDefinitionArn);
    await context.emit({ type: 'migration', ...describeMigration(task, definition, now) });
  }
  const running = migrations.filter((task) => !hasStopped(task)).length;
  const counts = { found: migrations.length, running, looked: tasks.value.length };
  return { kind: 'listed', cluster, region: context.region, lock, ...counts };
}

/**
 * The tasks that may be migrations. ListTasks cannot search by a prefix of `startedBy`, and by the whole value it finds
 * only tasks with desiredStatus RUNNING. So all tasks are listed. Tasks told to stop come last, because a task may be
 * stopped between the two calls.
 */
async function allTasks(cluster: string, lock: string | undefined, context: TaskContext): Promise<Answer<TaskState[]>> {
  const running: TaskFilter = lock === undefined ? { desiredStatus: 'RUNNING' } : { startedBy: startedByOf(lock) };
  const arns = new Set<string>();
  for (const filter of [running, { desiredStatus: 'STOPPED' } as const]) {
    const listed = await listAll(cluster, filter, 'patient', context);
    if (!listed.ok) return listed;
    for (const arn of listed.value) arns.add(arn);
  }
  return describeAll(cluster, [...arns], 'patient', context);
}

async function definitionsOf(tasks: TaskState[], context: DefinitionContext): Promise<Map<string, TaskDefinition>> {
  const definitions = new Map<string, TaskDefinition>();
  for (const arn of new Set(tasks.map(({ taskDefinitionArn }) => taskDefinitionArn))) {
    const answer = await retry(() => context.definitions.describe(arn), retryOptionsOf(context));
    if (answer.ok && answer.value !== undefined) definitions.set(arn, answer.value);
    if (answer.ok) continue;
    await context.emit(warn('definition-unread', { arn, failure: answer.failure }));
  }
  return definitions;
}
