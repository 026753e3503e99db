import type { CallFailure } from '../base/failure.ts';
import type { Ending } from '../explain/endings.ts';
import { type OwnStop, readOwnStop } from '../verdict/own-stop.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { type Limits, timeOutOf } from './watch-step.ts';

/** Why the watching asked ECS to stop the task. */
export type StopCause = Exclude<OwnStop, 'ended' | 'asked'>;

/** What bounded the run. */
export interface Bounds {
  limits: Limits;
  /** When the task was accepted, on our clock. */
  born: number;
  /** The interrupt's name. */
  signal: string;
}

/** What a verdict means, given that we may have asked for the stop ourselves. */
export function endingOf(verdict: Verdict, why: StopCause | undefined, { limits, born, signal }: Bounds): Ending {
  if (why === 'interrupt') return { kind: 'interrupted', signal, stopped: true, launched: true, verdict };
  if (verdict.kind === 'never-started' && verdict.stop.othersRan.length === 0) {
    if (readOwnStop(verdict.stop) === 'lost-race') return { kind: 'gave-way' };
    // Also where another process of this build stopped it for that: nothing has run, and it may be tried again.
    if (why === 'start-timeout' || readOwnStop(verdict.stop) === 'start-timeout') {
      return { kind: 'not-started-in-time', afterMs: limits.startTimeoutMs ?? 0, verdict };
    }
  }
  return why === 'timeout' && !endedByItself(verdict)
    ? { kind: 'timed-out', ...timeOutOf(limits, born), stopped: true, verdict }
    : { kind: 'verdict', verdict };
}

/** The container may have ended while our StopTask was on its way. */
function endedByItself(verdict: Verdict): boolean {
  return verdict.kind === 'succeeded' || ('stop' in verdict && verdict.stop.stopCode === 'EssentialContainerExited');
}

/** The task is left running. */
export function endLeftAlone(why: 'timeout' | 'interrupt', { limits, born, signal }: Bounds): Ending {
  if (why === 'interrupt') return { kind: 'interrupted', signal, stopped: false, launched: true, verdict: undefined };
  return { kind: 'timed-out', ...timeOutOf(limits, born), stopped: false, verdict: undefined };
}

/** We meant to stop the task and could not. */
export function endStillRunning(why: StopCause, failure: CallFailure, bounds: Bounds): Ending {
  if (why === 'timeout' || why === 'interrupt') return endLeftAlone(why, bounds);
  return { kind: 'lost-sight', failure, forMs: 0 };
}
