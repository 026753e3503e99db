import type { AwsOptions } from '../core/base/aws-options.ts';
import type { Answer } from '../core/base/failure.ts';
import type { Aws } from '../core/ports.ts';
import { openShared } from '../migrate/share/open-shared.ts';
import type { ShareOptions } from '../migrate/share/share-calls.ts';

export type OpenAws = (options: AwsOptions, now: () => number) => Promise<Answer<Aws>>;

/** The AWS side of many runs. */
export interface SharedAws {
  /** That of one more run. `live`: see {@link CallSharing}. */
  join(where: AwsOptions, live: AbortSignal): Promise<Answer<Aws>>;
}

/** Opens AWS once for all targets of one region, role, profile and endpoint, which then share their calls. */
export function shareAws(open: OpenAws, options: ShareOptions): SharedAws {
  const openOne = openShared(open, options);
  return { join: (where, live) => openOne(where, options.clock.now, live) };
}
