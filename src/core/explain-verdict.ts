import { assertNever } from './assert-never.ts';
import { formatDuration } from './duration.ts';
import { EXIT_CODES, processExitCode } from './exit-code.ts';
import { type ContainerLog, explainExit } from './explain-log.ts';
import { splitCure } from './local-cure.ts';
import type { Explanation, OutcomeName } from './outcome.ts';
import { readOwnStop } from './own-stop.ts';
import type { Mask } from './secrets.ts';
import { findStopReason } from './stop-reasons/catalogue.ts';
import { FAMILIES } from './stop-reasons/families.ts';
import { nearestFamily } from './stop-reasons/nearest-family.ts';
import { withRetry } from './stop-reasons/stop-reason.ts';
import type { StopFacts, Verdict } from './verdict.ts';

export function outcomeOfVerdict(verdict: Verdict): { outcome: OutcomeName; exitCode: number } {
  if (verdict.kind === 'failed') return { outcome: 'failed', exitCode: processExitCode(verdict.exitCode) };
  const outcome = verdict.kind === 'forgotten' ? 'unknown' : verdict.kind;
  return { outcome, exitCode: EXIT_CODES[outcome] };
}

export function explainVerdict(
  verdict: Verdict,
  attach: string,
  log: ContainerLog | undefined,
  mask: Mask,
): Partial<Explanation> & { cause: string; next: string } {
  switch (verdict.kind) {
    case 'succeeded':
      return { cause: 'the migration container exited with code 0', next: '' };
    case 'failed':
      return explainFailed(verdict.exitCode, verdict.stop, log, mask);
    case 'never-started':
      return explainNeverStarted(verdict.stop, log, mask);
    case 'stopped':
      return withKnown(
        verdict.exitCode === 0
          ? 'the container ended with code 0, but only after the task had been told to stop: the migration may not be complete'
          : 'the task was stopped before the container had ended by itself',
        verdict.stop,
        mask,
        'look at the log and at the database before you run it again: the last statement may still be executing',
      );
    case 'no-exit-code':
      return withKnown(
        'the task stopped and ECS reports no exit code for the container',
        verdict.stop,
        mask,
        'look at the log and at the database before you run it again',
      );
    case 'uncertain':
      return {
        cause: `the container ended with code 0, but it cannot be told whether ${verdict.others.join(', ')} ended first: then ECS told the migration to stop, and it may be half done`,
        next: `mark ${verdict.others.join(', ')} essential: false in the task definition, which takes the doubt away; look at the log and the database before you run it again`,
      };
    case 'forgotten':
      return {
        cause: `ECS has answered MISSING for ${formatDuration(verdict.forMs)} for a task it had accepted`,
        next: `check cluster and region; see whether it appears with: ${attach}`,
      };
    default:
      return assertNever(verdict);
  }
}

function explainNeverStarted(
  stop: StopFacts,
  log: ContainerLog | undefined,
  mask: Mask,
): Partial<Explanation> & { cause: string; next: string } {
  const { othersRan, failedFirst } = stop;
  if (failedFirst !== undefined) return explainFailedFirst(failedFirst, log);
  if (othersRan.length === 0) {
    const cause = 'the task stopped before a container of yours had started';
    return withKnown(cause, stop, mask, 'fix what ECS names, then run again; nothing has run', true);
  }
  const cause = `the task stopped before the migration container had started; ${othersRan.join(', ')} had run`;
  return withKnown(cause, stop, mask, `fix what ECS names, look at the log of ${othersRan.join(', ')}, then run again`);
}

/** A container that ours waits for failed: that is the cause, and its log tells more. */
function explainFailedFirst({ name, exitCode }: NonNullable<StopFacts['failedFirst']>, log: ContainerLog | undefined) {
  const said = `container ${name} exited with code ${exitCode}, and the migration container, which waits for it (dependsOn), was never started`;
  const lines = log?.before?.[name];
  const itsLog = log && lines && { ...log, lines, command: [] };
  const explained = explainExit(exitCode, itsLog, said);
  return { ...explained, next: `${explained.next}; if ${name} is the migration, run it with --container ${name}` };
}

function explainFailed(
  exitCode: number,
  stop: StopFacts,
  log: ContainerLog | undefined,
  mask: Mask,
): Partial<Explanation> & { cause: string; next: string } {
  const said = `the migration container exited with code ${exitCode}`;
  const ofTask =
    stop.stopCode === 'EssentialContainerExited' ||
    readOwnStop(stop) === 'ended' ||
    // Another could not start because ours failed.
    (stop.stopCode === 'TaskFailedToStart' && ![137, 143].includes(exitCode));
  const byOthers = stop.stopCode !== undefined && !ofTask;
  const known = findStopReason([stop.containerReason, byOthers ? stop.stoppedReason : undefined]);
  if (!known && !byOthers) return explainExit(exitCode, log);
  const told = byOthers ? `${said}, after the task had been told to stop` : said;
  return withKnown(told, stop, mask, 'look at the log for the cause');
}

function withKnown(
  said: string,
  stop: StopFacts,
  mask: Mask,
  otherwise: string,
  nothingRan = false,
): { cause: string; next: string } {
  const reasons = [stop.stoppedReason, stop.containerReason, ...Object.values(stop.otherReasons)];
  const read = reasons.flatMap((reason) => (reason ? [splitCure(reason)] : []));
  const texts = read.map(({ text }) => text);
  const cures = [...new Set(read.flatMap(({ cure }) => (cure === undefined ? [] : [mask(cure)])))];
  const known = findStopReason(texts);
  const family = known === undefined ? nearestFamily(texts) : undefined;
  const like = family && `; it reads most like trouble with ${FAMILIES[family].about}`;
  const quoted = [...new Set(texts.map(mask))].join('; ');
  const words = [stop.stopCode, quoted].filter(Boolean).join(': ');
  const cause = `${said}${known ? `: ${known.cause}` : (like ?? '')}${words ? ` (ECS: ${words})` : ''}`;
  if (cures.length > 0) return { cause, next: [...cures, known?.next ?? otherwise].join('; or else ') };
  const next = (nothingRan && known ? withRetry(known) : known?.next) ?? (family ? FAMILIES[family].look : otherwise);
  return { cause, next };
}
