import { containerOf, hasEnded, type TaskState } from '../../core/ecs/task.ts';
import type { TaskRef } from '../../core/ecs/task-ref.ts';
import { warn } from '../../core/events/warnings.ts';
import type { RetryContext } from '../../core/ports.ts';
import type { Tails } from './tails.ts';

/** A container that runs this long without printing anything is suspicious. Milliseconds. */
const STRANGE_MS = 120_000;

/** Warns once if a running container prints nothing, because it may be waiting for something that will never come. */
export function watchSilence(
  ref: TaskRef,
  tails: Tails,
  { clock, emit }: Pick<RetryContext, 'clock' | 'emit'>,
): (task: TaskState) => Promise<void> {
  let runningSince: number | undefined;
  let said = false;
  return async (task) => {
    const ours = containerOf(task, ref.container);
    if (said || ours?.lastStatus !== 'RUNNING' || hasEnded(ours)) return;
    runningSince ??= clock.now();
    const forMs = clock.now() - runningSince;
    if (forMs < STRANGE_MS || !tails.silent()) return;
    said = true;
    await emit(warn('silent', { container: ref.container, forMs }));
  };
}
