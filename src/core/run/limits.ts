import { defaultOf } from '../settings/settings-table.ts';
import type { Resolved } from '../settings/source.ts';
import type { TaskOwner } from './launch-types.ts';
import type { Limits } from './watch-step.ts';

/** Whether our task gives way if two migrations are started at the same moment. */
export function mayRace({ settings }: Resolved, whose: TaskOwner): boolean {
  return whose !== 'others' && settings.ifRunning !== 'allow';
}

/**
 * What limits the watching of a task: `--timeout` and similar options, and when the build or all turns must have ended.
 * We stop somebody else's task only if the user set that option explicitly.
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
