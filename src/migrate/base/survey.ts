import { LIMITS } from '../../core/base/defaults.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { TaskState } from '../../core/ecs/task.ts';
import type { RunContext, TaskFilter } from '../../core/ports.ts';
import { retry, retryOptionsOf } from './retry.ts';

/** What to look for: the holders of a lock and the tasks of a family. */
export interface LockScope {
  cluster: string;
  startedBy: string;
  family: string;
  /** The lock is not the family's own, so its holders may be of any family. */
  sharedLock: boolean;
}

/** One attempt, or as many as the situation allows. */
export type Effort = 'once' | 'patient';

/**
 * All tasks that could be in the way, running or told to stop. ECS takes `startedBy` only alone and shows by it only
 * tasks meant to run; those told to stop are found by family, or in the whole cluster where families share a lock.
 */
export function surveyTasks(of: LockScope, effort: Effort, world: RunContext): Promise<Answer<TaskState[]>> {
  return findTasks(of.cluster, [[byHolder(of), byFamily(of)], [toldToStop(of)]], effort, world);
}

/** The holders of a lock that are meant to run, but for one that is known: one call where there is no other. */
export function surveyHolders(of: LockScope, known: string, world: RunContext): Promise<Answer<TaskState[]>> {
  return findTasks(of.cluster, [[byHolder(of)]], 'once', world, known);
}

/** All but a known one again; without the holders of other families where `holdersSeen` says that they were. */
export function surveyAgain(
  of: LockScope,
  known: string,
  holdersSeen: boolean,
  world: RunContext,
): Promise<Answer<TaskState[]>> {
  const running = holdersSeen && !of.sharedLock ? [byFamily(of)] : [byHolder(of), byFamily(of)];
  return findTasks(of.cluster, [running, [toldToStop(of)]], 'patient', world, known);
}

const byHolder = ({ startedBy }: LockScope): TaskFilter => ({ startedBy });
const byFamily = ({ family }: LockScope): TaskFilter => ({ family, desiredStatus: 'RUNNING' });
const toldToStop = ({ family, sharedLock }: LockScope): TaskFilter => ({
  ...(sharedLock ? {} : { family }),
  desiredStatus: 'STOPPED',
});

/**
 * The tasks of several lists: those of one step are asked for at once. A task that is told to stop between two steps
 * is in the second answer, if not in the first. A `known` task is not described.
 */
async function findTasks(
  cluster: string,
  steps: readonly TaskFilter[][],
  effort: Effort,
  world: RunContext,
  known?: string,
): Promise<Answer<TaskState[]>> {
  const arns = new Set<string>();
  for (const filters of steps) {
    for (const list of await Promise.all(filters.map((filter) => listAll(cluster, filter, effort, world)))) {
      if (!list.ok) return list;
      for (const arn of list.value) if (arn !== known) arns.add(arn);
    }
  }
  return describeAll(cluster, [...arns], effort, world);
}

/** Every page of a list. */
export async function listAll(
  cluster: string,
  filter: TaskFilter,
  effort: Effort,
  world: RunContext,
): Promise<Answer<string[]>> {
  const arns: string[] = [];
  let page: string | undefined;
  do {
    const answer = await callWithEffort(effort, () => world.tasks.list(cluster, filter, page), world);
    if (!answer.ok) return answer;
    arns.push(...answer.value.taskArns);
    page = answer.value.next;
  } while (page !== undefined);
  return { ok: true, value: arns };
}

/** A task that is listed but MISSING has only just been launched: it is asked for again. */
const MISSING_TRIES = 5;
const MISSING_WAIT_MS = 1_000;

/** Describes any number of tasks, as many in a call as ECS takes. */
export async function describeAll(
  cluster: string,
  arns: string[],
  effort: Effort,
  world: RunContext,
): Promise<Answer<TaskState[]>> {
  const tasks: TaskState[] = [];
  let asked = arns;
  for (let tries = 1; asked.length > 0; tries += 1) {
    const missing: string[] = [];
    for (let at = 0; at < asked.length; at += LIMITS.describeTasks) {
      const some = asked.slice(at, at + LIMITS.describeTasks);
      const answer = await callWithEffort(effort, () => world.tasks.describe(cluster, some), world);
      if (!answer.ok) return answer;
      tasks.push(...answer.value.tasks);
      missing.push(...answer.value.missing);
    }
    if (effort === 'once' || tries === MISSING_TRIES || missing.length === 0) break;
    await world.clock.sleep(MISSING_WAIT_MS, world.interrupt);
    asked = missing;
  }
  return { ok: true, value: tasks };
}

function callWithEffort<T>(effort: Effort, call: () => Promise<Answer<T>>, world: RunContext): Promise<Answer<T>> {
  return effort === 'once' ? call() : retry(call, retryOptionsOf(world));
}
