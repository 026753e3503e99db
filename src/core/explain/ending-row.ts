import { EXIT_CODES } from '../base/exit-code.ts';
import type { Mask } from '../base/mask.ts';
import type { Explained, OutcomeName } from '../base/outcome.ts';
import type { ContainerLog } from './explain-log.ts';

/** The outcome that scripts branch on, and its exit code. */
export interface Named {
  outcome: OutcomeName;
  exitCode: number;
}

/** What an explanation can use besides the facts. */
export interface ExplainContext {
  /** The command that follows the task again. */
  attach: string;
  /** The log of the migration container. `undefined` if nobody has read it. */
  log: ContainerLog | undefined;
  /** Masks quoted text from AWS, a container or another program. */
  mask: Mask;
}

/** Everything that belongs to one kind of ending. */
export interface EndingRow<Facts> {
  outcome: (facts: Facts) => Named;
  /** What happened and what to do next. */
  explain: (facts: Facts, context: ExplainContext) => Explained;
  /** When a run ends this way, for the documentation. */
  doc: string;
}

/** Defines a row together with the type of its facts. */
export function defineEnding<Facts = Record<never, never>>(row: EndingRow<Facts>): EndingRow<Facts> {
  return row;
}

/** The facts of a row. */
export type FactsOfEnding<R> = R extends EndingRow<infer Facts> ? Facts : never;

/** An outcome with the exit code that belongs to it. */
export function namedOutcome(outcome: keyof typeof EXIT_CODES): Named {
  return { outcome, exitCode: EXIT_CODES[outcome] };
}
