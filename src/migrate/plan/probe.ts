import { type Answer, isDenied } from '../../core/base/failure.ts';
import { refusesClass } from '../../core/base/log-class.ts';
import { createsGroup } from '../../core/ecs/definition-rules/log-options.ts';
import { logStreamOf } from '../../core/ecs/log-stream.ts';
import type { ContainerDefinition } from '../../core/ecs/task-definition.ts';
import type { Finding } from '../../core/findings/findings.ts';
import { inspectSession } from '../../core/plan/session.ts';
import type { Aws, PlanContext, TaskContext } from '../../core/ports.ts';
import type { Settings } from '../../core/settings/settings-table.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';

/** No task has this id. ECS answers MISSING to callers that may read tasks, and AccessDenied to all others. */
const NO_TASK = '0'.repeat(32);

/**
 * Checks before the launch whether the task could be followed and its log could be read. If the task could not be
 * followed, nothing is launched. An unreadable log is a warning. A missing log group is an error: no task can start
 * without it.
 */
export async function probe(
  cluster: string,
  container: ContainerDefinition,
  settings: Settings,
  context: TaskContext & Pick<PlanContext, 'region' | 'logs' | 'session'>,
): Promise<Answer<Finding[]>> {
  // We started the embedded engine ourselves, for this run, so there is nothing to check.
  if (settings.local) return { ok: true, value: [] };
  const describe = () => retry(() => context.tasks.describe(cluster, [NO_TASK]), retryOptionsOf(context));
  const [followed, log, session] = await Promise.all([
    context.shared?.once(`tasks of ${cluster}`, describe) ?? describe(),
    probeLog(container, context),
    context.session(),
  ]);
  if (!followed.ok && followed.failure.kind !== 'refused') return followed;
  return { ok: true, value: [...log, ...inspectSession(session, settings.timeout, context.clock.now())] };
}

/** Whether StopTask would be allowed. Only `plan` asks this, because the call looks alarming in an audit trail. */
export async function probeStop(cluster: string, context: Pick<Aws, 'tasks'>): Promise<Finding[]> {
  const answer = await context.tasks.stop(cluster, NO_TASK, 'Asked by ecs-migrate plan: there is no such task');
  if (answer.ok || !isDenied(answer.failure)) return [];
  return [{ code: 'stop-denied', failure: answer.failure.message }];
}

async function probeLog(
  container: ContainerDefinition,
  context: Pick<PlanContext, 'region' | 'logs' | 'shared'>,
): Promise<Finding[]> {
  const found = logStreamOf(container, NO_TASK, context.region);
  if (!found.ok) return [];
  const log = found.value;
  const read = () => context.logs.read({ ...log, stream: log.stream ?? NO_TASK }, undefined);
  const key = `log ${log.region} ${log.group} ${log.container}`;
  const answer = await (context.shared?.once(key, read) ?? read());
  const { group, region } = log;
  if (!answer.ok) {
    const { message } = answer.failure;
    if (refusesClass(answer.failure)) return [{ code: 'log-class', group, failure: message }];
    return isDenied(answer.failure) ? [{ code: 'log-denied', group, failure: message }] : [];
  }
  const made = createsGroup(container.log?.options ?? {});
  // A log router is different: its task starts even if the log group does not exist.
  if (answer.value.missing !== 'group' || made || log.routed) return [];
  return [{ code: 'log-group-missing', container: container.name, group, region }];
}
