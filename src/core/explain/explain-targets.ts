import { signalExitCode } from '../base/exit-code.ts';
import type { Explained } from '../base/outcome.ts';
import { type Named, namedOutcome } from './ending-row.ts';

/** How a fleet has ended, in numbers. */
export interface TargetsEnd {
  chosen: number;
  succeeded: number;
  failed: number;
  unknown: number;
  unlaunched: number;
  /** The exit codes of the targets that failed or are unknown. */
  codes: readonly number[];
  /** Some of these targets: the first to fail. */
  worst: readonly { target: string; outcome: string; exitCode: number; cause: string }[];
  /** Why not all targets were launched. */
  halt: keyof typeof WHY_NOT_ALL | undefined;
  /** More about the reason, for people. */
  because?: string;
  signal: string | undefined;
  /** The command that runs what has not succeeded. */
  resume: string | null;
}

/** Green only if every target earned its zero; the common code if all failures agree, else 1. */
export function outcomeOfTargets({ chosen, succeeded, codes, halt, signal = 'SIGINT' }: TargetsEnd): Named {
  if (succeeded === chosen) return namedOutcome('succeeded');
  if (halt === 'signal' || halt === 'left') return { outcome: 'interrupted', exitCode: signalExitCode(signal) };
  if (halt === 'time') return namedOutcome('timed-out');
  if (halt === 'sight') return namedOutcome('unknown');
  const [first, ...others] = new Set(codes);
  if (first === undefined) return halt === 'not-approved' ? namedOutcome('paused') : { outcome: 'failed', exitCode: 1 };
  return { outcome: 'failed', exitCode: others.length > 0 || first === 0 ? 1 : first };
}

const WHY_NOT_ALL = {
  failures: 'because --max-failures was reached',
  signal: 'because a signal stopped the launches',
  'not-approved': 'because the next wave was not approved',
  journal: 'because the journal could not be written',
  fuse: 'because somebody has ended the launches',
  time: 'because the time limit of the build was reached',
  left: 'yet: the execution goes on without this process',
  sight: 'as far as is known',
  outside: 'because the execution ended early',
} as const;

export function explainTargets(end: TargetsEnd): Explained {
  const { chosen, succeeded, failed, unknown, unlaunched, worst, halt, because } = end;
  if (succeeded === chosen) return { cause: `all ${chosen} targets succeeded`, next: '' };
  const why = halt === undefined ? '' : ` ${WHY_NOT_ALL[halt]}`;
  const counts = [
    `${succeeded} of ${chosen} targets succeeded`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unknown > 0 ? [`${unknown} ended unknown`] : []),
    ...(unlaunched > 0 ? [`${unlaunched} were not launched${why}`] : []),
  ];
  const some = worst.map(
    ({ target, outcome, exitCode, cause }) => `${target}: ${outcome} (exit code ${exitCode}): ${cause}`,
  );
  const more = failed + unknown - worst.length;
  return {
    reasons: halt === undefined ? [] : [halt],
    cause: [counts.join(', '), ...(because ? [because] : []), ...some, ...(more > 0 ? [`and ${more} more`] : [])].join(
      '; ',
    ),
    next: wordNext(end),
  };
}

function wordNext({ halt, resume }: TargetsEnd): string {
  if (resume === null) return 'fix the cause, then run the targets that have not succeeded again';
  return halt === 'left' || halt === 'time' || halt === 'sight'
    ? `see how the others end with: ${resume}`
    : `fix the cause, then: ${resume}`;
}

/** Targets that cannot be launched, so that nothing was. */
export interface TargetsRefused {
  chosen: number;
  refused: readonly { target: string; row: string; outcome: string; exitCode: number; cause: string; next: string }[];
}

/** How many of them are named. */
const NAMED = 5;

export function outcomeOfRefused({ refused }: TargetsRefused): Named {
  const codes = new Set(refused.map(({ exitCode }) => exitCode));
  const [first] = refused;
  const same = codes.size === 1 && first !== undefined && first.exitCode !== 0;
  return same ? { outcome: first.outcome as Named['outcome'], exitCode: first.exitCode } : namedOutcome('invalid');
}

export function explainRefused({ chosen, refused }: TargetsRefused): Explained {
  const causes = new Map<string, { first: string; row: string; count: number; next: string }>();
  for (const { target, row, cause, next } of refused) {
    const known = causes.get(cause);
    causes.set(cause, known ? { ...known, count: known.count + 1 } : { first: target, row, count: 1, next });
  }
  const words = [...causes].slice(0, NAMED).map(([cause, { first, row, count }]) => {
    return `${first} (${row})${count > 1 ? ` and ${count - 1} more` : ''}: ${cause}`;
  });
  const left = causes.size - NAMED;
  return {
    cause: [
      `${refused.length} of ${chosen} targets cannot be launched, so nothing was launched`,
      ...words,
      ...(left > 0 ? [`and ${left} other problems`] : []),
    ].join('; '),
    next: [...new Set([...causes.values()].map(({ next }) => next))].slice(0, NAMED).join('; '),
  };
}
