import type { Clock } from '../../core/base/clock.ts';
import type { ClockLead } from '../../core/base/clock-lead.ts';
import { LIMITS } from '../../core/base/defaults.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { TaskState } from '../../core/ecs/task.ts';
import type { Tasks } from '../../core/ports.ts';

/** The result of one look: the task; `undefined` if ECS answered MISSING; or the failure. */
export type Look = Answer<TaskState | undefined> & { askedAt: number; lead?: ClockLead | undefined };

/** Looks at the tasks of one cluster, many in one DescribeTasks call. */
export interface Watcher {
  /**
   * The next look at a task. It happens `delayMs` from now at the latest, and earlier if another task is looked at
   * before. Returns `undefined` at once if the signal aborts. `putOff` is called when the look is due, and returns by
   * how many milliseconds to postpone it.
   */
  next(taskArn: string, delayMs: number, signal: AbortSignal, putOff?: () => number): Promise<Look | undefined>;
}

interface Waiting {
  due: number;
  putOff: () => number;
  resolve: (look: Look) => void;
}

/** A watcher is idle while no look is waited for: it has no timer of its own. */
export function createWatcher(tasks: Tasks, cluster: string, clock: Clock): Watcher {
  const waiting = new Map<string, Waiting>();
  let wake = new AbortController();
  let pumping = false;

  async function pump(): Promise<void> {
    pumping = true;
    while (waiting.size > 0) {
      const due = Math.min(...[...waiting.values()].map((one) => one.due));
      wake = new AbortController();
      await clock.sleep(due - clock.now(), wake.signal);
      for (const one of waiting.values()) if (one.due <= clock.now()) one.due += one.putOff();
      if ([...waiting.values()].some((one) => one.due <= clock.now())) await look();
    }
    pumping = false;
  }

  async function look(): Promise<void> {
    const arns = [...waiting.keys()].slice(0, LIMITS.describeTasks);
    const asked = arns.map((arn) => [arn, waiting.get(arn)] as const);
    for (const arn of arns) waiting.delete(arn);
    const askedAt = clock.now();
    const answer = await tasks.describe(cluster, arns);
    for (const [arn, one] of asked) {
      const value = answer.ok ? answer.value.tasks.find((task) => task.taskArn === arn) : undefined;
      one?.resolve(answer.ok ? { ok: true, value, askedAt, lead: answer.value.lead } : { ...answer, askedAt });
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
