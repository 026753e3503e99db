import type { Again } from '../log-causes/cause.ts';

/** The outcome, for scripts. Each has its exit code: see {@link Outcome.exitCode}. */
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
  | 'previewed'
  | 'nothing-pending'
  | 'changed-since-approval'
  | 'listed'
  | 'skipped'
  | 'migrated-not-continued'
  | 'refused'
  | 'try-later'
  | 'paused'
  | 'unknown'
  | 'denied'
  | 'unreachable'
  | 'invalid'
  | 'bug';

/** How a run ended, for a script and for a person. */
export interface Outcome {
  /** The outcome. Scripts should use this. */
  outcome: OutcomeName;
  /**
   * The exit code of the process.
   * @minimum 0
   * @maximum 255
   */
  exitCode: number;
  /** How the run ended, in more detail than the outcome: see docs/events.md. */
  ending: string;
  /**
   * Codes of the causes: those of the findings if the outcome is `invalid`; the known stop reason in what ECS reported
   * (docs/stop-reasons.md); the kind of a failed AWS call; or why a pipeline execution does not allow the launch. Often
   * empty.
   */
  reasons: readonly string[];
  /** The exit code of the migration container, or null if ECS reported none. */
  containerExitCode: number | null;
  /** The ARN of the task; null if there was none. */
  taskArn: string | null;
  /** What happened and why, in words. */
  cause: string;
  /** What to do next; empty after a success. */
  next: string;
  /** The kind of cause, for scripts; null if none is known. See docs/log-causes.md. */
  causeCode: string | null;
  /** The message in the container's log from which the cause was found, masked; null if there is none. */
  causeLine: string | null;
  /** Whether the same run may succeed without a fix; null if that is not known. */
  again: Again | null;
}

/** Why a run ended this way, and what to do. */
export type Explanation = Pick<Outcome, 'cause' | 'next' | 'causeCode' | 'causeLine' | 'again'>;

/** An explanation. An absent member is not known. */
export type Explained = Partial<Explanation & Pick<Outcome, 'reasons'>> & Pick<Explanation, 'cause' | 'next'>;
