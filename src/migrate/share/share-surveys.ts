import type { Answer, CallFailure } from '../../core/base/failure.ts';
import type { LockScope, SharedCalls, Surveyed, SurveyNeeds, TaskContext } from '../../core/ports.ts';
import { describeAll } from '../base/survey.ts';
import type { TaskMemory } from './task-memory.ts';

type Survey = SharedCalls['survey'];

/**
 * All tasks of a family, or of a cluster if families share locks, as far as they may conflict with a lock.
 * `beganAt`: a task that was launched later may be missing.
 */
export interface Listed {
  beganAt: number;
  /** The ARNs of the tasks that may be holders of the lock, or migrations without a lock. */
  concerned: readonly string[];
}

/** Lists that began at `needs.notBefore` or later. */
export type ListTasks = (of: LockScope, needs: SurveyNeeds) => Promise<Answer<Listed>>;

/**
 * One survey for all runs: `list` reads the lists of a family once for everybody who needs them at about the same time. So
 * the number of calls grows with the pages of the lists, not with the runs. Only tasks that could conflict with a lock are
 * described for it, so that what its run sees is no older than the lists.
 */
export function shareSurveys(list: ListTasks, memory: TaskMemory, world: TaskContext): Survey {
  const { clock } = world;

  async function survey(of: LockScope, needs: SurveyNeeds): Promise<Surveyed> {
    const listed = await list(of, needs);
    if (!listed.ok) return listed;
    const { beganAt, concerned } = listed.value;
    const others = concerned.filter((arn) => arn !== needs.known);
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
export const HURRY_MS = 10_000;

/** A survey that took too long. */
export const TOO_LATE: CallFailure = {
  kind: 'lost',
  operation: 'ecs:ListTasks',
  name: 'TimeoutError',
  message: 'the tasks of the cluster could not be listed in time',
};
