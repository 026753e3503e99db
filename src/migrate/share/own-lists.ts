import type { Answer } from '../../core/base/failure.ts';
import type { TaskState } from '../../core/ecs/task.ts';
import { LOCK_PREFIX } from '../../core/plan/lock.ts';
import type { LockScope, SurveyNeeds, TaskContext } from '../../core/ports.ts';
import { describeAll, listAll } from '../base/survey.ts';
import type { ListTasks } from './share-surveys.ts';
import type { TaskMemory } from './task-memory.ts';

/**
 * All tasks of a family: those that are meant to run, and those that are meant to stop. Both lists are read each time: a
 * task that was launched and told to stop since the last reading is only in the second.
 */
interface Lists {
  beganAt: number;
  taskArns: readonly string[];
}

/** The reading that is under way, and the last that succeeded. */
interface Desk {
  last?: Lists;
  going?: { beganAt: number; done: Promise<Answer<Lists>> };
}

/** The lists of a process that needs them for all its runs. Each task is described once, to learn who started it. */
export function ownLists(memory: TaskMemory, world: TaskContext): ListTasks {
  const { clock } = world;
  const desks = new Map<string, Desk>();

  async function read({ cluster, family, sharedLock }: LockScope, beganAt: number): Promise<Answer<Lists>> {
    const of = sharedLock ? {} : { family };
    const arns = new Set<string>();
    // First those that are meant to run: a task that is told to stop between the two is in the second, if not in the first.
    for (const desiredStatus of ['RUNNING', 'STOPPED'] as const) {
      const listed = await listAll(cluster, { ...of, desiredStatus }, 'patient', world);
      if (!listed.ok) return listed;
      for (const arn of listed.value) arns.add(arn);
    }
    const taskArns = [...arns];
    const unknown = taskArns.filter((arn) => memory.known(arn) === undefined);
    const described = await describeAll(cluster, unknown, 'patient', world);
    return described.ok ? { ok: true, value: { beganAt, taskArns } } : described;
  }

  function begin(of: LockScope, desk: Desk): Promise<Answer<Lists>> {
    const beganAt = clock.now();
    const done = read(of, beganAt).then((answer) => {
      delete desk.going;
      if (answer.ok) desk.last = answer.value;
      return answer;
    });
    desk.going = { beganAt, done };
    return done;
  }

  async function listsSince(of: LockScope, { notBefore, patienceMs, hurry }: SurveyNeeds): Promise<Answer<Lists>> {
    const key = JSON.stringify([of.cluster, of.sharedLock ? null : of.family]);
    const desk = desks.get(key) ?? {};
    desks.set(key, desk);
    for (;;) {
      const { last, going } = desk;
      if (last !== undefined && last.beganAt >= notBefore) return { ok: true, value: last };
      if (going !== undefined) {
        const answer = await going.done;
        if (going.beganAt >= notBefore) return answer;
        continue;
      }
      // Others will ask soon too, and one survey serves all.
      const restMs = last === undefined ? 0 : last.beganAt + patienceMs - clock.now();
      if (patienceMs === 0 || restMs <= 0 || hurry.aborted) return begin(of, desk);
      await clock.sleep(Math.max(1, restMs), hurry);
    }
  }

  return async (of, needs) => {
    const lists = await listsSince(of, needs);
    if (!lists.ok) return lists;
    const { beganAt, taskArns } = lists.value;
    return { ok: true, value: { beganAt, concerned: taskArns.filter((arn) => mayConcern(memory.known(arn), of)) } };
  };
}

/** Whether a task may be a holder of the lock, or a migration without a lock. The rest is decided by the guard. */
function mayConcern(task: TaskState | undefined, { startedBy }: LockScope): boolean {
  // ECS lists it, but has not described it for as long as a run waits for that.
  if (task === undefined) return false;
  if (task.startedBy?.startsWith(LOCK_PREFIX)) return task.startedBy === startedBy;
  return task.group?.startsWith('service:') !== true;
}
