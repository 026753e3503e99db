import { containerOf, findUnstarted, hasEnded, hasStopped, type TaskState, toldToStop } from '../../core/ecs/task.ts';
import type { TaskRef } from '../../core/ecs/task-ref.ts';
import { warn } from '../../core/events/warnings.ts';
import type { Ending } from '../../core/explain/endings.ts';
import type { TaskContext, Watcher } from '../../core/ports.ts';
import { nextLookMs, nextStopLookMs } from '../../core/run/schedule.ts';
import type { Closing } from '../../core/verdict/log-cursor.ts';
import { endedBy, lastSecondsFrom, type Observations } from '../../core/verdict/observations.ts';
import { requestStopOrWarn } from './stop.ts';
import type { Tails } from './tails.ts';

/**
 * Reads the log to its end after the verdict, and stops a task that other containers keep alive. Calls DescribeTasks
 * only while the log needs it. Returns the task as last seen.
 */
export async function finishLogs(
  { ref, context, watcher, tails }: { ref: TaskRef; context: TaskContext; watcher: Watcher; tails: Tails },
  seen: Observations,
  ending: Ending,
): Promise<TaskState | undefined> {
  const { clock, random, interrupt } = context;
  let last = seen.last;
  const closing: Closing = {
    endedAt: endedBy(seen, ref) ?? clock.now(),
    stoppedAt: seen.stoppedSeenAt,
    neverStarted: last !== undefined && !seen.started,
    unstarted: last === undefined ? [] : findUnstarted(last),
    failed: ending.kind !== 'verdict' || ending.verdict.kind !== 'succeeded',
    lastSecondsFrom: lastSecondsFrom(seen, ref),
  };
  tails.close(closing);
  if (last !== undefined) {
    tails.seen(last);
    // After an uncertain end the task needs no stop from us: ECS is already stopping it.
    const isCertain = ending.kind !== 'verdict' || ending.verdict.kind !== 'uncertain';
    const keptAlive = !ref.essential.includes(ref.container) && !toldToStop(last) && isCertain;
    if (keptAlive) await stopTheRest(ref, last, context);
  }

  const done = new AbortController();
  const giveUp = () => tails.abandon();
  if (ending.kind === 'verdict') interrupt.addEventListener('abort', giveUp, { once: true });
  const drained = tails.drained().then(() => done.abort());
  if (!closing.failed) await Promise.race([tails.stopAwaited(), drained]);
  const began = clock.now();
  let delayMs = closing.failed ? nextDelayMs() : 0;
  while (!done.signal.aborted && last !== undefined && !hasStopped(last)) {
    const look = await watcher.next(ref.taskArn, delayMs, done.signal);
    delayMs = nextDelayMs();
    if (look?.ok && look.value !== undefined) last = look.value;
    if (last !== undefined && hasStopped(last)) tails.close({ ...closing, stoppedAt: clock.now() });
  }
  await drained;
  interrupt.removeEventListener('abort', giveUp);
  return last;

  function nextDelayMs(): number {
    const waitedMs = clock.now() - began;
    if (!closing.failed) return nextStopLookMs(clock.now() - closing.endedAt, waitedMs);
    return nextLookMs({ phase: 'stopping', inPhaseMs: waitedMs, failures: 0 }, random.next());
  }
}

/** The migration container is not essential, so the other containers of the task would keep it alive. */
async function stopTheRest(ref: TaskRef, task: TaskState, context: TaskContext): Promise<void> {
  const answer = await requestStopOrWarn(ref, 'ended', context);
  if (!answer.ok) return;
  const rest = ref.containers.filter((name) => name !== ref.container && isAlive(task, name));
  await context.emit(warn('rest-stopped', { container: ref.container, rest }));
}

function isAlive(task: TaskState, name: string): boolean {
  const container = containerOf(task, name);
  return container !== undefined && !hasEnded(container);
}
