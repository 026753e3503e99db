import type { Progress } from '../core/run/progress.ts';

/** How long calls may go on that come to nothing because AWS answers too late. */
const LATE_PATIENCE_MS = 15 * 60_000;

/** A step that has not come to its end is made again; whether it has launched, its identity will tell. */
export function progressAfterTimeout(from: Progress | undefined, now: number): Progress {
  const since = (from?.at === 'watch' ? from.blindSince : from?.troubleSince) ?? now;
  if (now - since > LATE_PATIENCE_MS) {
    const task = from?.at === 'watch' ? `task ${from.taskArn}` : 'a task, if one was launched,';
    throw new Error(`AWS was too slow for every call of 15 minutes; ${task} was left alone: see the ECS console`);
  }
  if (from?.at === 'watch') return { ...from, blindSince: since };
  return { ...(from ?? { at: 'start' }), troubleSince: since, mayHaveLaunched: true };
}
