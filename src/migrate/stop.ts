import { type CallFailure, describeFailure } from '../core/failure.ts';
import { type OwnStop, reasonOfOwnStop } from '../core/own-stop.ts';
import type { World } from '../core/ports.ts';
import type { TaskRef } from '../core/task-ref.ts';
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
  const text = `the task could not be stopped and may still be running (${describeFailure(answer.failure)}); stop it with: aws ecs stop-task --cluster ${ref.cluster} --task ${ref.taskArn}`;
  await world.emit({ type: 'warning', code: 'stop-failed', text });
  return answer.failure;
}
