import type { NoRetry } from '../events/retry-reasons.ts';
import type { LogCauseCode } from '../log-causes/catalogue.ts';
import { findCauses, type HeardCause } from '../log-causes/find-cause.ts';
import { splitLines } from '../log-causes/read-line.ts';
import type { RetryClass, RetryOn } from '../settings/retry-kinds.ts';

/** How many lines at the end of the log must all speak for another attempt. */
export const LINES_READ = 200;

/** A class of errors, by what PostgreSQL itself says: its SQLSTATE or its words, as the tools print them. */
interface ClassRow {
  /** The causes of the catalogue that the class is a part of. The catalogue also knows the same of other databases. */
  causes: readonly LogCauseCode[];
  states: readonly string[];
  words: RegExp;
}

const CLASSES: Record<RetryClass, ClassRow> = {
  lock: {
    causes: ['lock-timeout'],
    states: ['55P03'],
    words: /canceling statement due to lock timeout|could not obtain lock on (?:relation|row)/i,
  },
  deadlock: { causes: ['deadlock'], states: ['40P01'], words: /deadlock detected/i },
  serialization: { causes: ['serialization'], states: ['40001'], words: /could not serialize access/i },
  connect: {
    // A tool that tries its own container was not told where the database is: another attempt does the same.
    causes: ['refused', 'database-not-ready', 'no-connection'],
    states: ['57P03', '08001'],
    words:
      /connection refused|ECONNREFUSED|database system is (?:starting up|shutting down|in recovery|not yet accepting|not accepting)|not yet accepting connections/i,
  },
};

/** What shows another database. CockroachDB speaks PostgreSQL's protocol, and does its DDL outside the transaction. */
const OTHER_DATABASE =
  /\bER_[A-Z]+_|lock wait timeout exceeded|deadlock found when|\b(?:mysql|mariadb|sqlite|oracle|sqlserver|mssql|tedious)\b|ORA-\d{5}|\(1205, |\(1213, |Error 12(?:05|13)\b|ERROR 12(?:05|13)\b|restart transaction|cockroach|yugabyte|database is locked/i;

/** Prisma, golang-migrate and sqitch, by their output: see the rows of tools that are never tried again. */
const TOOL_FORBIDS =
  /\bP30\d\d\b|\bprisma\b|\bin line \d+: |\bdirty\b|^not ok$|\bsqitch\b|Reverting (?:all changes|to)/i;

const ADVISORY = /\bpg_(?:try_)?advisory(?:_xact)?_lock(?:_shared)?\s*\(|try lock failed/i;

/** A line that shows that the migration has begun. Read generously: a doubt costs only an attempt. */
const BEGUN =
  /\b(?:applying|applied|migrating|migrated|upgrading|upgraded|executing|executed|reverting|running (?:upgrade|migration)|seeding|backfill\w*)\b|### MIGRATION|^(?:CREATE|ALTER|DROP|INSERT|UPDATE|DELETE|COPY|BEGIN|COMMIT|SELECT|DO|SET|GRANT)\b|\d+ rows?\b/i;

/** Which of the conditions a failure meets, or why none. */
export function classify(
  lines: readonly string[],
  exitCode: number,
  conditions: readonly RetryOn[],
): { on: RetryOn } | { no: NoRetry } {
  const last = lines.slice(-LINES_READ);
  const text = last.flatMap(splitLines);
  if (text.some((line) => /\bconcurrently\b/i.test(line))) return { no: 'concurrently' };
  if (text.some((line) => OTHER_DATABASE.test(line))) return { no: 'other-database' };
  const causes = findCauses(last, exitCode);
  const decisive = causes.find(({ decides }) => decides);
  const isLock = decisive !== undefined && isOf(CLASSES.lock, decisive);
  if (decisive?.row?.code === 'tool-lock' || (isLock && text.some((line) => ADVISORY.test(line)))) {
    return { no: 'tool-lock' };
  }
  if (text.some((line) => TOOL_FORBIDS.test(line))) return { no: 'tool-forbids' };
  const explicit = conditions.find((on) => isExplicit(on, text, exitCode));
  if (explicit !== undefined) return { on: explicit };
  const classes = conditions.flatMap((on) => ('is' in on ? [on] : []));
  const met = classes.find(({ is }) => decisive !== undefined && isOf(CLASSES[is], decisive));
  if (met === undefined) return { no: 'other-error' };
  const others = causes.filter(({ row }) => row !== undefined && row.vague === undefined && !belongs(met.is, row.code));
  if (others.length > 0) return { no: 'several-errors' };
  if (met.is === 'connect' && (lines.length > LINES_READ || text.some((line) => BEGUN.test(line)))) {
    return { no: 'begun' };
  }
  return { on: met };
}

function isExplicit(on: RetryOn, text: readonly string[], exitCode: number): boolean {
  if ('code' in on) return on.code === exitCode;
  if (!('pattern' in on)) return false;
  const pattern = new RegExp(on.pattern);
  return text.some((line) => pattern.test(line));
}

function isOf({ causes, states, words }: ClassRow, { row, text, codes }: HeardCause): boolean {
  if (row === undefined || !causes.includes(row.code)) return false;
  return codes.states.some((state) => states.includes(state)) || words.test(text);
}

/** Errors that follow from the one that decides. */
const FOLLOWING: readonly LogCauseCode[] = ['transaction-aborted'];

function belongs(is: RetryClass, code: LogCauseCode): boolean {
  return CLASSES[is].causes.includes(code) || FOLLOWING.includes(code);
}
