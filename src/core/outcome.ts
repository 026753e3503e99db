import type { BuildFailure, ImageBuild } from './build.ts';
import type { CallFailure } from './failure.ts';
import type { Finding } from './findings.ts';
import type { Again } from './log-causes/cause.ts';
import type { Withheld } from './pipeline-execution.ts';
import type { Placement } from './ports.ts';
import type { Verdict } from './verdict.ts';

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
  outcome: OutcomeName;
  /** The exit code of the process: 0 to 255. */
  exitCode: number;
  /** The migration container's own code, or null where ECS reported none. */
  containerExitCode: number | null;
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

/** How a run ended, as facts. Wording and exit code follow from it alone. */
export type Ending =
  | { kind: 'verdict'; verdict: Verdict }
  | { kind: 'timed-out'; afterMs: number; ofBuild: boolean; stopped: boolean; verdict: Verdict | undefined }
  | { kind: 'no-time-left' }
  | { kind: 'not-started-in-time'; afterMs: number; verdict: Verdict | undefined }
  | { kind: 'interrupted'; signal: string; stopped: boolean; launched: boolean; verdict: Verdict | undefined }
  | { kind: 'detached' }
  | { kind: 'planned' }
  | ({ kind: 'listed' } & Listing)
  | { kind: 'placement'; failures: Placement[]; capacity: boolean }
  | { kind: 'build-failed'; build: ImageBuild; program: string; failed: BuildFailure }
  | { kind: 'gave-way' }
  | { kind: 'withheld'; withheld: Withheld }
  | { kind: 'busy'; rival: string; waitedMs: number | undefined }
  | { kind: 'lost-sight'; failure: CallFailure; forMs: number }
  | { kind: 'launch-unknown'; failure: CallFailure; cluster: string }
  | { kind: 'aws'; failure: CallFailure }
  | { kind: 'invalid'; findings: Finding[] }
  | { kind: 'stop-done'; verdict: Verdict | undefined }
  | { kind: 'bug'; error: string; launched: boolean };

/** What `list` has looked at, and how much it found. */
export interface Listing {
  cluster: string;
  region: string;
  /** The lock that it was narrowed to. */
  lock: string | undefined;
  /** How many migrations there are, and how many of them have not stopped. */
  found: number;
  running: number;
  /** How many tasks were looked at. */
  looked: number;
}
