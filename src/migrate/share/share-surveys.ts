import type { Answer, CallFailure } from '../../core/base/failure.ts';
import type { TaskState } from '../../core/ecs/task.ts';
import { LOCK_PREFIX } from '../../core/plan/lock.ts';
import type { LockScope, SharedCalls, Surveyed, SurveyNeeds, TaskContext } from '../../core/ports.ts';
import { describeAll, listAll } from '../base/survey.ts';
import type { TaskMemory } from './task-memory.ts';

type Survey = SharedCalls['survey'];

/**
 * All tasks of a family, or of a cluster if families share locks: those that are meant to run, and those that are meant to
 * stop. Both lists are read each time: a task that was launched and told to stop since the last reading is only in the
 * second. `beganAt`: a task that was launched later may be missing.
 */
interface Listed {
  beganAt: number;
  taskArns: readonly string[];
}

/** The survey that is under way, and the last that succeeded. */
interface Desk {
  last?: Listed;
  going?: { beganAt: number; done: Promise<Answer<Listed>> };
}

/**
 * One survey for all runs: the lists of a family are read once for everybody who needs them at about the same time. So
 * the number of calls grows with the pages of the lists, not with the runs. Who started a task never changes: each task
 * is described once to learn that. Only tasks that could conflict with a lock are described again for it, so that what
 * its run sees is no older than the lists.
 */
export function shareSurveys(memory: TaskMemory, world: TaskContext): Survey {
  const { clock } = world;
  const desks = new Map<string, Desk>();

  async function list({ cluster, family, sharedLock }: LockScope, beganAt: number): Promise<Answer<Listed>> {
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

  function begin(of: LockScope, desk: Desk): Promise<Answer<Listed>> {
    const beganAt = clock.now();
    const done = list(of, beganAt).then((answer) => {
      delete desk.going;
      if (answer.ok) desk.last = answer.value;
      return answer;
    });
    desk.going = { beganAt, done };
    return done;
  }

  /** Lists that began at `notBefore` or later. */
  async function listsSince(of: LockScope, { notBefore, patienceMs, hurry }: SurveyNeeds): Promise<Answer<Listed>> {
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

  async function survey(of: LockScope, needs: SurveyNeeds): Promise<Surveyed> {
    const listed = await listsSince(of, needs);
    if (!listed.ok) return listed;
    const { beganAt, taskArns } = listed.value;
    const others = taskArns.filter((arn) => arn !== needs.known && mayConcern(memory.known(arn), of));
    const stale = others.filter((arn) => !memory.isFresh(arn, beganAt));
    const described = await describeAll(of.cluster, stale, 'patient', world);
    if (!described.ok) return described;
    return { ok: true, value: others.flatMap((arn) => memory.known(arn) ?? []), surveyedAt: beganAt };
  }

  /** The answer, or a failure if it takes too long. */
  return async (of, needs) => {
    const { hurry, limitMs = Number.POSITIVE_INFINITY } = needs;
    const over = new AbortController();
    const late = async (): Promise<Surveyed> => {
      if (Number.isFinite(limitMs)) await clock.sleep(limitMs, over.signal);
      else await aborted(hurry, over.signal).then(() => clock.sleep(HURRY_MS, over.signal));
      return { ok: false, failure: TOO_LATE };
    };
    const answer = await Promise.race([survey(of, needs), late()]);
    over.abort();
    return answer;
  };
}

/** Resolves when one of the signals aborts. */
function aborted(...signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals) {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    }
  });
}

/** The retries of a survey of many runs do not end with one of the runs, which then waits no longer. Milliseconds. */
const HURRY_MS = 10_000;

const TOO_LATE: CallFailure = {
  kind: 'lost',
  operation: 'ecs:ListTasks',
  name: 'TimeoutError',
  message: 'the tasks of the cluster could not be listed in time',
};

/** Whether a task may be a holder of the lock, or a migration without a lock. The rest is decided by the guard. */
function mayConcern(task: TaskState | undefined, { startedBy }: LockScope): boolean {
  // ECS lists it, but has not described it for as long as a run waits for that.
  if (task === undefined) return false;
  if (task.startedBy?.startsWith(LOCK_PREFIX)) return task.startedBy === startedBy;
  return task.group?.startsWith('service:') !== true;
}
