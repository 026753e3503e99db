import type { Progress } from '../core/run/progress.ts';

/** How long calls may continue without a result, if AWS answers too late. Milliseconds. */
const LATE_PATIENCE_MS = 15 * 60_000;

/**
 * A step that did not finish is repeated. If it has launched a task, the identity finds that task.
 * @throws {Error} If AWS has been too slow for 15 minutes.
 */
export function progressAfterTimeout(from: Progress | undefined, now: number): Progress {
  const since = (from?.at === 'watch' ? from.blindSince : from?.troubleSince) ?? now;
  if (now - since > LATE_PATIENCE_MS) {
    const task = from?.at === 'watch' ? `task ${from.taskArn}` : 'a task, if one was launched,';
    throw new Error(`AWS was too slow for every call in 15 minutes; ${task} was not stopped: see the ECS console`);
  }
  if (from?.at === 'watch') return { ...from, blindSince: since };
  return { ...(from ?? { at: 'start' }), troubleSince: since, mayHaveLaunched: true };
}
