import { maskText } from '../../core/base/mask.ts';
import type { ResultEvent } from '../../core/events/events.ts';
import { explainFailure } from '../../core/explain/explain-failure.ts';
import type { TargetsEnd } from '../../core/explain/explain-targets.ts';
import { outcomeOfFleet } from '../../core/explain/fleet-endings.ts';
import { type CountedTarget, countTargets } from '../count-targets.ts';
import type { Followed } from './follow-execution.ts';

/** What the result says besides the targets. */
interface Commands {
  execution: string;
  /** The command that follows the execution again. */
  attach: string;
  /** The command that runs what has not succeeded. */
  resume: string;
}

/** What the process found at the end. `absent` ends otherwise: there was nothing to follow. */
export type Seen = Exclude<Followed, { how: 'absent' }>;

/** The result of a fleet on Step Functions: only targets that earned their zero count, whatever the execution says. */
export function concludeFleet(
  fleet: { id: string; rows: number },
  targets: readonly CountedTarget[],
  seen: Seen,
  { execution, attach, resume }: Commands,
): Omit<ResultEvent, 'at'> {
  const isUnlaunched = targets.some(({ end, before }) => end === undefined && before === undefined);
  const why = whyOf(seen, isUnlaunched);
  const next = seen.how === 'ended' ? resume : attach;
  const counted = countTargets({ ...fleet, resume: next }, targets, {
    ...why,
    signal: seen.signal,
    journal: undefined,
  });
  const outcome = outcomeOfFleet(counted.ending);
  return { type: 'result', ...outcome, phases: {}, task: null, targets: { ...counted.targets, execution } };
}

/** How the execution ended, if that is not what a fleet does. */
export function wordStatus({ status, error, cause }: { status: string; error?: string; cause?: string }): string {
  if (status === 'SUCCEEDED' || (status === 'FAILED' && error === 'TargetsFailed')) return '';
  const said = [error, cause].filter((part) => part !== undefined && part !== '').join(': ');
  return `the execution ended as ${status}${said === '' ? '' : ` (${maskText(said)})`}`;
}

function whyOf(seen: Seen, isUnlaunched: boolean): Pick<TargetsEnd, 'halt' | 'because'> {
  if (seen.how === 'sight') return { halt: 'sight', because: explainFailure(seen.failure).cause };
  if (seen.how !== 'ended') return { halt: seen.how };
  const { fuse = '', signal, described } = seen;
  if (/^\d+ targets have failed/.test(fuse)) return { halt: 'failures' };
  if (signal !== undefined) return { halt: 'signal' };
  const status = wordStatus(described);
  if (status !== '') return { halt: 'outside', because: status };
  if (fuse !== '') return { halt: 'fuse', because: maskText(fuse.trim()) };
  return { halt: isUnlaunched ? 'failures' : undefined };
}
