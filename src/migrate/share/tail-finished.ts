import type { LogControl, TailContext } from '../../core/ports.ts';
import { mayEndEarly } from '../../core/verdict/log-cursor.ts';
import { emitLines } from '../follow/emit-lines.ts';
import { tail } from '../follow/tail.ts';
import type { ReadFinished } from './read-finished.ts';

/** How far the clock of a host, which sets the times of the lines, may be behind that of ECS. Milliseconds. */
const SKEW_MS = 5 * 60_000;

/**
 * Reads one stream after the end of its container, together with the streams of other runs. A failure is read by token
 * as soon as it is known, and so is everything that leaves a doubt. From when `live` aborts, the log is followed while it
 * is written.
 */
export async function tailFinished(
  control: LogControl,
  { live, readFinished }: { live: AbortSignal; readFinished: ReadFinished },
  world: TailContext,
): Promise<'read' | 'unread'> {
  const { stream, abandon, launchedAt, quietMs } = control;
  while (control.closing() === undefined && !live.aborted && !abandon.aborted) {
    await firstAbort([control.changed(), live, abandon]);
  }
  const closing = control.closing();
  const isCalm = closing !== undefined && !closing.failed && !closing.neverStarted;
  if (!isCalm || live.aborted || abandon.aborted) return tail(control, world);
  const finished = { stream, since: launchedAt - SKEW_MS, readyAt: closing.endedAt + quietMs };
  const left = firstAbort([abandon]).then(() => 'doubtful' as const);
  const lines = await Promise.race([readFinished(finished), left]);
  if (lines === 'doubtful') return tail(control, world);
  const readAt = world.clock.now();
  const lastTimestamp = lines.at(-1)?.timestamp;
  const reading = { caughtUp: true, readAt, lastLineAt: readAt, exists: true, lastTimestamp };
  // The last seconds brought no line: only a read after the task has stopped shows whether there was one.
  if (mayEndEarly(reading, control.closing() ?? closing)) return tail(control, world);
  const place = { since: undefined, known: 0, lastTimestamp: undefined, ties: 0 };
  await emitLines(lines, place, { stream, abandon }, world);
  return abandon.aborted ? 'unread' : 'read';
}

/** Resolves when one of the signals aborts. */
function firstAbort(signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    if (signals.some(({ aborted }) => aborted)) return resolve();
    for (const signal of signals) signal.addEventListener('abort', done);
  });
}
