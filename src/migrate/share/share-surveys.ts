import type { Answer, CallFailure } from '../../core/base/failure.ts';
import type { TaskState } from '../../core/ecs/task.ts';
import { LOCK_PREFIX } from '../../core/plan/lock.ts';
import type { LockScope, SharedCalls, Surveyed, SurveyNeeds, TaskContext } from '../../core/ports.ts';
import { describeAll, listAll } from '../base/survey.ts';
import type { TaskMemory } from './task-memory.ts';

type Survey = SharedCalls['survey'];

/**
 * All tasks of a family, or of a cluster if families share locks, as two lists showed them: first those that are meant
 * to run, then those that are meant to stop. A task that is told to stop between the two is in the second, if not in
 * the first. `beganAt`: a task that was launched later may be missing.
 */
interface Listed {
  beganAt: number;
  /** Tasks that are meant to run. */
  running: ReadonlySet<string>;
  /** Tasks that have left that list since the other one was read: they have been told to stop. */
  left: ReadonlySet<string>;
  /** Tasks that are meant to stop, and when their list was read. */
  stopped: ReadonlySet<string>;
  stoppedAt: number;
}

/**
 * ECS lists a stopped task for an hour, so that list grows with the fleet, and is read again only after this time. Until
 * then, a task that is told to stop is known because it has left the list of those that run. Only a task that was launched
 * and told to stop between two readings of that list, which are seconds apart, would be missed. Milliseconds.
 */
const STOPPED_HOLDS_MS = 60_000;

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

  async function list(
    { cluster, family, sharedLock }: LockScope,
    beganAt: number,
    last: Listed | undefined,
  ): Promise<Answer<Listed>> {
    const of = sharedLock ? {} : { family };
    const runs = await listAll(cluster, { ...of, desiredStatus: 'RUNNING' }, 'patient', world);
    if (!runs.ok) return runs;
    const running = new Set(runs.value);
    const left = new Set([...(last?.running ?? []), ...(last?.left ?? [])].filter((arn) => !running.has(arn)));
    const listed = {
      beganAt,
      running,
      left,
      stopped: last?.stopped ?? new Set<string>(),
      stoppedAt: last?.stoppedAt ?? 0,
    };
    if (last === undefined || beganAt - last.stoppedAt >= STOPPED_HOLDS_MS) {
      const stops = await listAll(cluster, { ...of, desiredStatus: 'STOPPED' }, 'patient', world);
      if (!stops.ok) return stops;
      // A list is not complete at once: what has just left the other one is kept until the next reading.
      const gone = last === undefined ? [] : [...last.running].filter((arn) => !running.has(arn));
      Object.assign(listed, { stopped: new Set(stops.value), stoppedAt: beganAt, left: new Set(gone) });
    }
    const unknown = arnsOf(listed).filter((arn) => memory.known(arn) === undefined);
    const described = await describeAll(cluster, unknown, 'patient', world);
    return described.ok ? { ok: true, value: listed } : described;
  }

  function begin(of: LockScope, desk: Desk): Promise<Answer<Listed>> {
    const beganAt = clock.now();
    const done = list(of, beganAt, desk.last).then((answer) => {
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
    const { beganAt } = listed.value;
    const others = arnsOf(listed.value).filter((arn) => arn !== needs.known && mayConcern(memory.known(arn), of));
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

const arnsOf = ({ running, left, stopped }: Listed) => [...new Set([...running, ...left, ...stopped])];

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
