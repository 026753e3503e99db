import type { Answer } from '../../core/base/failure.ts';
import type { LockScope, TaskContext } from '../../core/ports.ts';
import {
  addReading,
  findUnmarked,
  type Lists,
  planReading,
  type Reading,
  type TaskLedger,
} from '../../core/run/task-ledger.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';
import { describeAll, listAll } from '../base/survey.ts';

/** So many pages of stopped tasks are read on each time: with 100 tasks a page, 10,000 tasks in about two minutes. */
const PAGES = 3;

interface ReadContext extends TaskContext {
  digest(text: string): string;
}

/** Reads the lists of a family, or of the cluster, and adds them to the ledger. `beganAt`: now, on the clock of the ledger. */
export async function readLists(
  { cluster, family, sharedLock }: Pick<LockScope, 'cluster' | 'family' | 'sharedLock'>,
  before: TaskLedger | undefined,
  beganAt: number,
  context: ReadContext,
): Promise<Answer<TaskLedger>> {
  const of = sharedLock ? {} : { family };
  const reading = planReading(before, beganAt);
  // First those that are meant to run: a task that is told to stop between the two is in the second, if not in the first.
  const running = await listAll(cluster, { ...of, desiredStatus: 'RUNNING' }, 'patient', context);
  if (!running.ok) return running;
  const stopped = await listStopped({ cluster, ...of }, reading, context);
  if (!stopped.ok) return stopped;
  const lists: Lists = { beganAt, whole: reading.whole, running: running.value, ...stopped.value };
  const described = await describeAll(cluster, findUnmarked(before, lists), 'patient', context);
  if (!described.ok) return described;
  return { ok: true, value: addReading(before, lists, described.value, context.digest) };
}

async function listStopped(
  { cluster, ...of }: { cluster: string; family?: string },
  { from, whole }: Reading,
  context: TaskContext,
): Promise<Answer<Pick<Lists, 'stopped' | 'next'>>> {
  const stopped: string[] = [];
  let next = from;
  for (let pages = 1; ; pages += 1) {
    const page = next;
    const call = () => context.tasks.list(cluster, { ...of, desiredStatus: 'STOPPED' }, page);
    const answer = await retry(call, retryOptionsOf(context));
    // A token of another process may be refused: then from the beginning.
    if (!answer.ok && answer.failure.kind === 'refused' && page !== undefined && pages === 1) {
      next = undefined;
      continue;
    }
    if (!answer.ok) return answer;
    stopped.push(...answer.value.taskArns);
    ({ next } = answer.value);
    if (next === undefined || (!whole && pages >= PAGES)) break;
  }
  return { ok: true, value: next === undefined ? { stopped } : { stopped, next } };
}
