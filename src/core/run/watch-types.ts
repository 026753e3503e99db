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
 * The progress of watching one task, as plain data. Times are milliseconds since the epoch, on our clock. What a run in
 * turns stores of it between two turns is in `progress.ts`.
 */
export interface WatchState {
  seen: Observations;
  /** When the watching began. The task's age counts from here if the task has not been seen. */
  beganAt: number;
  /** Why we asked ECS to stop the task. */
  stopping?: StopCause;
  /** A stop that keeps failing, and since when. */
  wanted?: { why: StopCause; since: number };
  /** Since when AWS has not reported the task's state. */
  blind?: { failure: CallFailure; since: number; count: number };
  /** Absent if our task takes part in no race, or if the race has ended. */
  race?: Race;
  /** The last phase that was reported, and since when the task is in it. */
  shown: { status: string; phaseSince: number };
}

/** What the decisions about one task depend on, besides the inputs. */
export interface WatchContext {
  now: number;
  /** From 0 (inclusive) to 1 (exclusive): the jitter of the next look. */
  random: number;
  ref: TaskRef;
  limits: Limits & { quietMs: number };
  /** The name of the signal that interrupted the run. */
  signal: string | undefined;
  /** The facts that other tasks are compared with. Absent if our task takes part in no race. */
  facts: GuardFacts | undefined;
  /**
   * A failed task is watched until it is STOPPED, for at most this many milliseconds. Set if the log is read only at
   * the end; absent if the log is followed.
   */
  lastLinesMs?: number;
}

/** The inputs of the watching. */
export type WatchInput =
  | { on: 'begin' }
  /** A new turn begins: look at the task first. */
  | { on: 'due' }
  | { on: 'interrupted' }
  | { on: 'looked'; answer: Answer<Omit<Observation, 'at' | 'askedAt'>>; askedAt: number }
  | { on: 'holders-read'; answer: Answer<TaskState[]>; askedAt: number }
  | { on: 'stop-answered'; why: StopCause; answer: Answer<void> }
  | { on: 'rivals-surveyed'; answer: Answer<TaskState[]> }
  | { on: 'pause-ended' }
  | { on: 'rivals-described'; answer: Answer<TaskState[]> }
  /** The caller needs the task no longer. */
  | { on: 'closing' };

/** What to do next in the foreground: exactly one thing at a time. */
export type WatchEffect =
  /**
   * Look at the task after `inMs`. While lines arrive, the look can be postponed, but not beyond `untilMs`. Both count
   * from now.
   */
  | { do: 'look'; inMs: number; untilMs: number; mayPutOff: boolean; interruptible: boolean }
  /** List the holders of the lock: one attempt. */
  | { do: 'read-holders' }
  /**
   * Ask ECS to stop the task. One call only, if the stop is right only while nothing has started; otherwise with
   * retries.
   */
  | { do: 'stop'; why: StopCause; patiently: boolean }
  | { do: 'end'; ending: Ending };

export interface WatchStep {
  state: WatchState;
  events: EventBody[];
  /** Absent after the answer to a background call. */
  effect?: WatchEffect;
  /** Calls to make in the background. The answer to each is an input. */
  calls: RaceCall[];
}
