import type { Finding } from '../../core/findings/findings.ts';
import type { Progress } from '../../core/run/progress.ts';
import type { RunResult } from '../base/endings.ts';
import type { ImageLookup } from '../plan/find-deployed-images.ts';
import type { Files } from '../plan/make-plan.ts';

/** The result of one step: the progress, and in words what is waited for; or how the run ended. */
export type StepResult = { progress: Progress; status: string; taskArn?: string } | RunResult;

/** Limits of a run that is made in steps. */
export interface StepLimits {
  /** When waiting, launch and task must all have ended. Milliseconds since the epoch. */
  deadlineAt: number;
  /** Called before the launch with the longest progress that can occur. Returns why it cannot be handed over, if so. */
  limit?: (longest: Progress) => Finding | undefined;
  /** Called in each turn that launches. `signal` ends its retries, not the run. */
  findImages?: (signal: AbortSignal) => Promise<ImageLookup>;
}

export interface StepOptions extends StepLimits {
  files: Files;
}
