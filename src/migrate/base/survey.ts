import { LIMITS } from '../../core/base/defaults.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { TaskState } from '../../core/ecs/task.ts';
import type { LockScope, RetryContext, Surveyed, TaskContext, TaskFilter } from '../../core/ports.ts';
import { retry, retryOptionsOf } from './retry.ts';

/** `once`: one attempt. `patient`: as many attempts as the failure allows. */
export type Effort = 'once' | 'patient';

/**
 * All tasks that could conflict with this run, whether running or told to stop. ListTasks accepts `startedBy` only
 * alone, and finds by it only tasks with desiredStatus RUNNING. Tasks told to stop are therefore listed by family, or
 * in the whole cluster if families share a lock.
 */
export function surveyTasks(scope: LockScope, context: TaskContext): Promise<Surveyed> {
  return context.shared === undefined
    ? surveyAlone(scope, context)
    : context.shared.surveyForLaunch(scope, context.interrupt);
}

/** The same, when the answer to a launch was lost: our own task may be among them. */
export function surveyForOwn(scope: LockScope, context: TaskContext): Promise<Surveyed> {
  const { shared, clock, interrupt: hurry } = context;
  if (shared === undefined) return surveyAlone(scope, context);
  return shared.survey(scope, { notBefore: clock.now(), patienceMs: 0, hurry });
}

function surveyAlone(scope: LockScope, context: TaskContext): Promise<Surveyed> {
  return findTasks(
    { cluster: scope.cluster, steps: [[byHolder(scope), byFamily(scope)], [toldToStop(scope)]] },
    'patient',
    context,
  );
}

/** A survey of many runs is read again for a poll of the holders when it is older. Milliseconds. */
const HOLDERS_HOLD_MS = 4_000;
/** A poll of the holders holds up the look at our task for no longer. Milliseconds. */
const HOLDERS_LIMIT_MS = 3_000;
/** A turn looks at its task only once, so it waits longer. Milliseconds. */
const HOLDERS_LIMIT_OF_TURN_MS = 20_000;

/**
 * Tasks that hold the lock with desiredStatus RUNNING, except `known`. One ListTasks call if there are no others. `since`: a
 * survey of many runs must have begun then, or later, however long that takes; without it, a survey of some seconds ago is enough,
 * because the holders are polled again soon.
 */
export function surveyHolders(
  scope: LockScope,
  { known, since }: { known: string; since?: number | undefined },
  context: TaskContext,
): Promise<Surveyed> {
  const { shared, clock, interrupt: hurry } = context;
  if (shared === undefined)
    return findTasks({ cluster: scope.cluster, steps: [[byHolder(scope)]], known }, 'once', context);
  const recent = clock.now() - HOLDERS_HOLD_MS;
  const limitMs = since === undefined ? HOLDERS_LIMIT_MS : HOLDERS_LIMIT_OF_TURN_MS;
  return shared.survey(scope, { notBefore: Math.max(recent, since ?? recent), patienceMs: 0, known, hurry, limitMs });
}

/**
 * All tasks that could conflict, except `known`. If `holdersSeen`, tasks that hold the lock are not listed again,
 * unless other families share it.
 */
export function surveyAgain(
  scope: LockScope,
  known: string,
  holdersSeen: boolean,
  context: TaskContext,
): Promise<Surveyed> {
  const { shared, clock, interrupt: hurry } = context;
  if (shared !== undefined) {
    return shared.survey(scope, { notBefore: clock.now(), patienceMs: HOLDERS_HOLD_MS, known, hurry });
  }
  const running = holdersSeen && !scope.sharedLock ? [byFamily(scope)] : [byHolder(scope), byFamily(scope)];
  return findTasks({ cluster: scope.cluster, steps: [running, [toldToStop(scope)]], known }, 'patient', context);
}

const byHolder = ({ startedBy }: LockScope): TaskFilter => ({ startedBy });
const byFamily = ({ family }: LockScope): TaskFilter => ({ family, desiredStatus: 'RUNNING' });
const toldToStop = ({ family, sharedLock }: LockScope): TaskFilter => ({
  ...(sharedLock ? {} : { family }),
  desiredStatus: 'STOPPED',
});

/**
 * Describes the tasks of several lists. The lists of one step are requested at the same time, the steps one after the
 * other. A task that is told to stop between two steps is then in the second list, if not in the first. The task
 * `known` is not described.
 */
async function findTasks(
  { cluster, steps, known }: { cluster: string; steps: readonly TaskFilter[][]; known?: string },
  effort: Effort,
  context: TaskContext,
): Promise<Answer<TaskState[]>> {
  const arns = new Set<string>();
  for (const filters of steps) {
    for (const list of await Promise.all(filters.map((filter) => listAll(cluster, filter, effort, context)))) {
      if (!list.ok) return list;
      for (const arn of list.value) if (arn !== known) arns.add(arn);
    }
  }
  return describeAll(cluster, [...arns], effort, context);
}

/** Reads every page of a list. */
export async function listAll(
  cluster: string,
  filter: TaskFilter,
  effort: Effort,
  context: TaskContext,
): Promise<Answer<string[]>> {
  const arns: string[] = [];
  let page: string | undefined;
  do {
    const answer = await callWithEffort(effort, () => context.tasks.list(cluster, filter, page), context);
    if (!answer.ok) return answer;
    arns.push(...answer.value.taskArns);
    page = answer.value.next;
  } while (page !== undefined);
  return { ok: true, value: arns };
}

/** A task that is listed but MISSING has only just been launched, so it is described again. */
const MISSING_TRIES = 5;
const MISSING_WAIT_MS = 1_000;

/** Describes any number of tasks, in batches as large as DescribeTasks allows. */
export async function describeAll(
  cluster: string,
  arns: string[],
  effort: Effort,
  context: TaskContext,
): Promise<Answer<TaskState[]>> {
  const tasks: TaskState[] = [];
  let asked = arns;
  for (let tries = 1; asked.length > 0; tries += 1) {
    const missing: string[] = [];
    for (let at = 0; at < asked.length; at += LIMITS.describeTasks) {
      const some = asked.slice(at, at + LIMITS.describeTasks);
      const answer = await callWithEffort(effort, () => context.tasks.describe(cluster, some), context);
      if (!answer.ok) return answer;
      tasks.push(...answer.value.tasks);
      missing.push(...answer.value.missing);
    }
    if (effort === 'once' || tries === MISSING_TRIES || missing.length === 0) break;
    await context.clock.sleep(MISSING_WAIT_MS, context.interrupt);
    asked = missing;
  }
  return { ok: true, value: tasks };
}

function callWithEffort<T>(effort: Effort, call: () => Promise<Answer<T>>, context: RetryContext): Promise<Answer<T>> {
  return effort === 'once' ? call() : retry(call, retryOptionsOf(context));
}
