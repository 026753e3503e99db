import type { Finding } from '../../core/findings/findings.ts';
import type { Progress } from '../../core/run/progress.ts';
import type { RunResult } from '../base/endings.ts';
import type { Files } from '../plan/make-plan.ts';

/** After one step: how far it has come and what is being waited for, in words; or how it ended. */
export type StepResult = { progress: Progress; status: string; taskArn?: string } | RunResult;

/** What bounds a run that is made in steps. */
export interface StepLimits {
  /** When the whole of it must be over, in milliseconds since the epoch: waiting, launch and task. */
  deadlineAt: number;
  /** Asked before the launch: what stands against handing over the longest progress that can come. */
  limit?: (longest: Progress) => Finding | undefined;
}

export interface StepOptions extends StepLimits {
  files: Files;
}
