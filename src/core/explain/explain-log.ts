import type { Mask } from '../base/mask.ts';
import type { Explanation } from '../base/outcome.ts';
import { nextStep } from '../log-causes/cause.ts';
import type { FindCause, LogCause } from '../log-causes/find-cause.ts';

/** What is known about the log of the migration container. */
export interface ContainerLog {
  /** The last lines of the log. Empty if the container printed nothing. */
  lines: readonly string[];
  /** The log could not be read to its end. The absence of a line then does not show that nothing was printed. */
  unread?: boolean;
  /** The last lines of the containers that it depends on, by name. */
  before?: Readonly<Record<string, readonly string[]>>;
  /** The command that the container ran, as far as the task definition and its override show it. */
  command: readonly string[];
  /** Searches the lines for a cause. Its rows are large, so only a command that reads a log loads them. */
  findCause: FindCause;
  /** Hides secrets. Text quoted from the log is shown in other places than the log. */
  mask: Mask;
}

/** What an exit code means if the log shows nothing, by the conventions of shells and container runtimes. */
export const BY_CODE = {
  'ended-by-timeout': {
    exitCode: 124,
    means: 'the command `timeout` in the container ended it',
    next: 'see in the log how far it came: it may have waited for a lock (pg_locks, performance_schema.metadata_locks); if it only needs more time, give it more',
  },
  'not-executable': {
    exitCode: 126,
    means: 'the command is not executable',
    next: 'check the command of the container: its file must be executable (chmod +x in the image), and its first line must name an interpreter that exists',
  },
  'command-not-found': {
    exitCode: 127,
    means: 'the shell did not find the command',
    next: 'check the command of the container against the image and its PATH',
  },
  killed: {
    exitCode: 137,
    means: 'it was killed (SIGKILL): by the system because memory ran out, or after the stop time-out',
    next: 'raise the memory of the task and of the container, or find out who stopped it; see in the log how far the migration came',
  },
  crashed: {
    exitCode: 139,
    means: 'it crashed (SIGSEGV)',
    next: 'the program or one of its libraries has a bug: try another version, and an image for the CPU architecture of the task',
  },
  'asked-to-end': {
    exitCode: 143,
    means: 'it was asked to end (SIGTERM)',
    next: 'find out who sent the signal, and see in the log how far the migration came',
  },
} as const;

/** Exit codes of programs that were ended from outside. Their log does not show why. */
const FROM_OUTSIDE = [124, 137, 139, 143];

/** Long enough for the error message of a database, short enough for a line of a summary. */
const QUOTED_CHARACTERS = 300;

/**
 * Why a container ended with an exit code that is not 0. `log` is absent if nobody has read it. `given` is what was
 * known before the log was read; if present, it begins the cause.
 */
export function explainExit(exitCode: number, log: ContainerLog | undefined, given?: string): Explanation {
  const said = given ?? `the migration container exited with code ${exitCode}`;
  const byCode = Object.entries(BY_CODE).find(([, row]) => row.exitCode === exitCode);
  const found = log && !FROM_OUTSIDE.includes(exitCode) ? log.findCause(log.lines, exitCode) : undefined;
  if (log !== undefined && found !== undefined) {
    const explained = explainCause(found, log);
    return given === undefined ? explained : { ...explained, cause: `${given}: ${explained.cause}` };
  }
  if (byCode !== undefined) {
    const [code, { means, next }] = byCode;
    return { cause: `${said}: ${means}`, causeCode: code, causeLine: null, again: 'depends', next };
  }
  if (log?.lines.length === 0 && log.unread) {
    return {
      cause: `${said}; its log could not be read here`,
      causeCode: 'log-unread',
      causeLine: null,
      again: 'depends',
      next: 'look for the cause in its log: the warning says where the log is, and why it cannot be read here',
    };
  }
  if (log?.lines.length === 0) return explainSilence(said, log);
  return {
    cause: said,
    causeCode: null,
    causeLine: null,
    again: 'depends',
    next: log
      ? 'no line of its log looks like an error: see how the log ends, or make the tool print more; then run again'
      : 'look for the cause in its log',
  };
}

function explainCause({ quote, row }: LogCause, { mask }: ContainerLog): Explanation {
  const open = row?.code === 'bad-url' ? withoutUser(quote) : quote;
  const line = shorten(mask(open));
  if (row === undefined) {
    return {
      cause: `${line} (the first error in its log)`,
      causeCode: null,
      causeLine: line,
      again: 'depends',
      next: 'fix the problem that this line names; the lines around it in the log say more',
    };
  }
  const cause = row.vague === 'last' ? row.means : `${line} (${row.means})`;
  return { cause, causeCode: row.code, causeLine: line, again: row.again, next: nextStep(row) };
}

function explainSilence(said: string, { command }: ContainerLog): Explanation {
  // Django's `migrate --check` does not print what it found.
  if (/\bmigrate\b.*\s--check\b/.test(command.join(' '))) {
    return {
      cause: `${said}, which is how --check reports pending migrations`,
      causeLine: null,
      causeCode: 'pending-migrations',
      again: 'no',
      next: 'run the command that applies the migrations; --check only looks for them',
    };
  }
  return {
    cause: `${said}, and no line was found in its log`,
    causeCode: 'nothing-printed',
    causeLine: null,
    again: 'depends',
    next: 'check its command, whether it reaches the database (host, port, security groups), and whether it buffers its output (Python: set PYTHONUNBUFFERED=1); then run again',
  };
}

/** A connection string that cannot be parsed cannot be masked part by part. */
function withoutUser(quote: string): string {
  return quote.replace(/[^\s'"]*@(?=[\w.[-])/g, '***@');
}

function shorten(text: string): string {
  return text.length <= QUOTED_CHARACTERS ? text : `${text.slice(0, QUOTED_CHARACTERS - 2)} …`;
}
