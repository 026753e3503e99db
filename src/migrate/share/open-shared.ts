import type { AwsOptions } from '../../core/base/aws-options.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { Aws, Tasks } from '../../core/ports.ts';
import { limitsByAccount } from './limits-by-account.ts';
import { type CallSharing, type ShareOptions, shareCalls } from './share-calls.ts';
import type { ListTasks } from './share-surveys.ts';

type OpenAws = (options: AwsOptions, now: () => number) => Promise<Answer<Aws>>;

export interface SharedOptions extends Omit<ShareOptions, 'openLists'> {
  /** As of {@link ShareOptions}. `place`: a text that differs for other regions, roles, profiles and endpoints. */
  openLists?: (place: string, tasks: Tasks, own: ListTasks) => ListTasks;
}

/**
 * Opens AWS once for all runs of one region, role, profile and endpoint. Each call of the result joins one more run to those
 * that share its calls. The rate of calls is that of the account, whichever roles or profiles reach it. `live`: see
 * {@link CallSharing}.
 */
export function openShared(
  open: OpenAws,
  { openLists, ...options }: SharedOptions,
): (options: AwsOptions, now: () => number, live?: AbortSignal) => Promise<Answer<Aws>> {
  const opened = new Map<string, Promise<Answer<CallSharing>>>();
  const limitsOf = limitsByAccount(options);
  const listsOf = (place: string): Pick<ShareOptions, 'openLists'> =>
    openLists === undefined ? {} : { openLists: (tasks, own) => openLists(place, tasks, own) };
  const share = (aws: Aws, place: string, endpoint: string | undefined) =>
    shareCalls(aws, { ...options, ...listsOf(place) }, limitsOf(aws, endpoint));
  return async (where, now, live = NEVER) => {
    const { trace: _, ...place } = where;
    const key = JSON.stringify(place);
    const opening =
      opened.get(key) ??
      open(where, now).then((it) => (it.ok ? { ok: true as const, value: share(it.value, key, where.endpoint) } : it));
    opened.set(key, opening);
    const sharing = await opening;
    // A failure is not kept.
    if (!sharing.ok && opened.get(key) === opening) opened.delete(key);
    return sharing.ok ? { ok: true, value: sharing.value.join(live) } : sharing;
  };
}

const NEVER = new AbortController().signal;
