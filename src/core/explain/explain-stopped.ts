import { processExitCode } from '../base/exit-code.ts';
import type { Mask } from '../base/mask.ts';
import type { Explained } from '../base/outcome.ts';
import type { Placement } from '../ecs/cluster.ts';
import { codesOf, findStopReason } from '../stop-reasons/catalogue.ts';
import { withRetry } from '../stop-reasons/stop-reason.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** Which signal was received, and what happened to the task. */
export interface Interrupted {
  signal: string;
  stopped: boolean;
  launched: boolean;
  verdict: Verdict | undefined;
}

/** What an interrupt left behind. */
export function explainInterrupt({ signal, stopped, launched, verdict }: Interrupted, attach: string): Explained {
  if (!launched) {
    return { reasons: ['not-launched'], cause: `interrupted by ${signal} before anything was launched`, next: '' };
  }
  return stopped
    ? {
        reasons: ['task-stopped'],
        cause: `interrupted by ${signal}; the task was stopped${wordAfterwards(verdict)}`,
        next: 'the migration may be half done: check its log and the database before you run it again',
      }
    : {
        reasons: ['task-left'],
        cause: `interrupted by ${signal}; the task was left running`,
        next: `follow it with: ${attach}`,
      };
}

/** Why ECS placed no task. */
export function explainPlacement(failures: readonly Placement[], mask: Mask): Explained {
  const reasons = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(': '));
  const text = reasons.map(mask).join('; ') || 'ECS gave no reason';
  const known = findStopReason(reasons);
  return {
    reasons: codesOf(known),
    cause: `ECS accepted the call but placed no task: ${known ? `${known.cause} (${text})` : text}`,
    next: known
      ? withRetry(known)
      : 'fix the problem that ECS reports, then run again; none of your containers has started',
  };
}

/** How the container ended after we had asked for the stop. */
export function wordAfterwards(verdict: Verdict | undefined): string {
  const good = verdict?.kind === 'succeeded' ? 0 : undefined;
  const code = verdict && 'exitCode' in verdict ? verdict.exitCode : good;
  return code === undefined ? '' : ` (the container exited with code ${processExitCode(code)})`;
}
