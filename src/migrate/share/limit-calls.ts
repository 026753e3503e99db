import type { Clock } from '../../core/base/clock.ts';
import type { Answer } from '../../core/base/failure.ts';
import { type QuotaName, rateOf } from '../../core/fleet/quotas.ts';
import {
  createBudget,
  lowerRate,
  msUntilCall,
  type RateBudget,
  raiseRate,
  spendCall,
} from '../../core/fleet/rate-budget.ts';
import type { Aws } from '../../core/ports.ts';

/** The rate at which calls of one account and region are made. */
export interface CallLimits {
  /** Resolves when it is this caller's turn to make a call of the group; at once if the signal aborts. */
  take(name: QuotaName, signal?: AbortSignal): Promise<void>;
  /** What became of a call. Throttling lowers the rate, and success raises it. */
  note(name: QuotaName, answer: Answer<unknown>): void;
  /** The present rate, in calls a second. */
  rate(name: QuotaName): number;
}

/** `own`: rates other than the usual part of AWS's quotas. Calls a second. */
export function createLimits(region: string, clock: Clock, own: Partial<Record<QuotaName, number>> = {}): CallLimits {
  const budgets = new Map<QuotaName, RateBudget>();
  const budgetOf = (name: QuotaName) => budgets.get(name) ?? createBudget(rateOf(name, region, own), clock.now());
  const queues = new Map<QuotaName, Set<() => void>>();

  /** Serves those who wait in the order in which they came, at the rate that is right at that moment. */
  async function serve(name: QuotaName, queue: Set<() => void>): Promise<void> {
    for (;;) {
      const [next] = queue;
      if (next === undefined) return;
      const waitMs = msUntilCall(budgetOf(name), clock.now());
      if (waitMs > 0) {
        // A shorter wait would be lost in the rounding of times.
        await clock.sleep(Math.max(1, waitMs));
        continue;
      }
      queue.delete(next);
      budgets.set(name, spendCall(budgetOf(name), clock.now()));
      next();
    }
  }

  return {
    take: (name, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const queue = queues.get(name) ?? new Set();
        queues.set(name, queue);
        const mine = () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          queue.delete(mine);
          resolve();
        };
        signal?.addEventListener('abort', leave, { once: true });
        queue.add(mine);
        if (queue.size === 1) void serve(name, queue);
      }),
    note(name, answer) {
      if (answer.ok) budgets.set(name, raiseRate(budgetOf(name), clock.now()));
      else if (answer.failure.kind === 'throttled') budgets.set(name, lowerRate(budgetOf(name), clock.now()));
    },
    rate: (name) => budgetOf(name).rate,
  };
}

/**
 * The same AWS ports, within the limits. RunTask and StopTask are not limited here: each run takes its turn before it makes
 * sure that the call is right.
 */
export function limitCalls(aws: Aws, limits: CallLimits): Aws {
  const limited =
    <I extends unknown[], T>(name: QuotaName, call: (...input: I) => Promise<Answer<T>>) =>
    async (...input: I): Promise<Answer<T>> => {
      await limits.take(name);
      const answer = await call(...input);
      limits.note(name, answer);
      return answer;
    };
  const { tasks, logs, definitions, clusters, services } = aws;
  return {
    ...aws,
    tasks: {
      async run(request) {
        const answer = await tasks.run(request);
        limits.note('RunTask', answer);
        return answer;
      },
      describe: limited('ecs-reads', tasks.describe),
      list: limited('ecs-reads', tasks.list),
      async stop(...to) {
        const answer = await tasks.stop(...to);
        limits.note('StopTask', answer);
        return answer;
      },
    },
    definitions: { ...definitions, describe: limited('ecs-reads', definitions.describe) },
    clusters: { ...clusters, describe: limited('ecs-reads', clusters.describe) },
    services: { ...services, describe: limited('ecs-reads', services.describe) },
    logs: { read: limited('GetLogEvents', logs.read), readMany: limited('FilterLogEvents', logs.readMany) },
  };
}
