import { CAUSES, type LogCauseCode } from './catalogue.ts';
import type { CauseRow } from './cause.ts';
import { codesIn, type ErrorCodes } from './error-codes.ts';
import { literalsOf } from './literals.ts';
import { beginsAsError, isHeader, messageIn, startsWithSql, withoutSql, withoutValues } from './message.ts';
import { kindOf, splitLines } from './read-line.ts';

type Row = CauseRow & { code: LogCauseCode };

/** What a log says about a failure: the decisive line, and its meaning if the catalogue knows it. */
export interface LogCause {
  /** The message of the database or tool, as it is in the log. It must be masked before it is shown. */
  quote: string;
  /** Absent if the line only begins like an error. */
  row?: Row;
}

/** What a line says, with the details that later lines add. */
interface Said {
  message: string;
  /** The line without SQL statements, to be compared with the words of the catalogue. */
  text: string;
  codes: ErrorCodes;
  /** The DETAIL line of the database. */
  detail: string;
  isPsql: boolean;
}

/** How much a line decides; the highest weight wins. Among lines of the same weight, the first wins. */
const WEIGHTS = { particular: 5, 'a-little': 4, codesAlone: 3, much: 2, unknown: 2, last: 1, header: 0 } as const;

const ROWS: readonly Row[] = CAUSES;
/** The order of matching: rows whose words occur with many kinds of trouble come last. */
const BY_WORDS = makeOnce(() =>
  ROWS.flatMap((row) => {
    return row.words === undefined ? [] : [{ row, words: row.words, literals: literalsOf(row.words) }];
  }).toSorted((a, b) => weightOf(b.row) - weightOf(a.row)),
);
const BY_STATE = new Map(ROWS.toReversed().flatMap((row) => (row.states ?? []).map((state) => [state, row] as const)));
const BY_ERROR = new Map(ROWS.toReversed().flatMap((row) => (row.errors ?? []).map((one) => [one, row] as const)));

/** Builds the value on first use only, because most runs succeed and do not need it. */
function makeOnce<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function weightOf({ vague }: Row): number {
  return WEIGHTS[vague ?? 'particular'];
}

/** {@link findCause} */
export type FindCause = (events: readonly string[], exitCode?: number) => LogCause | undefined;

/**
 * What a log says about a failure. Only lines after the tool's last progress count. Among these, the first line that
 * names the trouble most precisely decides, not a later error that follows from it. `exitCode`: the container's exit
 * code. With 3, psql shows that it stopped at an error, which was then its last.
 */
export function findCause(events: readonly string[], exitCode?: number): LogCause | undefined {
  const lines = events.flatMap(splitLines);
  const rowOf = rowFinder(lines);
  const heard = readErrors(lines, rowOf);
  const decisive = chooseDecisive(heard, rowOf, exitCode);
  if (decisive === undefined) return undefined;
  const row = rowOf(decisive);
  const quote = isHeader(decisive.message) ? decisive.detail || decisive.message || decisive.text : decisive.message;
  return { quote, ...(row && { row }) };
}

/** An error that a log shows. */
export interface HeardCause {
  row: Row | undefined;
  /** The line, without SQL statements. */
  text: string;
  codes: ErrorCodes;
  /** Whether {@link findCause} takes this one for the cause. */
  decides: boolean;
}

/** All errors in the lines after the tool's last progress, in their order. */
export function findCauses(events: readonly string[], exitCode?: number): HeardCause[] {
  const lines = events.flatMap(splitLines);
  const rowOf = rowFinder(lines);
  const heard = readErrors(lines, rowOf);
  const decisive = chooseDecisive(heard, rowOf, exitCode);
  return heard.map((said) => ({
    row: rowOf(said),
    text: [said.text, said.detail].join(' '),
    codes: said.codes,
    decides: said === decisive,
  }));
}

function chooseDecisive(heard: readonly Said[], rowOf: RowFinder, exitCode: number | undefined): Said | undefined {
  const stoppedPsql = exitCode === 3 ? heard.findLast(({ isPsql }) => isPsql) : undefined;
  return stoppedPsql ?? mostDecisive(heard, rowOf);
}

type RowFinder = (said: Said) => Row | undefined;

/** Finds rows by words, then by codes. The same words are searched only once. */
function rowFinder(lines: readonly string[]): RowFinder {
  const known = new Map<string, Row | undefined>();
  const holds = ({ where }: Row) => where === undefined || lines.some((line) => where.test(line));
  const search = (text: string): Row | undefined => {
    const small = text.toLowerCase();
    const mayMatch = (literals: string[] | undefined) => literals?.some((one) => small.includes(one)) ?? true;
    return BY_WORDS().find(({ row, words, literals }) => mayMatch(literals) && words.test(text) && holds(row))?.row;
  };
  const byWords = (text: string) => {
    if (!known.has(text)) known.set(text, search(text));
    return known.get(text);
  };
  return ({ text, codes, detail }) => {
    const found = byWords([text, ...codes.states.map((state) => `[${state}]`)].join(' '));
    if (found !== undefined && weightOf(found) > WEIGHTS.codesAlone) return found;
    return byCodes(codes) ?? (detail === '' ? undefined : byWords(withoutValues(detail))) ?? found;
  };
}

function byCodes({ errors, states }: ErrorCodes): Row | undefined {
  for (const error of errors) {
    const row = BY_ERROR.get(error);
    if (row !== undefined) return row;
  }
  for (const state of states) {
    const row = BY_STATE.get(state);
    if (row !== undefined) return row;
  }
  return undefined;
}

function mostDecisive(heard: readonly Said[], rowOf: RowFinder): Said | undefined {
  const weighed = heard.map((said) => {
    const row = rowOf(said);
    return { said, row, weight: weighCause(said, row) };
  });
  // An error that only a database can report shows that the database was reached in the end.
  const reached = weighed.findLastIndex(({ row }) => row !== undefined && row.vague === undefined && !row.connecting);
  const open = weighed.filter(({ row }, i) => !(row?.connecting && i < reached));
  const most = Math.max(...open.map(({ weight }) => weight));
  return open.find(({ weight }) => weight === most)?.said;
}

function weighCause({ message }: Said, row: Row | undefined): number {
  const header = isHeader(message);
  if (row === undefined) return header ? WEIGHTS.header : WEIGHTS.unknown;
  return header ? Math.min(WEIGHTS.codesAlone, weightOf(row)) : weightOf(row);
}

/** At most this many lines are weighed: the first ones of a stretch, and the last ones. */
const MOST = 120;

/** The errors in the lines since the tool's last progress. */
function readErrors(lines: readonly string[], rowOf: RowFinder): Said[] {
  let heard: Said[] = [];
  let cameFurther = false;
  let inSql = false;
  let afterHeader = false;

  function hear(line: string): void {
    const text = withoutValues(withoutSql(line));
    const said: Said = {
      message: messageIn(line),
      text,
      codes: codesIn(line),
      detail: '',
      isPsql: /^(?:psql:\S+ )?(?:ERROR|FATAL): {2}/.test(line),
    };
    if (!afterHeader && !beginsAsError(line) && rowOf(said) === undefined) return;
    const header = isHeader(said.message);
    afterHeader = header && line.endsWith(':');
    if (cameFurther && !header) heard = [];
    if (!header) cameFurther = false;
    heard.push(said);
    if (heard.length > MOST) heard.splice(MOST / 2, 1);
  }

  function addDetail(line: string): void {
    const last = heard.at(-1) as Said;
    const { states, errors } = codesIn(line);
    last.codes = { states: [...last.codes.states, ...states], errors: [...last.codes.errors, ...errors] };
    const detail = /\bDETAIL: +(.*)|^\s+detail: ['"](.*)['"],?$|(\bat RAISE$)/i.exec(line);
    if (detail !== null && last.detail === '') last.detail = detail[1] ?? detail[2] ?? detail[3] ?? '';
  }

  for (const line of joined(lines)) {
    const kind = kindOf(line);
    if (inSql && kind !== 'progress' && !beginsAsError(line) && !ENDS_SQL.test(line)) {
      // If a statement has several lines, the message follows the last of them.
      const after = /(?:^|\s)- (\S.*)$/.exec(line)?.[1];
      inSql = after === undefined && !/[\])]$/.test(line);
      if (after !== undefined) hear(after);
      continue;
    }
    inSql = startsWithSql(line);
    if (kind === 'progress') cameFurther = true;
    else if (kind === 'detail' && heard.length > 0) addDetail(line);
    else if ((kind === 'text' || kind === 'detail') && (afterHeader || MAY_BE_ERROR.test(line))) hear(line);
  }
  return heard;
}

/** Lines that follow a statement and are not part of it: a stack frame, or a member of an error object. */
const ENDS_SQL = /^\s+(?:at|\[?(?:cause|driverError|original|parent|code|errno)\]?:) \S/;

/** Every line that a row matches contains one of these. This quick check avoids matching most lines with the rows. */
const MAY_BE_ERROR =
  /interactive|found|production|cancel|gone|err|fail|exce|fatal|denied|refus|cannot|can't|not |n't|\bno |un|inval|miss|dup|viol|time|lock|kill|clos|lost|reset|full|memory|alread|exist|abort|conn|cert|host|pool|pass|too |long|syntax|null|P\d{4}|raise|dirty|pending|chang|head|must|need|expect|corrupt|applying|pulling|division|usage|terminat|was:|\b\d{4}\b|E[A-Z]{5}/i;

/** The lines as their author meant them: line breaks and text that tools add to a message are removed. */
function joined(lines: Iterable<string>): Iterable<string> {
  return joinExceptions(joinBlocks(withoutSource(lines)));
}

/** Node prints the line of source that threw, with a mark below it: at most three lines. */
function* withoutSource(lines: Iterable<string>): Generator<string> {
  let left = 0;
  for (const line of lines) {
    if (left > 0) {
      left = /^\s*\^/.test(line) ? 0 : left - 1;
      continue;
    }
    if (/^(?:node:|file:|\/)\S*:\d+$/.test(line)) left = 3;
    yield line;
  }
}

/** Symfony's console breaks a message at the width of the terminal and indents the parts. */
function* joinBlocks(lines: Iterable<string>): Generator<string> {
  let block: string[] | undefined;
  for (const line of lines) {
    const belongs = block !== undefined && (/^ {2}\S/.test(line) || (line === '' && block.length === 0));
    if (belongs) {
      if (line !== '') block?.push(line.slice(2));
      continue;
    }
    if (block !== undefined) yield block.join('');
    block = /^In \S+\.php line \d+:$/.test(line) ? [] : undefined;
    yield line;
  }
  if (block !== undefined) yield block.join('');
}

/** Liquibase prints the class of an exception and its message on two lines. */
function* joinExceptions(lines: Iterable<string>): Generator<string> {
  let exception = '';
  for (const line of lines) {
    const named = /^ERROR: Exception Primary Class: +(\S+)/.exec(line)?.[1];
    if (named !== undefined) {
      exception = named;
      continue;
    }
    yield exception === '' ? line : line.replace(/^ERROR: Exception Primary Reason: +/, `${exception}: `);
    exception = '';
  }
}
