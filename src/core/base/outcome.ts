import type { Again } from '../log-causes/cause.ts';

/** The word that scripts branch on. Each has its exit code: see {@link Outcome.exitCode}. */
export type OutcomeName =
  | 'succeeded'
  | 'failed'
  | 'never-started'
  | 'stopped'
  | 'no-exit-code'
  | 'uncertain'
  | 'timed-out'
  | 'interrupted'
  | 'detached'
  | 'done'
  | 'planned'
  | 'listed'
  | 'skipped'
  | 'refused'
  | 'try-later'
  | 'unknown'
  | 'denied'
  | 'unreachable'
  | 'invalid'
  | 'bug';

/** How a run ended, ready for a script and for a person. */
export interface Outcome {
  /** The word to branch on. */
  outcome: OutcomeName;
  /**
   * The exit code of the process.
   * @minimum 0
   * @maximum 255
   */
  exitCode: number;
  /** In which way it ended, more particular than the outcome: see docs/events.md. */
  ending: string;
  /**
   * Codes of what lies behind it: of findings where it is `invalid`, of the stop reason that is recognized in what ECS said
   * (docs/stop-reasons.md), the kind of a failed AWS call, why a pipeline's execution withholds the launch. Often empty.
   */
  reasons: readonly string[];
  /** The migration container's own code, or null where ECS reported none. */
  containerExitCode: number | null;
  /** The task, as ARN; null where there was none. */
  taskArn: string | null;
  /** What happened and why, in words. */
  cause: string;
  /** What to do next; empty after a success. */
  next: string;
  /** The kind of cause, for scripts; null where none is known. See docs/log-causes.md. */
  causeCode: string | null;
  /** The message in the container's log that decided on the cause, masked; null where none did. */
  causeLine: string | null;
  /** Whether the same run may do better when nothing is fixed; null where that is not known. */
  again: Again | null;
}

/** Why a run ended so, and what to do. */
export type Explanation = Pick<Outcome, 'cause' | 'next' | 'causeCode' | 'causeLine' | 'again'>;

/** An explanation; what it leaves out is not known. */
export type Explained = Partial<Explanation & Pick<Outcome, 'reasons'>> & Pick<Explanation, 'cause' | 'next'>;
