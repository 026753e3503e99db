/** How much a finding matters. A note is shown by `plan` alone. */
export type Severity = 'error' | 'warning' | 'note';

/** Words that stand, or that follow from the facts of the case. */
export type Words<Facts> = string | ((facts: Facts) => string);

/** Everything that is said of one code: what it weighs, its words, the next step, and its line in docs/events.md. */
export interface Row<Facts, S extends Severity = Severity> {
  severity: S;
  /** What there is, and where it comes from. */
  cause: Words<Facts>;
  /** What to do about it; empty where there is nothing to do. */
  next: Words<Facts>;
  /** When it is said, in a few words, for the documentation. */
  doc: string;
}

/** Facts of a code that has none but itself. */
type NoFacts = Record<never, never>;

type Given<Facts> = Omit<Row<Facts>, 'severity'>;

/** A row of what ends every launch before it begins. */
export function error<Facts = NoFacts>(row: Given<Facts>): Row<Facts, 'error'> {
  return { severity: 'error', ...row };
}

/** A row of what a run says, and goes on. */
export function warning<Facts = NoFacts>(row: Given<Facts>): Row<Facts, 'warning'> {
  return { severity: 'warning', ...row };
}

/** A row of what `plan` alone shows. */
export function note<Facts = NoFacts>(row: Given<Facts>): Row<Facts, 'note'> {
  return { severity: 'note', ...row };
}

/** The facts that a row words. */
export type FactsOf<R> = R extends Row<infer Facts> ? Facts : never;

/** Cause and next step of a case, by its row. */
export function wordRow<Facts>(row: Row<Facts>, facts: Facts): { cause: string; next: string } {
  return { cause: applyWords(row.cause, facts), next: applyWords(row.next, facts) };
}

function applyWords<Facts>(words: Words<Facts>, facts: Facts): string {
  return typeof words === 'string' ? words : words(facts);
}
