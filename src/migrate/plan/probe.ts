import type { Answer } from '../../core/base/failure.ts';
import { refusesClass } from '../../core/base/log-class.ts';
import { createsGroup } from '../../core/ecs/definition-rules/log-options.ts';
import { logStreamOf } from '../../core/ecs/log-stream.ts';
import type { ContainerDefinition } from '../../core/ecs/task-definition.ts';
import type { Finding } from '../../core/findings/findings.ts';
import { inspectSession } from '../../core/plan/session.ts';
import type { RunContext } from '../../core/ports.ts';
import type { Settings } from '../../core/settings/settings-table.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';

/** No task has this id, so ECS answers MISSING to those who may look, and AccessDenied to the others. */
const NO_TASK = '0'.repeat(32);

/**
 * Asks, before anything is launched, whether the task could be followed and its log be read. A task that cannot be
 * followed is not launched; a log that cannot be read is a warning, one whose group does not exist ends every start.
 */
export async function probe(
  cluster: string,
  container: ContainerDefinition,
  settings: Settings,
  world: RunContext,
): Promise<Answer<Finding[]>> {
  // The embedded engine was started for this run, by us.
  if (settings.local) return { ok: true, value: [] };
  const [followed, log, session] = await Promise.all([
    retry(() => world.tasks.describe(cluster, [NO_TASK]), retryOptionsOf(world)),
    probeLog(container, world),
    world.session(),
  ]);
  if (!followed.ok && followed.failure.kind !== 'refused') return followed;
  return { ok: true, value: [...log, ...inspectSession(session, settings.timeout, world.clock.now())] };
}

/** Whether StopTask would be allowed: asked by `plan` alone, for it looks like an alarm in an audit trail. */
export async function probeStop(cluster: string, world: RunContext): Promise<Finding[]> {
  const answer = await world.tasks.stop(cluster, NO_TASK, 'Asked by ecs-migrate plan: there is no such task');
  const denied = !answer.ok && answer.failure.kind === 'denied';
  return denied ? [{ code: 'stop-denied', failure: answer.failure.message }] : [];
}

async function probeLog(container: ContainerDefinition, world: RunContext): Promise<Finding[]> {
  const log = logStreamOf(container, NO_TASK, world.region);
  if ('unreadable' in log) return [];
  const answer = await world.logs.read({ ...log, stream: log.stream ?? NO_TASK }, undefined);
  const { group, region } = log;
  if (!answer.ok) {
    const { kind, message } = answer.failure;
    if (refusesClass(answer.failure)) return [{ code: 'log-class', group, failure: message }];
    return kind === 'denied' ? [{ code: 'log-denied', group, failure: message }] : [];
  }
  const made = createsGroup(container.log?.options ?? {});
  // A task starts without the group that its log router is to write to.
  if (answer.value.missing !== 'group' || made || log.routed) return [];
  return [{ code: 'log-group-missing', container: container.name, group, region }];
}
