import type { CallFailure } from '../core/failure.ts';
import { type OwnStop, reasonOfOwnStop } from '../core/own-stop.ts';
import type { World } from '../core/ports.ts';
import type { TaskRef } from '../core/task-ref.ts';
import { warn } from '../core/warnings.ts';
import { patienceOf, retrying } from './retry.ts';

/**
 * Asks ECS to stop the task. Where that fails it is said, with the command that does it, and answered. The run's own
 * interrupt does not end the trying; `signal` does.
 */
export async function requestStop(
  ref: TaskRef,
  why: OwnStop,
  world: World,
  signal: AbortSignal = new AbortController().signal,
): Promise<CallFailure | undefined> {
  const calm = { ...patienceOf(world), signal };
  // The task is there: that AWS cannot be reached is no reason to give up as soon as before a launch.
  const call = async (): ReturnType<typeof world.tasks.stop> => {
    const answer = await world.tasks.stop(ref.cluster, ref.taskArn, reasonOfOwnStop(why));
    if (answer.ok || answer.failure.kind !== 'unreachable') return answer;
    return { ok: false, failure: { ...answer.failure, kind: 'lost' } };
  };
  const answer = await retrying(call, calm);
  if (answer.ok) return undefined;
  await sayStopFailed(ref, answer.failure, world);
  return answer.failure;
}

/**
 * A stop that is right only as long as no container of the task has started: asked for once, for ECS has to show it not
 * started before it is asked for again.
 */
export function isOfUnstarted(why: OwnStop): boolean {
  return why === 'start-timeout' || why === 'lost-race';
}

/** Asks once, and says nothing. */
export async function tryToStop(ref: TaskRef, why: OwnStop, { tasks }: World): Promise<CallFailure | undefined> {
  const answer = await tasks.stop(ref.cluster, ref.taskArn, reasonOfOwnStop(why));
  return answer.ok ? undefined : answer.failure;
}

/** How long a stop that fails is asked for again, look by look. */
export const STOP_PATIENCE_MS = 120_000;

export async function sayStopFailed(ref: TaskRef, failure: CallFailure, { emit }: World): Promise<void> {
  await emit(warn('stop-failed', { failure, cluster: ref.cluster, taskArn: ref.taskArn }));
}
