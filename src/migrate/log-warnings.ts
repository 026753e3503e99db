import { queryPage } from '../core/console.ts';
import { wordDoubt } from '../core/explain-log.ts';
import { type CallFailure, describeFailure } from '../core/failure.ts';
import { queryOf } from '../core/log-class.ts';
import type { LogStream } from '../core/log-stream.ts';
import type { Ending } from '../core/outcome.ts';
import type { World } from '../core/ports.ts';
import type { Tails } from './tails.ts';

/** Says that lines may be missing, and where they are to be had. */
export async function warnIncomplete(
  stream: LogStream,
  failure: CallFailure | undefined,
  { emit }: Pick<World, 'emit'>,
): Promise<void> {
  const why = failure === undefined ? '' : ` (${describeFailure(failure)})`;
  const text = `the log of ${stream.container} was not read to its end${why}: there may be more in ${place(stream)}`;
  await emit({ type: 'warning', code: 'log-incomplete', text });
}

/** Margins around a run, for clocks that differ and lines that come late. */
const BEFORE_MS = 60_000;
const AFTER_MS = 600_000;

/** Says with which query Logs Insights shows a log that nothing else reads, and where. */
export async function warnClass(
  { stream, taskArn }: { stream: LogStream & { stream: string }; taskArn: string },
  { from }: { from: number },
  { clock, emit, isAmazon }: World,
): Promise<void> {
  const query = queryOf(stream.stream);
  const over = { query, from: from - BEFORE_MS, to: clock.now() + AFTER_MS };
  const page = isAmazon() ? queryPage(taskArn, stream, over) : null;
  const at = page === null ? '' : `, at ${page}`;
  const text = `the log of ${stream.container} was not read: only Logs Insights reads a log group of the class of ${stream.group} (region ${stream.region}); ask it: ${query}${at}`;
  await emit({ type: 'warning', code: 'log-incomplete', text });
}

/** Says that the last lines may still be on their way, and where they will be. */
export async function warnMayEndEarly(stream: LogStream, { emit }: Pick<World, 'emit'>): Promise<void> {
  const text = `the last seconds of ${stream.container} brought no line, and the task had not stopped yet when its log was last read: should there be more, it is in ${place(stream)}`;
  await emit({ type: 'warning', code: 'log-may-end-early', text });
}

/** The container's word counts: a good end stays one. What its log says against it is told. */
export async function sayDoubts(
  ending: Ending,
  tails: Tails,
  { emit, mask }: Pick<World, 'emit' | 'mask'>,
): Promise<void> {
  if (ending.kind !== 'verdict' || ending.verdict.kind !== 'succeeded') return;
  for (const doubt of tails.doubts())
    await emit({ type: 'warning', code: doubt.of.code, text: wordDoubt(doubt, mask) });
}

/** Why a container's log stream was never there. */
export type Missing = 'never-started' | 'group' | 'stream' | 'unnamed';

/** Says why there is not a single line to be shown. */
export async function warnMissing(stream: LogStream, missing: Missing, { emit }: Pick<World, 'emit'>): Promise<void> {
  const text = `there is no log of ${stream.container}: ${reason(stream, missing)}`;
  await emit({ type: 'warning', code: 'log-missing', text });
}

function reason(stream: LogStream, missing: Missing): string {
  switch (missing) {
    case 'never-started':
      return `it never started, so nothing has written to ${place(stream)}`;
    case 'group':
      return `log group ${stream.group} does not exist in ${stream.region}; check awslogs-group and awslogs-region of the task definition`;
    case 'stream':
      if (stream.routed !== undefined) {
        return `${place(stream)} does not exist; the log router makes it: see its own log, its image, and logs:CreateLogStream of the task role`;
      }
      return `${place(stream)} does not exist; the log driver makes it, for which the execution role needs logs:CreateLogStream, and the task a way to CloudWatch Logs; awslogs-stream-prefix and awslogs-region of the task definition name it`;
    case 'unnamed':
      return `without awslogs-stream-prefix its stream in log group ${stream.group} is named by the container's runtime id, which ECS has not shown`;
  }
}

function place({ group, stream, region }: LogStream): string {
  return `log group ${group}, stream ${stream}, region ${region}`;
}
