import type { AwsOptions } from '../core/base/aws-options.ts';
import type { Answer } from '../core/base/failure.ts';
import type { Aws } from '../core/ports.ts';
import { type CallSharing, type ShareOptions, shareCalls } from '../migrate/share/share-calls.ts';

export type OpenAws = (options: AwsOptions, now: () => number) => Promise<Answer<Aws>>;

/** The AWS side of many runs. */
export interface SharedAws {
  /** That of one more run. `live`: see {@link CallSharing}. */
  join(where: AwsOptions, live: AbortSignal): Promise<Answer<Aws>>;
}

/** Opens AWS once for all targets of one region, role, profile and endpoint, which then share their calls. */
export function shareAws(open: OpenAws, options: ShareOptions): SharedAws {
  const opened = new Map<string, Promise<Answer<CallSharing>>>();
  return {
    async join({ trace, ...where }, live) {
      const key = JSON.stringify(where);
      const opening = opened.get(key) ?? openOne({ ...where, ...(trace && { trace }) });
      opened.set(key, opening);
      const sharing = await opening;
      return sharing.ok ? { ok: true, value: sharing.value.join(live) } : sharing;
    },
  };

  async function openOne(where: AwsOptions): Promise<Answer<CallSharing>> {
    const answer = await open(where, options.clock.now);
    return answer.ok ? { ok: true, value: shareCalls(answer.value, options) } : answer;
  }
}
