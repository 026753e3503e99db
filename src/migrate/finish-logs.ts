import type { Closing } from '../core/log-cursor.ts';
import type { Ending } from '../core/outcome.ts';
import type { World } from '../core/ports.ts';
import { nextLookMs } from '../core/schedule.ts';
import { containerOf, hasEnded, hasStopped, type TaskState, toldToStop, unstartedOf } from '../core/task.ts';
import type { TaskRef } from '../core/task-ref.ts';
import { endedBy, type Witness } from '../core/witness.ts';
import { requestStop } from './stop.ts';
import type { Tails } from './tails.ts';
import type { Watcher } from './watch.ts';

/**
 * Reads the log to its end after the verdict, and ends a task that something else keeps alive. Looks at the task
 * only as long as the log needs it. Answers the task as last seen.
 */
export async function finishLogs(
  { ref, world, watcher, tails }: { ref: TaskRef; world: World; watcher: Watcher; tails: Tails },
  seen: Witness,
  ending: Ending,
): Promise<TaskState | undefined> {
  const { clock, random, interrupt } = world;
  let last = seen.last;
  const closing: Closing = {
    endedAt: endedBy(seen, ref) ?? clock.now(),
    stoppedAt: seen.stoppedSeenAt,
    neverStarted: last !== undefined && !seen.started,
    unstarted: last === undefined ? [] : unstartedOf(last),
    failed: ending.kind !== 'verdict' || ending.verdict.kind !== 'succeeded',
  };
  tails.close(closing);
  if (last !== undefined) {
    tails.seen(last);
    // An uncertain end is that of the task: ECS is stopping it.
    const isCertain = ending.kind !== 'verdict' || ending.verdict.kind !== 'uncertain';
    const keptAlive = !ref.essential.includes(ref.container) && !toldToStop(last) && isCertain;
    if (keptAlive) await stopTheRest(ref, last, world);
  }

  const done = new AbortController();
  const giveUp = () => tails.abandon();
  if (ending.kind === 'verdict') interrupt.addEventListener('abort', giveUp, { once: true });
  const drained = tails.drained().then(() => done.abort());
  const began = clock.now();
  while (closing.failed && !done.signal.aborted && last !== undefined && !hasStopped(last)) {
    const state = { phase: 'stopping', inPhaseMs: clock.now() - began, failures: 0 } as const;
    const look = await watcher.next(ref.taskArn, nextLookMs(state, random.next()), done.signal);
    if (look?.ok && look.value !== undefined) last = look.value;
    if (last !== undefined && hasStopped(last)) tails.close({ ...closing, stoppedAt: clock.now() });
  }
  await drained;
  interrupt.removeEventListener('abort', giveUp);
  return last;
}

/** Ours is not essential: whatever else the task has would keep it alive. */
async function stopTheRest(ref: TaskRef, task: TaskState, world: World): Promise<void> {
  if ((await requestStop(ref, 'ended', world)) !== undefined) return;
  const rest = ref.containers.filter((name) => name !== ref.container && isAlive(task, name));
  const text = `${ref.container} has ended, and is not essential to its task: the rest of the task was stopped (${rest.join(', ')})`;
  await world.emit({ type: 'warning', code: 'rest-stopped', text });
}

function isAlive(task: TaskState, name: string): boolean {
  const container = containerOf(task, name);
  return container !== undefined && !hasEnded(container);
}
