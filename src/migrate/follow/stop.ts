import type { CallFailure } from '../../core/base/failure.ts';
import type { TaskRef } from '../../core/ecs/task-ref.ts';
import { warn } from '../../core/events/warnings.ts';
import type { RunContext } from '../../core/ports.ts';
import { type OwnStop, reasonOfOwnStop } from '../../core/verdict/own-stop.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';

/**
 * Asks ECS to stop the task, again and again while AWS does not answer. Returns why that has failed. The run's own
 * interrupt does not end the trying; `signal` does.
 */
export async function requestStop(
  ref: TaskRef,
  why: OwnStop,
  world: RunContext,
  signal: AbortSignal = new AbortController().signal,
): Promise<CallFailure | undefined> {
  const calm = { ...retryOptionsOf(world), signal };
  // The task is there: that AWS cannot be reached is no reason to give up as soon as before a launch.
  const call = async (): ReturnType<typeof world.tasks.stop> => {
    const answer = await world.tasks.stop(ref.cluster, ref.taskArn, reasonOfOwnStop(why));
    if (answer.ok || answer.failure.kind !== 'unreachable') return answer;
    return { ok: false, failure: { ...answer.failure, kind: 'lost' } };
  };
  const answer = await retry(call, calm);
  return answer.ok ? undefined : answer.failure;
}

/** The same, with a warning where it fails that has the command which stops the task. */
export async function requestStopOrWarn(
  ref: TaskRef,
  why: OwnStop,
  world: RunContext,
): Promise<CallFailure | undefined> {
  const failure = await requestStop(ref, why, world);
  const { cluster, taskArn } = ref;
  if (failure !== undefined) await world.emit(warn('stop-failed', { failure, cluster, taskArn }));
  return failure;
}

/** Asks once. */
export async function tryToStop(ref: TaskRef, why: OwnStop, { tasks }: RunContext): Promise<CallFailure | undefined> {
  const answer = await tasks.stop(ref.cluster, ref.taskArn, reasonOfOwnStop(why));
  return answer.ok ? undefined : answer.failure;
}
