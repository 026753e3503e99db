import { splitLines } from './read-line.ts';

/** Why an exit code of 0 may not mean that the migrations were applied. */
export interface FalseSuccess {
  /** The code of the warning. */
  code: 'errors-in-log' | 'no-migrations-found' | 'question-not-answered' | 'files-ignored';
  /** Matches a line that shows it. Only this row knows the line; the catalogue of causes does not. */
  words: RegExp;
  /** What the line means, as a part of a sentence. */
  means: string;
  next: string;
}

/** The lines that tools print although something was not done, and then exit with 0. One row for each kind. */
export const FALSE_SUCCESSES: readonly FalseSuccess[] = [
  {
    code: 'errors-in-log',
    words: /^(?:psql:\S+ )?(?:ERROR|FATAL|PANIC): {2}\S|^ERROR \d{4} \([0-9A-Z]{5}\)(?: at line \d+)?: /,
    means: 'a statement failed, and the client continued',
    next: 'let the client stop at the first error: psql -v ON_ERROR_STOP=1, with --single-transaction; mysql without --force',
  },
  {
    code: 'no-migrations-found',
    words:
      /^\W*(?:\w+ ?: )?(?:no migrations? (?:files? )?(?:was |were )?found\b|0 migrations were found|no migration files found|[^\n]{0,60}there are no registered migrations)/i,
    means: 'the tool found no migration at all',
    next: 'check that the image has the folder of migrations, and the path that the tool reads',
  },
  {
    code: 'question-not-answered',
    words: /^\W*(?:Error: )?Interactive prompts? requires? a TTY|^\W*(?:WARN\s+)?Command cancell?ed\.?\s*$/i,
    means: 'the tool asked a question that nobody could answer, and did nothing',
    next: 'give the flag that answers it (--force, --yes), or use the command that applies migrations without a question',
  },
  {
    code: 'files-ignored',
    words: /^\W*(?:WARN\s+)?Ignoring \S+ - not a (?:TS|TS\/JS) file/i,
    means: 'the tool ignored a migration because of its file extension',
    next: 'allow the extension (kysely-ctl: allowJS), or name the files as the tool expects',
  },
];

/** What makes a success doubtful, with the first line that shows it. */
export interface Doubt {
  of: FalseSuccess;
  line: string;
}

/** Reads a whole log of any length. */
export interface DoubtListener {
  hear(message: string): void;
  /** The first doubt of each kind. */
  doubts(): readonly Doubt[];
}

/** Every line that a row matches contains one of these. This quick check saves time in a long log. */
const MAY_BE_ONE = /ERROR|FATAL|PANIC|[Nn]o [^\n]*igration|0 [Mm]igrations|TTY|ancel|gnoring/;

/** Collects, line by line, what makes a success doubtful. */
export function listenForDoubts(): DoubtListener {
  const found: Doubt[] = [];
  return {
    doubts: () => found,
    hear(message) {
      if (!MAY_BE_ONE.test(message)) return;
      for (const line of splitLines(message)) {
        const row = FALSE_SUCCESSES.find(({ words }) => words.test(line));
        if (row !== undefined && !found.some(({ of }) => of === row)) found.push({ of: row, line });
      }
    },
  };
}
