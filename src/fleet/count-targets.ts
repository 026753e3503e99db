import type { ResultEvent } from '../core/events/events.ts';
import type { FleetResult } from '../core/events/fleet-events.ts';
import type { TargetsEnd } from '../core/explain/explain-targets.ts';
import type { FleetEnding } from '../core/explain/fleet-endings.ts';
import type { TargetMemory } from '../core/fleet/journal.ts';
import type { Start } from '../core/fleet/resume.ts';
import type { Fleet, Journal } from './fleet.ts';
import type { Prepared } from './prepare.ts';

/** What the fleet knows of a target. */
export interface TargetRecord {
  name: string;
  group: string | undefined;
  row: string;
  wave: number;
  prepared: Prepared;
  start: Start;
  taskArn?: string;
  /** The attempt whose intent is in the journal. */
  intended?: number;
  /** Its last result. */
  result?: ResultEvent;
  /** How it has ended; absent while it has not. */
  end?: 'succeeded' | 'failed' | 'unknown';
  /** How it had ended before this process, if it is done. */
  before?: NonNullable<TargetMemory['end']>;
}

/** How many failures the result of the fleet names. */
const NAMED = 3;

/** What counts of a target. */
export interface CountedTarget extends Pick<TargetRecord, 'name' | 'end' | 'before'> {
  result?: Pick<ResultEvent, 'outcome' | 'exitCode' | 'cause'>;
}

interface Circumstances extends Pick<TargetsEnd, 'halt' | 'because'> {
  signal: string | undefined;
  journal: Pick<Journal, 'place'> | undefined;
}

/** How the fleet has ended: only targets that earned their zero count as succeeded. */
export function countTargets(
  fleet: Pick<Fleet, 'id' | 'rows' | 'resume'>,
  records: readonly CountedTarget[],
  { halt, because, signal, journal }: Circumstances,
): { targets: FleetResult; ending: FleetEnding } {
  const ends = records.map(({ end, before }) => end ?? before?.end);
  const numberOf = (what: string | undefined) => ends.filter((end) => end === what).length;
  const outcomes: Record<string, number> = {};
  for (const { result, end, before } of records) {
    const outcome = end === undefined ? (before?.outcome ?? 'unlaunched') : (result?.outcome ?? 'unknown');
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  const bad = records.filter(({ end }) => end === 'failed' || end === 'unknown');
  const chosen = records.length;
  const counts = {
    chosen,
    succeeded: numberOf('succeeded'),
    failed: numberOf('failed'),
    unknown: numberOf('unknown'),
    unlaunched: numberOf(undefined),
  };
  const resume = counts.succeeded === chosen ? null : fleet.resume;
  return {
    targets: { fleet: fleet.id, rows: fleet.rows, ...counts, outcomes, journal: journal?.place ?? null, resume },
    ending: {
      kind: 'targets',
      ...counts,
      codes: bad.map(({ result }) => result?.exitCode ?? 76),
      worst: bad.slice(0, NAMED).map(({ name, result }) => {
        const { outcome = 'unknown', exitCode = 76, cause = '' } = result ?? {};
        return { target: name, outcome, exitCode, cause };
      }),
      halt,
      ...(because === undefined ? {} : { because }),
      signal,
      resume,
    },
  };
}
