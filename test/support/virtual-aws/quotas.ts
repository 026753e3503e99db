import type { Operation } from './scenario.ts';

/** The calls that AWS limits together. */
export type CallGroup = 'RunTask' | 'ECS reads' | 'GetLogEvents' | 'FilterLogEvents' | 'others';

export function groupOf(operation: Operation): CallGroup {
  if (operation === 'RunTask' || operation === 'GetLogEvents' || operation === 'FilterLogEvents') return operation;
  return /^(Describe|List)(Tasks|TaskDefinition|Clusters)$/.test(operation) ? 'ECS reads' : 'others';
}

/** The default quotas of an account and region, in calls a second. Logs: those of the regions that have least. */
export const AWS_QUOTAS: Partial<Record<CallGroup, number>> = {
  RunTask: 20,
  'ECS reads': 20,
  GetLogEvents: 10,
  FilterLogEvents: 5,
};

/** AWS's token buckets: one second of calls may come at once. Returns whether a call is accepted. */
export function limiter<K extends string>(quotas: Partial<Record<K, number>>, now: () => number): (of: K) => boolean {
  const buckets = new Map<K, { tokens: number; at: number }>();
  return (of) => {
    const perSecond = quotas[of];
    if (perSecond === undefined) return true;
    const { tokens, at } = buckets.get(of) ?? { tokens: perSecond, at: now() };
    const filled = Math.min(perSecond, tokens + ((now() - at) / 1_000) * perSecond);
    buckets.set(of, { tokens: filled >= 1 ? filled - 1 : filled, at: now() });
    return filled >= 1;
  };
}

/** How many calls were made, and how many a second in the ten seconds with most. */
export function callMeter(now: () => number) {
  const SPAN_MS = 10_000;
  const spans = new Map<CallGroup, Map<number, number>>();
  const totals: Partial<Record<CallGroup, number>> = {};
  return {
    totals,
    count(operation: Operation) {
      const group = groupOf(operation);
      totals[group] = (totals[group] ?? 0) + 1;
      const span = Math.floor(now() / SPAN_MS);
      const own = spans.get(group) ?? new Map<number, number>();
      spans.set(group, own.set(span, (own.get(span) ?? 0) + 1));
    },
    mostPerSecond: (group: CallGroup) => Math.max(0, ...(spans.get(group)?.values() ?? [])) / (SPAN_MS / 1_000),
  };
}
