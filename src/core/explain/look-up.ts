import { nearest } from '../base/did-you-mean.ts';
import { maskText } from '../base/mask.ts';
import type { OutcomeName } from '../base/outcome.ts';
import { CAUSES } from '../log-causes/catalogue.ts';
import { type CauseRow, nextStep } from '../log-causes/cause.ts';
import { findCause } from '../log-causes/find-cause.ts';
import { findStopReason, STOP_REASONS } from '../stop-reasons/catalogue.ts';
import { type StopReason, withRetry } from '../stop-reasons/stop-reason.ts';
import { BY_CODE } from './explain-log.ts';
import { OUTCOME_MEANINGS } from './outcome-meanings.ts';

/** What a code or a text means. */
export interface Meaning {
  kind:
    | 'exit code'
    | 'outcome'
    | 'stop reason'
    | 'cause in a log'
    | 'ending'
    | 'warning'
    | 'finding'
    | 'code of a lint';
  code: string;
  means: string;
  /** Empty if there is nothing to do. */
  next: string;
  /** The line of the text that decided. */
  line?: string;
}

/** A code whose table is too large to be loaded for its one sentence. */
export interface CodeEntry {
  kind: 'ending' | 'warning' | 'finding' | 'code of a lint';
  code: string;
  text: string;
}

/** What is known about a text: meanings, or the code that was probably meant. */
export type LookUp = { meanings: Meaning[] } | { near: string | undefined };

/** Explains an exit code, an outcome, a code, a stop reason of ECS, or lines of a log. */
export function lookUp(text: string, entries: readonly CodeEntry[]): LookUp {
  const given = text.trim();
  const number = /^(?:exit(?:ed)?[ -]?(?:with )?(?:code|status)?[ :=]*)?(\d{1,3})$/i.exec(given)?.[1];
  if (number !== undefined) return { meanings: ofExitCode(Number(number)) };
  const byCode = ofCode(given.toLowerCase(), entries);
  if (byCode.length > 0) return { meanings: byCode };
  const meanings = [...ofStopReason(given), ...ofLog(given)];
  if (meanings.length > 0) return { meanings };
  return { near: /\s/.test(given) ? undefined : nearest(given.toLowerCase(), allCodes(entries)) };
}

/** The meanings of all exit codes, for a list. */
export function allExitCodes(): Meaning[] {
  return Object.entries(OUTCOME_MEANINGS).map(([outcome, meaning]) => {
    const [least, most] = meaning.codes;
    const codes = outcome === 'interrupted' ? '130, 143' : `${least}${most > least ? `–${most}` : ''}`;
    return { kind: 'exit code', code: codes, means: `${outcome}: ${meaning.means}`, next: meaning.next };
  });
}

function ofExitCode(code: number): Meaning[] {
  const ours = Object.entries(OUTCOME_MEANINGS).filter(
    ([
      name,
      {
        codes: [least, most],
      },
    ]) => {
      if (name === 'failed') return false;
      return name === 'interrupted' ? code === least || code === most : code >= least && code <= most;
    },
  );
  const conventions = Object.values(BY_CODE).filter(({ exitCode }) => exitCode === code);
  const meanings = ours.map(([name, meaning]) =>
    toMeaning('exit code', String(code), `${name}: ${wordMeaning(meaning)}`, meaning.next),
  );
  if (code === 0 || code > 255) return meanings;
  const known = conventions.map(({ means }) => `; by convention ${means}`).join('');
  const next = conventions[0]?.next ?? OUTCOME_MEANINGS.failed.next;
  const own = `failed: the migration container exited with ${code} itself${known}`;
  return [...meanings, toMeaning('exit code', String(code), own, next)];
}

function wordMeaning({ means, started }: { means: string; started: 'yes' | 'no' | 'perhaps' }): string {
  return started === 'no' && !/nothing was|list/.test(means) ? `${means}; no container of yours has run` : means;
}

function ofCode(code: string, entries: readonly CodeEntry[]): Meaning[] {
  const outcome = Object.hasOwn(OUTCOME_MEANINGS, code) ? OUTCOME_MEANINGS[code as OutcomeName] : undefined;
  const reason = STOP_REASONS.find((one) => one.code === code);
  const causes: readonly (CauseRow & { code: string })[] = CAUSES;
  const cause = causes.find((one) => one.code === code);
  return [
    ...(outcome
      ? [
          toMeaning(
            'outcome',
            code,
            `${wordMeaning(outcome)} (exit code ${outcome.codes[0]}${outcome.codes[1] > outcome.codes[0] ? ` to ${outcome.codes[1]}` : ''})`,
            outcome.next,
          ),
        ]
      : []),
    ...(reason ? [toMeaning('stop reason', code, reason.cause, withRetry(reason))] : []),
    ...(cause ? [toMeaning('cause in a log', code, cause.means, nextStep(cause))] : []),
    ...entries.filter((one) => one.code === code).map(({ kind, text }) => toMeaning(kind, code, text, '')),
  ];
}

function ofStopReason(text: string): Meaning[] {
  const found: StopReason | undefined = findStopReason([text]);
  return found === undefined ? [] : [toMeaning('stop reason', found.code, found.cause, withRetry(found))];
}

/** How a text begins that only ECS writes. Its words would mean something else in the log of a container. */
const OF_ECS = /^\s*(?:Cannot\w+Error|ResourceInitializationError|ContainerRuntime\w*Error|TaskFailedToStart)\b/;

function ofLog(text: string): Meaning[] {
  const found = findCause(text.split('\n').filter((line) => !OF_ECS.test(line)));
  if (found?.row === undefined) return [];
  const { code, means } = found.row;
  return [{ ...toMeaning('cause in a log', code, means, nextStep(found.row)), line: maskText(found.quote) }];
}

function allCodes(entries: readonly CodeEntry[]): string[] {
  return [
    ...Object.keys(OUTCOME_MEANINGS),
    ...STOP_REASONS.map(({ code }) => code),
    ...CAUSES.map(({ code }) => code),
    ...entries.map(({ code }) => code),
  ];
}

function toMeaning(kind: Meaning['kind'], code: string, means: string, next: string): Meaning {
  return { kind, code, means, next };
}
