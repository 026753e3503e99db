import type { CallFailure } from '../base/failure.ts';
import type { Ending } from '../explain/endings.ts';
import { type OwnStop, readOwnStop } from '../verdict/own-stop.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { type Limits, timeOutOf } from './watch-step.ts';

/** Why this run asked ECS to stop the task. */
export type StopCause = Exclude<OwnStop, 'ended' | 'asked'>;

/** What limited the run. */
export interface Bounds {
  limits: Limits;
  /** When ECS accepted the task, on our clock. */
  born: number;
  /** The name of the signal that interrupted the run. */
  signal: string;
}

/** What a verdict means, given that we may have asked ECS to stop the task. */
export function endingOf(verdict: Verdict, why: StopCause | undefined, { limits, born, signal }: Bounds): Ending {
  if (why === 'interrupt') return { kind: 'interrupted', signal, stopped: true, launched: true, verdict };
  if (verdict.kind === 'never-started' && verdict.stop.othersRan.length === 0) {
    if (readOwnStop(verdict.stop) === 'lost-race') return { kind: 'gave-way' };
    // Also if another process of this build stopped the task for this reason: nothing ran, so the user can try again.
    if (why === 'start-timeout' || readOwnStop(verdict.stop) === 'start-timeout') {
      return { kind: 'not-started-in-time', afterMs: limits.startTimeoutMs ?? 0, verdict };
    }
  }
  return why === 'timeout' && !endedByItself(verdict)
    ? { kind: 'timed-out', ...timeOutOf(limits, born), stopped: true, verdict }
    : { kind: 'verdict', verdict };
}

/** The container may have ended before our StopTask call reached it. */
function endedByItself(verdict: Verdict): boolean {
  return verdict.kind === 'succeeded' || ('stop' in verdict && verdict.stop.stopCode === 'EssentialContainerExited');
}

/** The task keeps running. */
export function endLeftAlone(why: 'timeout' | 'interrupt', { limits, born, signal }: Bounds): Ending {
  if (why === 'interrupt') return { kind: 'interrupted', signal, stopped: false, launched: true, verdict: undefined };
  return { kind: 'timed-out', ...timeOutOf(limits, born), stopped: false, verdict: undefined };
}

/** We wanted to stop the task, but StopTask failed. */
export function endStillRunning(why: StopCause, failure: CallFailure, bounds: Bounds): Ending {
  if (why === 'timeout' || why === 'interrupt') return endLeftAlone(why, bounds);
  return { kind: 'lost-sight', failure, forMs: 0 };
}
