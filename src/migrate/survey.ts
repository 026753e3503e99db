import { LIMITS } from '../core/defaults.ts';
import type { Answer } from '../core/failure.ts';
import type { TaskFilter, World } from '../core/ports.ts';
import type { TaskState } from '../core/task.ts';
import { patienceOf, retrying } from './retry.ts';

/** What to look for: the holders of a lock and the tasks of a family. */
export interface SurveyOf {
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
 * A `known` task is not described again.
 */
export async function survey(of: SurveyOf, effort: Effort, world: World, known?: string): Promise<Answer<TaskState[]>> {
  const running: TaskFilter[] = [{ startedBy: of.startedBy }, { family: of.family, desiredStatus: 'RUNNING' }];
  const told: TaskFilter = { ...(of.sharedLock ? {} : { family: of.family }), desiredStatus: 'STOPPED' };
  // In this order: a task that is told to stop in between is in the second answer, if not in the first.
  const lists = await Promise.all(running.map((filter) => listAll(of.cluster, filter, effort, world)));
  lists.push(await listAll(of.cluster, told, effort, world));
  const arns = new Set<string>();
  for (const list of lists) {
    if (!list.ok) return list;
    for (const arn of list.value) if (arn !== known) arns.add(arn);
  }
  return describeAll(of.cluster, [...arns], effort, world);
}

/** The holders of a lock that are meant to run, but for one that is known: one call where there is no other. */
export async function surveyHolders(of: SurveyOf, known: string, world: World): Promise<Answer<TaskState[]>> {
  const list = await listAll(of.cluster, { startedBy: of.startedBy }, 'once', world);
  if (!list.ok) return list;
  const others = list.value.filter((arn) => arn !== known);
  return describeAll(of.cluster, others, 'once', world);
}

async function listAll(cluster: string, filter: TaskFilter, effort: Effort, world: World): Promise<Answer<string[]>> {
  const arns: string[] = [];
  let page: string | undefined;
  do {
    const answer = await trying(effort, () => world.tasks.list(cluster, filter, page), world);
    if (!answer.ok) return answer;
    arns.push(...answer.value.taskArns);
    page = answer.value.next;
  } while (page !== undefined);
  return { ok: true, value: arns };
}

/** A task that is listed but MISSING has only just been launched: it is asked for again. */
const MISSING_TRIES = 5;
const MISSING_WAIT_MS = 1_000;

async function describeAll(
  cluster: string,
  arns: string[],
  effort: Effort,
  world: World,
): Promise<Answer<TaskState[]>> {
  const tasks: TaskState[] = [];
  let asked = arns;
  for (let tries = 1; asked.length > 0; tries += 1) {
    const missing: string[] = [];
    for (let at = 0; at < asked.length; at += LIMITS.describeTasks) {
      const some = asked.slice(at, at + LIMITS.describeTasks);
      const answer = await trying(effort, () => world.tasks.describe(cluster, some), world);
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

function trying<T>(effort: Effort, call: () => Promise<Answer<T>>, world: World): Promise<Answer<T>> {
  return effort === 'once' ? call() : retrying(call, patienceOf(world));
}
