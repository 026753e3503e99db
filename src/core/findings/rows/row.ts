/** The severity of a finding. Only `plan` shows a note. */
export type Severity = 'error' | 'warning' | 'note';

/** Fixed words, or words that depend on the facts of the case. */
export type Words<Facts> = string | ((facts: Facts) => string);

/** Everything that belongs to one code: its severity, its words, the next step, and the line in docs/events.md. */
export interface Row<Facts, S extends Severity = Severity> {
  severity: S;
  /** What was found, and where it comes from. */
  cause: Words<Facts>;
  /** What to do about it. Empty if nothing can be done. */
  next: Words<Facts>;
  /** When it is reported, in a few words, for the documentation. */
  doc: string;
}

/** The facts of a code that needs no facts. */
type NoFacts = Record<never, never>;

type Given<Facts> = Omit<Row<Facts>, 'severity'>;

/** A row for a finding that prevents every launch. */
export function error<Facts = NoFacts>(row: Given<Facts>): Row<Facts, 'error'> {
  return { severity: 'error', ...row };
}

/** A row for a finding that a run reports before it continues. */
export function warning<Facts = NoFacts>(row: Given<Facts>): Row<Facts, 'warning'> {
  return { severity: 'warning', ...row };
}

/** A row for a finding that only `plan` shows. */
export function note<Facts = NoFacts>(row: Given<Facts>): Row<Facts, 'note'> {
  return { severity: 'note', ...row };
}

/** The type of the facts that a row needs. */
export type FactsOf<R> = R extends Row<infer Facts> ? Facts : never;

/** The cause and the next step of a case, from its row. */
export function wordRow<Facts>(row: Row<Facts>, facts: Facts): { cause: string; next: string } {
  return { cause: applyWords(row.cause, facts), next: applyWords(row.next, facts) };
}

function applyWords<Facts>(words: Words<Facts>, facts: Facts): string {
  return typeof words === 'string' ? words : words(facts);
}
