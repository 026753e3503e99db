/**
 * Whether the same run may succeed without a fix: at once (`yes`), after something else has released what it holds
 * (`later`), or not. `depends`: that differs from case to case.
 */
export type Again = 'yes' | 'later' | 'no' | 'depends';

/** A kind of trouble that a migration's log shows, by the text that databases, drivers and migration tools print. */
export interface CauseRow {
  /** For scripts: stable, kebab-case. */
  code: string;
  /**
   * Matches the words of the error: one line, without colours, quoted SQL and stack frames. Absent if the codes are
   * enough.
   */
  words?: RegExp;
  /** SQLSTATEs of five characters. One of two characters means the whole class. */
  states?: readonly string[];
  /** Error numbers of MySQL and MariaDB, and their names (`ER_…`). */
  errors?: readonly (number | string)[];
  /**
   * The row applies only to a log that contains this. It binds the row to a tool or a database if the words are common.
   */
  where?: RegExp;
  /**
   * How vague the row is. Other rows win. `a-little`: another row may be more precise. `much`: the words occur with
   * many kinds of trouble, or follow from another one. `last`: it applies only if the log shows nothing else.
   */
  vague?: 'a-little' | 'much' | 'last';
  /** True if the error shows that the database was not reached. A later error of the database disproves that. */
  connecting?: true;
  /** What the error means, as a part of a sentence. */
  means: string;
  /** What to do. */
  next: string;
  again: Again;
}

/** Returns the rows with codes that the type checker knows. */
export function causeRows<const Code extends string>(
  given: readonly (CauseRow & { code: Code })[],
): readonly (CauseRow & { code: Code })[] {
  return given;
}

const AGAIN_WORDS: Record<Again, string> = {
  yes: '; running it again may be enough',
  later: '; then run it again',
  no: '; until then the same run fails again',
  depends: '',
};

/** The next step, with advice on whether to run again. */
export function nextStep({ next, again }: Pick<CauseRow, 'next' | 'again'>): string {
  return `${next}${AGAIN_WORDS[again]}`;
}
