import type { CallFailure } from './failure.ts';
import { loseSight } from './schedule.ts';
import { hasStarted, type TaskState, toldToStop } from './task.ts';
import type { TaskRef } from './task-ref.ts';

/** What may end the watching before the task does. */
export interface Limits {
  timeoutMs: number | undefined;
  /** It is the build's time limit that the time-out comes from. */
  ofBuild?: boolean;
  startTimeoutMs: number | undefined;
  onTimeout: 'stop' | 'detach';
  onInterrupt: 'stop' | 'detach';
}

/** Why a task is to be stopped, or is to be left alone. */
export type Step =
  | { do: 'go-on' }
  | { do: 'stop'; why: 'timeout' | 'start-timeout' | 'interrupt' }
  | { do: 'leave'; why: 'timeout' | 'interrupt' }
  | { do: 'give-up'; failure: CallFailure; forMs: number };

export interface Situation {
  now: number;
  task: TaskState | undefined;
  interrupted: boolean;
  /** The failure that DescribeTasks has been answering with, and for how long. */
  blind: { failure: CallFailure; forMs: number } | undefined;
}

/** What to do with a task whose verdict is still open. Time-outs count from the launch, whoever watches. */
export function nextStep(ref: TaskRef, limits: Limits, { now, task, interrupted, blind }: Situation): Step {
  if (interrupted) return { do: limits.onInterrupt === 'stop' ? 'stop' : 'leave', why: 'interrupt' };
  const age = now - (task?.createdAt ?? ref.launchedAt);
  if (limits.timeoutMs !== undefined && age >= limits.timeoutMs) {
    return { do: limits.onTimeout === 'stop' ? 'stop' : 'leave', why: 'timeout' };
  }
  // Not while AWS does not answer: the container may have started meanwhile, and must not be killed for it.
  const notStarted = blind === undefined && task !== undefined && !hasStarted(task) && !toldToStop(task);
  if (limits.startTimeoutMs !== undefined && notStarted && age >= limits.startTimeoutMs) {
    return { do: 'stop', why: 'start-timeout' };
  }
  return stepWhileStopping({ blind });
}

/** The same while the task is being stopped: only lasting blindness ends the watching then. */
export function stepWhileStopping({ blind }: Pick<Situation, 'blind'>): Step {
  return blind !== undefined && loseSight(blind.failure, blind.forMs) ? { do: 'give-up', ...blind } : { do: 'go-on' };
}

/** Milliseconds until a time-out can next make a difference. */
export function untilDeadline(ref: TaskRef, limits: Limits, { now, task }: Pick<Situation, 'now' | 'task'>): number {
  const born = task?.createdAt ?? ref.launchedAt;
  const start = task === undefined || !hasStarted(task) ? limits.startTimeoutMs : undefined;
  const ends = [limits.timeoutMs, start].filter((ms) => ms !== undefined).map((ms) => born + ms - now);
  // One that has passed without effect (the task is not in sight) must not make us ask without a pause.
  return Math.min(...ends.filter((ms) => ms > 0), Number.POSITIVE_INFINITY);
}
