import type { Answer } from '../../core/base/failure.ts';
import type { TaskRef } from '../../core/ecs/task-ref.ts';
import { warn } from '../../core/events/warnings.ts';
import type { Aws, TaskContext } from '../../core/ports.ts';
import { FRESH_LOOK_MS } from '../../core/run/watch.ts';
import { type OwnStop, reasonOfOwnStop } from '../../core/verdict/own-stop.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';

/**
 * Asks ECS to stop the task, and repeats the call while AWS cannot be reached. The interrupt of the run does not end the retries, only `signal` does.
 */
export async function requestStop(
  ref: TaskRef,
  why: OwnStop,
  signal: AbortSignal | undefined,
  context: TaskContext,
): Promise<Answer<void>> {
  const options = { ...retryOptionsOf(context), signal: signal ?? new AbortController().signal };
  return await retry(() => tryToStop(ref, why, context), { ...options, purpose: () => 'task' });
}

/** Like {@link requestStop}. If the stop fails, a warning shows the command that stops the task. */
export async function requestStopOrWarn(ref: TaskRef, why: OwnStop, context: TaskContext): Promise<Answer<void>> {
  const answer = await requestStop(ref, why, undefined, context);
  const { cluster, taskArn } = ref;
  if (!answer.ok) await context.emit(warn('stop-failed', { failure: answer.failure, cluster, taskArn }));
  return answer;
}

/** Asks ECS once to stop the task. */
async function tryToStop(ref: TaskRef, why: OwnStop, { tasks }: Pick<Aws, 'tasks'>): Promise<Answer<void>> {
  return await tasks.stop(ref.cluster, ref.taskArn, reasonOfOwnStop(why));
}

/** The same, if no container of the task has started according to a look of a moment ago. */
export async function tryToStopUnstarted(
  { cluster, taskArn }: TaskRef,
  why: OwnStop,
  { tasks }: Pick<Aws, 'tasks'>,
): Promise<Answer<void>> {
  return await tasks.stop(cluster, taskArn, reasonOfOwnStop(why), FRESH_LOOK_MS);
}
