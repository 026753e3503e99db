import type { CallFailure } from '../base/failure.ts';
import { hasStarted, type TaskState, toldToStop } from '../ecs/task.ts';
import { loseSight } from './schedule.ts';

/** What may end the watching before the task ends. */
export interface Limits {
  /** Counts from the launch. */
  timeoutMs: number | undefined;
  /** When the build must have ended, on our clock. */
  endsAt?: number;
  startTimeoutMs: number | undefined;
  onTimeout: 'stop' | 'detach';
  onInterrupt: 'stop' | 'detach';
}

/** Whether the task must be stopped or left running, and why. */
export type Step =
  | { do: 'go-on' }
  | { do: 'stop'; why: 'timeout' | 'start-timeout' | 'interrupt' }
  | { do: 'leave'; why: 'timeout' | 'interrupt' }
  | { do: 'give-up'; failure: CallFailure; forMs: number };

export interface Situation {
  now: number;
  task: TaskState | undefined;
  /** When ECS accepted the task, on our clock. */
  born: number;
  interrupted: boolean;
  /** The failure of the latest DescribeTasks calls, and for how long they have failed. */
  blind: { failure: CallFailure; forMs: number } | undefined;
}

/** What to do with a task whose verdict is still open. Timeouts count from the launch, whichever process watches. */
export function nextStep(limits: Limits, { now, task, born, interrupted, blind }: Situation): Step {
  if (interrupted) return { do: limits.onInterrupt === 'stop' ? 'stop' : 'leave', why: 'interrupt' };
  const age = now - born;
  if (now >= endOf(limits, born)) {
    return { do: limits.onTimeout === 'stop' ? 'stop' : 'leave', why: 'timeout' };
  }
  // Not while AWS does not answer: the container may have started in the meantime, and then must not be killed.
  const notStarted = blind === undefined && task !== undefined && !hasStarted(task) && !toldToStop(task);
  if (limits.startTimeoutMs !== undefined && notStarted && age >= limits.startTimeoutMs) {
    return { do: 'stop', why: 'start-timeout' };
  }
  return stepWhileStopping({ blind });
}

/** The same while the task is being stopped. Then only a lasting failure of DescribeTasks ends the watching. */
export function stepWhileStopping({ blind }: Pick<Situation, 'blind'>): Step {
  return blind !== undefined && loseSight(blind.failure, blind.forMs) ? { do: 'give-up', ...blind } : { do: 'go-on' };
}

/** Milliseconds until the next timeout can take effect. */
export function msUntilDeadline(limits: Limits, { now, task, born }: Pick<Situation, 'now' | 'task' | 'born'>): number {
  const start = task === undefined || !hasStarted(task) ? limits.startTimeoutMs : undefined;
  const ends = [endOf(limits, born) - now, start === undefined ? Number.POSITIVE_INFINITY : born + start - now];
  // A timeout that passed without effect (the task was not visible) must not lead to calls without a pause.
  return Math.min(...ends.filter((ms) => ms > 0), Number.POSITIVE_INFINITY);
}

/** When the time is up. The build's end is a time of this machine; `--timeout` counts from the launch. */
function endOf({ timeoutMs = Number.POSITIVE_INFINITY, endsAt = Number.POSITIVE_INFINITY }: Limits, born: number) {
  return Math.min(endsAt, born + timeoutMs);
}

/** Which of the two limits comes first, and how long after the launch. */
export function timeOutOf({ timeoutMs, endsAt }: Limits, born: number): { afterMs: number; ofBuild: boolean } {
  const ofBuild = endsAt !== undefined && (timeoutMs === undefined || endsAt < born + timeoutMs);
  return { afterMs: ofBuild ? Math.max(1, Math.round(endsAt - born)) : (timeoutMs ?? 0), ofBuild };
}
