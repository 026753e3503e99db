import type { Clock } from '../../core/base/clock.ts';
import { LIMITS } from '../../core/base/defaults.ts';
import type { Look, Tasks, Watcher } from '../../core/ports.ts';

interface Waiting {
  due: number;
  putOff: () => number;
  resolve: (look: Look) => void;
}

/**
 * A watcher is idle while no look is waited for: it has no timer of its own. With many tasks, `gapMs` is the time from
 * one call to the next, unless a whole call of tasks is due: a look can then come that much later than it was due.
 */
export function createWatcher(tasks: Tasks, cluster: string, clock: Clock, gapMs = 0): Watcher {
  const waiting = new Map<string, Waiting>();
  let wake = new AbortController();
  let pumping = false;
  let lastCallAt = Number.NEGATIVE_INFINITY;

  async function pump(): Promise<void> {
    pumping = true;
    while (waiting.size > 0) {
      wake = new AbortController();
      const restMs = nextCallAt() - clock.now();
      await clock.sleep(restMs > 0 ? Math.max(1, restMs) : restMs, wake.signal);
      for (const one of waiting.values()) if (one.due <= clock.now()) one.due += one.putOff();
      // A look that hangs holds up nobody else.
      if (waiting.size > 0 && nextCallAt() <= clock.now()) void look();
    }
    pumping = false;
  }

  /** When the next call is due. Infinity cannot be: something is waited for. */
  function nextCallAt(): number {
    const dues = [...waiting.values()].map((one) => one.due);
    const first = Math.min(...dues);
    const isFull =
      dues.length >= LIMITS.describeTasks && dues.filter((due) => due <= clock.now()).length >= LIMITS.describeTasks;
    return isFull ? first : Math.max(first, lastCallAt + gapMs);
  }

  async function look(): Promise<void> {
    const asked = [...waiting].toSorted(([, a], [, b]) => a.due - b.due).slice(0, LIMITS.describeTasks);
    for (const [arn] of asked) waiting.delete(arn);
    const askedAt = clock.now();
    lastCallAt = askedAt;
    const answer = await tasks.describe(
      cluster,
      asked.map(([arn]) => arn),
    );
    const byArn = new Map(answer.ok ? answer.value.tasks.map((task) => [task.taskArn, task]) : []);
    for (const [arn, one] of asked) {
      one.resolve(
        answer.ok ? { ok: true, value: byArn.get(arn), askedAt, lead: answer.value.lead } : { ...answer, askedAt },
      );
    }
  }

  return {
    next: (taskArn, delayMs, signal, putOff = () => 0) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(undefined);
        const stop = () => {
          if (waiting.get(taskArn) === entry) waiting.delete(taskArn);
          wake.abort();
          resolve(undefined);
        };
        const entry: Waiting = {
          due: clock.now() + delayMs,
          putOff,
          resolve: (look) => {
            signal.removeEventListener('abort', stop);
            resolve(look);
          },
        };
        signal.addEventListener('abort', stop, { once: true });
        waiting.set(taskArn, entry);
        if (pumping) wake.abort();
        else void pump();
      }),
  };
}
