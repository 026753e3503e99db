import type { AwsOptions } from '../core/base/aws-options.ts';
import type { Answer } from '../core/base/failure.ts';
import type { Aws } from '../core/ports.ts';
import { openShared, type SharedOptions } from '../migrate/share/open-shared.ts';

export type OpenAws = (options: AwsOptions, now: () => number) => Promise<Answer<Aws>>;

/** The AWS side of many runs. */
export interface SharedAws {
  /** That of one more run. `live`: see {@link CallSharing}. */
  join(where: AwsOptions, live: AbortSignal): Promise<Answer<Aws>>;
}

/** Opens AWS once for all targets of one region, role, profile and endpoint, which then share their calls. */
export function shareAws(open: OpenAws, options: SharedOptions): SharedAws {
  const openOne = openShared(open, options);
  return { join: (where, live) => openOne(where, options.clock.now, live) };
}
