import type { CallFailure } from '../../core/base/failure.ts';
import { queryOf } from '../../core/base/log-class.ts';
import { queryPage } from '../../core/ecs/console.ts';
import type { LogStream } from '../../core/ecs/log-place.ts';
import type { Missing } from '../../core/events/log-warnings.ts';
import { warn } from '../../core/events/warnings.ts';
import type { Ending } from '../../core/explain/endings.ts';
import type { Doubt } from '../../core/log-causes/false-success.ts';
import type { EmitContext, FollowContext, TailContext } from '../../core/ports.ts';

/** Warns that log lines may be missing, and says where they can be read. */
export async function warnIncomplete(
  stream: LogStream,
  failure: CallFailure | undefined,
  { emit }: EmitContext,
): Promise<void> {
  await emit(warn('log-incomplete', { stream, failure }));
}

/** Margins around the time range of a query, because clocks differ and lines can arrive late. Milliseconds. */
const BEFORE_MS = 60_000;
const AFTER_MS = 600_000;

/** Warns that only Logs Insights can read this log, and gives the query and a link to it. */
export async function warnClass(
  { stream, taskArn }: { stream: LogStream & { stream: string }; taskArn: string },
  { from }: { from: number },
  { clock, emit, isAmazon }: Pick<TailContext, 'clock' | 'emit' | 'isAmazon'>,
): Promise<void> {
  const query = queryOf(stream.stream);
  const over = { query, from: from - BEFORE_MS, to: clock.now() + AFTER_MS };
  const page = isAmazon() ? queryPage(taskArn, stream, over) : null;
  await emit(warn('log-incomplete', { stream, query, page }));
}

/** Warns that the last lines may not have arrived yet, and says where they will appear. */
export async function warnMayEndEarly(stream: LogStream, { emit }: EmitContext): Promise<void> {
  await emit(warn('log-may-end-early', { stream }));
}

/**
 * The container's exit code counts, so a success stays a success. Doubts that the log raises are reported as warnings.
 */
export async function warnOfDoubts(
  ending: Ending,
  doubts: readonly Doubt[],
  { emit, mask }: Pick<FollowContext, 'emit' | 'mask'>,
): Promise<void> {
  if (ending.kind !== 'verdict' || ending.verdict.kind !== 'succeeded') return;
  for (const { of, line } of doubts) {
    await emit(warn(of.code, { line: mask(line.trim()), means: of.means, advice: of.next }));
  }
}

/** Warns that there are no log lines to show, and says why. */
export async function warnMissing(stream: LogStream, missing: Missing, { emit }: EmitContext): Promise<void> {
  await emit(warn('log-missing', { stream, missing }));
}
