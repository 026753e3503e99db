import type { Answer, CallFailure } from '../base/failure.ts';
import type { TaskState } from '../ecs/task.ts';
import type { TaskRef } from '../ecs/task-ref.ts';
import type { EventBody } from '../events/events.ts';
import type { Ending } from '../explain/endings.ts';
import type { Observation, Observations } from '../verdict/observations.ts';
import type { StopCause } from './ending-of.ts';
import type { GuardFacts } from './guard.ts';
import type { Race, RaceCall } from './race.ts';
import type { Limits } from './watch-step.ts';

/**
 * How far the watching of one task has come: plain data. Times are milliseconds since the epoch, on our clock. What a
 * run in turns keeps of it between two turns is its token, see `progress.ts`.
 */
export interface WatchState {
  seen: Observations;
  /** When it began: where the task has not been seen, its age counts from here. */
  beganAt: number;
  /** Why we have asked ECS to stop the task. */
  stopping?: StopCause;
  /** A stop that fails, and since when. */
  wanted?: { why: StopCause; since: number };
  /** Since when AWS has not said how the task is doing. */
  blind?: { failure: CallFailure; since: number; count: number };
  /** Absent where the task is not ours to give way, or the race is over. */
  race?: Race;
  /** What was said last of the task's phase, and since when it is in it. */
  shown: { status: string; phaseSince: number };
}

/** What the decisions about one task depend on, besides what happens. */
export interface WatchContext {
  now: number;
  /** From 0 up to, but not including, 1: for the jitter of the next look. */
  random: number;
  ref: TaskRef;
  limits: Limits & { quietMs: number };
  /** The name of the signal that has interrupted the run. */
  signal: string | undefined;
  /** What others' tasks are held against; absent where ours takes part in no race. */
  facts: GuardFacts | undefined;
  /**
   * A task that has failed is watched until it is STOPPED, at most so many milliseconds: for those who read the log only
   * when there is an ending. Absent where the log is followed.
   */
  lastLinesMs?: number;
}

/** What can happen. */
export type WatchInput =
  | { on: 'begin' }
  /** A new turn: the task is looked at first. */
  | { on: 'due' }
  | { on: 'interrupted' }
  | { on: 'looked'; answer: Answer<Omit<Observation, 'at' | 'askedAt'>>; askedAt: number }
  | { on: 'holders-read'; answer: Answer<TaskState[]>; askedAt: number }
  | { on: 'stop-answered'; why: StopCause; failure: CallFailure | undefined }
  | { on: 'rivals-surveyed'; answer: Answer<TaskState[]> }
  | { on: 'pause-ended' }
  | { on: 'rivals-described'; answer: Answer<TaskState[]> }
  /** The caller is done with the task. */
  | { on: 'closing' };

/** What is to be done next, in the foreground: exactly one thing at a time. */
export type WatchEffect =
  /** Look at the task; until `untilMs` a look that is due may be put off while lines come. Both from now. */
  | { do: 'look'; inMs: number; untilMs: number; mayPutOff: boolean; interruptible: boolean }
  /** Read who else holds the lock: one attempt. */
  | { do: 'read-holders' }
  /** Ask ECS to stop the task: once where that is right only while nothing has started, else patiently. */
  | { do: 'stop'; why: StopCause; patiently: boolean }
  | { do: 'end'; ending: Ending };

export interface WatchStep {
  state: WatchState;
  events: EventBody[];
  /** Absent after an answer that was not waited for. */
  effect?: WatchEffect;
  /** Go on in the background; each is answered by an input. */
  calls: RaceCall[];
}
