import { defaultOf } from '../settings/settings-table.ts';
import type { Resolved } from '../settings/source.ts';
import type { TaskOwner } from './launch-types.ts';
import type { Limits } from './watch-step.ts';

/** Whether ours gives way where two migrations were started at the same moment. */
export function mayRace({ settings }: Resolved, whose: TaskOwner): boolean {
  return whose !== 'others' && settings.ifRunning !== 'allow';
}

/**
 * What bounds the watching of a task: `--timeout` and its like, and when the build or all turns have to be done. Somebody
 * else's task is stopped by us only where that was asked for in so many words.
 */
export function limitsOf(
  { settings, origins }: Resolved,
  whose: TaskOwner,
  endsAt: number | undefined,
): Limits & { quietMs: number } {
  const given = (key: 'onTimeout' | 'onInterrupt') => whose !== 'others' || !origins[key]?.startsWith('default');
  return {
    timeoutMs: settings.timeout,
    ...(endsAt === undefined ? {} : { endsAt }),
    startTimeoutMs: whose === 'others' ? undefined : settings.startTimeout,
    onTimeout: given('onTimeout') ? (settings.onTimeout ?? defaultOf('onTimeout')) : 'detach',
    onInterrupt: given('onInterrupt') ? (settings.onInterrupt ?? defaultOf('onInterrupt')) : 'detach',
    quietMs: settings.logQuiet ?? defaultOf('logQuiet'),
  };
}
