import type { CallFailure } from '../../core/base/failure.ts';
import { queryOf } from '../../core/base/log-class.ts';
import { queryPage } from '../../core/ecs/console.ts';
import type { LogStream } from '../../core/ecs/log-place.ts';
import type { Missing } from '../../core/events/log-warnings.ts';
import { warn } from '../../core/events/warnings.ts';
import type { Ending } from '../../core/explain/endings.ts';
import type { Doubt } from '../../core/log-causes/false-success.ts';
import type { RunContext } from '../../core/ports.ts';

/** Says that lines may be missing, and where they are to be had. */
export async function warnIncomplete(
  stream: LogStream,
  failure: CallFailure | undefined,
  { emit }: Pick<RunContext, 'emit'>,
): Promise<void> {
  await emit(warn('log-incomplete', { stream, failure }));
}

/** Margins around a run, for clocks that differ and lines that come late. */
const BEFORE_MS = 60_000;
const AFTER_MS = 600_000;

/** Says with which query Logs Insights shows a log that nothing else reads, and where. */
export async function warnClass(
  { stream, taskArn }: { stream: LogStream & { stream: string }; taskArn: string },
  { from }: { from: number },
  { clock, emit, isAmazon }: RunContext,
): Promise<void> {
  const query = queryOf(stream.stream);
  const over = { query, from: from - BEFORE_MS, to: clock.now() + AFTER_MS };
  const page = isAmazon() ? queryPage(taskArn, stream, over) : null;
  await emit(warn('log-incomplete', { stream, query, page }));
}

/** Says that the last lines may still be on their way, and where they will be. */
export async function warnMayEndEarly(stream: LogStream, { emit }: Pick<RunContext, 'emit'>): Promise<void> {
  await emit(warn('log-may-end-early', { stream }));
}

/** The container's word counts: a good end stays one. What its log says against it is told. */
export async function sayDoubts(
  ending: Ending,
  doubts: readonly Doubt[],
  { emit, mask }: Pick<RunContext, 'emit' | 'mask'>,
): Promise<void> {
  if (ending.kind !== 'verdict' || ending.verdict.kind !== 'succeeded') return;
  for (const { of, line } of doubts) {
    await emit(warn(of.code, { line: mask(line.trim()), means: of.means, advice: of.next }));
  }
}

/** Says why there is not a single line to be shown. */
export async function warnMissing(
  stream: LogStream,
  missing: Missing,
  { emit }: Pick<RunContext, 'emit'>,
): Promise<void> {
  await emit(warn('log-missing', { stream, missing }));
}
