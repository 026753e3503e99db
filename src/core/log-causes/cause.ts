/** Whether the same run may do better when nothing is fixed: at once, when something else has given way, or not. */
export type Again = 'yes' | 'later' | 'no' | 'depends';

/** A kind of trouble that a migration's log tells of, by what databases, drivers and migration tools print. */
export interface CauseRow {
  /** For scripts: stable, kebab-case. */
  code: string;
  /**
   * Fits the error's own words: one line, without colours, quoted SQL and stack frames. Absent where the codes alone
   * tell.
   */
  words?: RegExp;
  /** SQLSTATEs, five characters each; of two characters: the whole class. */
  states?: readonly string[];
  /** Error numbers of MySQL and MariaDB, and their names (`ER_…`). */
  errors?: readonly (number | string)[];
  /** Holds for a log in which this is found: where a word is common, it binds the row to a tool or a database. */
  where?: RegExp;
  /**
   * How vague it is: `a-little` where a row may say the same more particularly, `much` where it is said of many troubles
   * or follows from another, `last` where it holds only because the log says nothing else. Others win.
   */
  vague?: 'a-little' | 'much' | 'last';
  /** True where it shows that the database was not reached: an error of the database that comes later disproves it. */
  connecting?: true;
  /** What it means, as a part of a sentence. */
  means: string;
  /** What to do. */
  next: string;
  again: Again;
}

/** Rows whose codes the type checker knows. */
export function causeRows<const Code extends string>(
  given: readonly (CauseRow & { code: Code })[],
): readonly (CauseRow & { code: Code })[] {
  return given;
}

const AGAIN_WORDS: Record<Again, string> = {
  yes: '; running it again may be enough',
  later: '; then run it again',
  no: '; until then the same run fails the same way',
  depends: '',
};

/** The next step, with the sense of running again. */
export function nextStep({ next, again }: Pick<CauseRow, 'next' | 'again'>): string {
  return `${next}${AGAIN_WORDS[again]}`;
}
