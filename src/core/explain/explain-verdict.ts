import { formatDuration } from '../base/duration.ts';
import { processExitCode } from '../base/exit-code.ts';
import type { Mask } from '../base/mask.ts';
import type { Explained } from '../base/outcome.ts';
import { codesOf, findStopReason } from '../stop-reasons/catalogue.ts';
import { FAMILIES } from '../stop-reasons/families.ts';
import { nearestFamily } from '../stop-reasons/nearest-family.ts';
import { withRetry } from '../stop-reasons/stop-reason.ts';
import { readOwnStop } from '../verdict/own-stop.ts';
import type { StopFacts, Verdict } from '../verdict/verdict.ts';
import { type EndingRow, type ExplainContext, type Named, namedOutcome } from './ending-row.ts';
import { type ContainerLog, explainExit } from './explain-log.ts';
import { splitCure } from './local-cure.ts';

/** The row of each verdict: its outcome, the words, and the line in docs/events.md. */
type VerdictRows = { readonly [Kind in Verdict['kind']]: EndingRow<Extract<Verdict, { kind: Kind }>> };

/** How a task can end, by the kind of verdict. */
export const VERDICTS: VerdictRows = {
  succeeded: {
    doc: 'the migration container exited with 0, and nothing had told it to stop before',
    outcome: () => namedOutcome('succeeded'),
    explain: () => ({ cause: 'the migration container exited with code 0', next: '' }),
  },
  failed: {
    doc: 'the migration container exited with another code, which becomes the exit code',
    outcome: ({ exitCode }) => ({ outcome: 'failed', exitCode: processExitCode(exitCode) }),
    explain: ({ exitCode, stop }, { log, mask }) => explainFailed(exitCode, stop, log, mask),
  },
  'never-started': {
    doc: 'the task stopped before the migration container started',
    outcome: () => namedOutcome('never-started'),
    explain: ({ stop }, { log, mask }) => explainNeverStarted(stop, log, mask),
  },
  stopped: {
    doc: 'the task was told to stop before the migration container had ended',
    outcome: () => namedOutcome('stopped'),
    explain: ({ exitCode, stop }, { mask }) =>
      explainKnownStop(
        exitCode === 0
          ? 'the container exited with 0, but only after the task was told to stop: the migration may not be complete'
          : 'the task was stopped before the container had ended',
        stop,
        {
          otherwise:
            'check the log and the database before you run it again: the last statement may still be executing',
        },
        mask,
      ),
  },
  'no-exit-code': {
    doc: 'the task stopped, but ECS reports no exit code for the migration container',
    outcome: () => namedOutcome('no-exit-code'),
    explain: ({ stop }, { mask }) =>
      explainKnownStop(
        'the task stopped, but ECS reports no exit code for the container',
        stop,
        { otherwise: 'check the log and the database before you run it again' },
        mask,
      ),
  },
  uncertain: {
    doc: 'the migration container exited with 0, but another essential container may have ended first',
    outcome: () => namedOutcome('uncertain'),
    explain: ({ others }) => ({
      cause: `the container exited with 0, but nothing shows whether ${others.join(', ')} ended before it. If so, ECS told the migration to stop, and it may be half done`,
      next: `check the log and the database before you run it again; to prevent this doubt, mark ${others.join(', ')} essential: false in the task definition`,
    }),
  },
  forgotten: {
    doc: 'ECS does not know a task that it has accepted',
    outcome: () => namedOutcome('unknown'),
    explain: ({ forMs }, { attach }) => ({
      cause: `for ${formatDuration(forMs)} ECS has answered MISSING for a task that it had accepted`,
      next: `check cluster and region; look for the task again with: ${attach}`,
    }),
  },
};

/** The outcome and the exit code of a verdict. */
export function outcomeOfVerdict(verdict: Verdict): Named {
  return rowOf(verdict).outcome(verdict);
}

/** The cause and the next step of a verdict, in words. */
export function explainVerdict(verdict: Verdict, context: ExplainContext): Explained {
  return rowOf(verdict).explain(verdict, context);
}

/** The row of a kind accepts only the facts of that kind. */
function rowOf({ kind }: Verdict): EndingRow<Verdict> {
  return VERDICTS[kind] as EndingRow<Verdict>;
}

function explainNeverStarted(stop: StopFacts, log: ContainerLog | undefined, mask: Mask): Explained {
  const { othersRan, failedFirst } = stop;
  if (failedFirst !== undefined) return explainFailedFirst(failedFirst, log);
  if (othersRan.length === 0) {
    const cause = 'the task stopped before any of your containers had started';
    const otherwise = 'fix the problem that ECS reports, then run again; none of your containers has started';
    return explainKnownStop(cause, stop, { otherwise, nothingRan: true }, mask);
  }
  const cause = `the task stopped before the migration container had started; ${othersRan.join(', ')} had run`;
  const otherwise = `fix the problem that ECS reports, check the log of ${othersRan.join(', ')}, then run again`;
  return explainKnownStop(cause, stop, { otherwise }, mask);
}

/** A container that ours depends on failed. That is the cause, and its log shows more. */
function explainFailedFirst({ name, exitCode }: NonNullable<StopFacts['failedFirst']>, log: ContainerLog | undefined) {
  const said = `container ${name} exited with code ${exitCode}, so the migration container, which waits for it (dependsOn), was never started`;
  const lines = log?.before?.[name];
  const itsLog = log && lines && { ...log, lines, command: [] };
  const explained = explainExit(exitCode, itsLog, said);
  return { ...explained, next: `${explained.next}; if ${name} is the migration, run it with --container ${name}` };
}

function explainFailed(exitCode: number, stop: StopFacts, log: ContainerLog | undefined, mask: Mask): Explained {
  const said = `the migration container exited with code ${exitCode}`;
  const ofTask =
    stop.stopCode === 'EssentialContainerExited' ||
    readOwnStop(stop) === 'ended' ||
    // Another container could not start because ours failed.
    (stop.stopCode === 'TaskFailedToStart' && ![137, 143].includes(exitCode));
  const byOthers = stop.stopCode !== undefined && !ofTask;
  const known = findStopReason([stop.containerReason, byOthers ? stop.stoppedReason : undefined]);
  if (!known && !byOthers) return explainExit(exitCode, log);
  const cause = byOthers ? `${said}, after the task was told to stop` : said;
  return explainKnownStop(cause, stop, { otherwise: 'look for the cause in the log' }, mask);
}

/** `otherwise`: the next step if ECS's reason is not known. */
function explainKnownStop(
  said: string,
  stop: StopFacts,
  { otherwise, nothingRan = false }: { otherwise: string; nothingRan?: boolean },
  mask: Mask,
): Explained {
  const ofEcs = [stop.stoppedReason, stop.containerReason, ...Object.values(stop.otherReasons)];
  const read = ofEcs.flatMap((reason) => (reason ? [splitCure(reason)] : []));
  const texts = read.map(({ text }) => text);
  const cures = [...new Set(read.flatMap(({ cure }) => (cure === undefined ? [] : [mask(cure)])))];
  const known = findStopReason(texts);
  const family = known === undefined ? nearestFamily(texts) : undefined;
  const like = family && `; this looks like a problem with ${FAMILIES[family].about}`;
  const quoted = [...new Set(texts.map(mask))].join('; ');
  const words = [stop.stopCode, quoted].filter(Boolean).join(': ');
  const cause = `${said}${known ? `: ${known.cause}` : (like ?? '')}${words ? ` (ECS: ${words})` : ''}`;
  // Only if nothing of ours has run can we say whether the same run may succeed.
  const again = nothingRan && known ? { again: known.retry } : {};
  const reasons = codesOf(known);
  if (cures.length > 0)
    return { ...again, reasons, cause, next: [...cures, known?.next ?? otherwise].join('; otherwise ') };
  const next = (nothingRan && known ? withRetry(known) : known?.next) ?? (family ? FAMILIES[family].look : otherwise);
  return { ...again, reasons, cause, next };
}
