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

/**
 * All tasks that could be in the way, running or told to stop. ECS takes `startedBy` only alone and shows by it only
 * tasks meant to run; those told to stop are found by family, or in the whole cluster where families share a lock.
 */
export async function survey(of: SurveyOf, world: World): Promise<Answer<TaskState[]>> {
  const running: TaskFilter[] = [{ startedBy: of.startedBy }, { family: of.family, desiredStatus: 'RUNNING' }];
  const told: TaskFilter = { ...(of.sharedLock ? {} : { family: of.family }), desiredStatus: 'STOPPED' };
  // In this order: a task that is told to stop in between is in the second answer, if not in the first.
  const lists = await Promise.all(running.map((filter) => listAll(of.cluster, filter, world)));
  lists.push(await listAll(of.cluster, told, world));
  const arns = new Set<string>();
  for (const list of lists) {
    if (!list.ok) return list;
    for (const arn of list.value) arns.add(arn);
  }
  return describeAll(of.cluster, [...arns], world);
}

/** The holders of a lock that are meant to run, but for one that is known: one call where there is no other. */
export async function surveyHolders(of: SurveyOf, world: World, known?: string): Promise<Answer<TaskState[]>> {
  const list = await listAll(of.cluster, { startedBy: of.startedBy }, world);
  if (!list.ok) return list;
  return describeAll(
    of.cluster,
    list.value.filter((arn) => arn !== known),
    world,
  );
}

async function listAll(cluster: string, filter: TaskFilter, world: World): Promise<Answer<string[]>> {
  const arns: string[] = [];
  let page: string | undefined;
  do {
    const answer = await retrying(() => world.tasks.list(cluster, filter, page), patienceOf(world));
    if (!answer.ok) return answer;
    arns.push(...answer.value.taskArns);
    page = answer.value.next;
  } while (page !== undefined);
  return { ok: true, value: arns };
}

async function describeAll(cluster: string, arns: string[], world: World): Promise<Answer<TaskState[]>> {
  const tasks: TaskState[] = [];
  for (let at = 0; at < arns.length; at += LIMITS.describeTasks) {
    const some = arns.slice(at, at + LIMITS.describeTasks);
    const answer = await retrying(() => world.tasks.describe(cluster, some), patienceOf(world));
    if (!answer.ok) return answer;
    tasks.push(...answer.value.tasks);
  }
  return { ok: true, value: tasks };
}
