import { hasStarted, type TaskState } from './task.ts';

/** The progress of a task, in the terms of users. */
export type Phase = 'waiting' | 'launching' | 'queued' | 'pulling' | 'running' | 'stopping' | 'stopped';

/** Milliseconds in each phase, by ECS's timestamps. A phase that did not happen is absent. */
export interface PhaseTimes {
  /**
   * The task waited for a place to run.
   * @minimum 0
   */
  queued?: number;
  /**
   * ECS pulled the image and started the container.
   * @minimum 0
   */
  pulling?: number;
  /**
   * The container ran.
   * @minimum 0
   */
  running?: number;
  /**
   * ECS stopped the task.
   * @minimum 0
   */
  stopping?: number;
  /**
   * From the launch to the stop.
   * @minimum 0
   */
  total?: number;
}

/**
 * The phase of a task. The timestamps of the pull distinguish ACTIVATING, PENDING and PROVISIONING, because the
 * platforms of ECS show different statuses during a pull.
 */
export function phaseOf(task: TaskState | undefined): Phase {
  if (task === undefined) return 'launching';
  if (task.lastStatus === 'STOPPED' || task.lastStatus === 'DELETED') return 'stopped';
  if (task.desiredStatus === 'STOPPED' || ['DEACTIVATING', 'STOPPING', 'DEPROVISIONING'].includes(task.lastStatus)) {
    return 'stopping';
  }
  if (hasStarted(task)) return 'running';
  return task.pullStartedAt === undefined ? 'queued' : 'pulling';
}

const WAITING_FOR: Record<Phase, string> = {
  waiting: 'waiting for another migration to end',
  launching: 'waiting for ECS to show the task',
  queued: 'waiting for a place to run',
  pulling: 'pulling the image and starting the container',
  running: 'the container is running',
  stopping: 'the task is stopping',
  stopped: 'the task has stopped',
};

/** The phase in words for people. */
export function describePhase(phase: Phase): string {
  return WAITING_FOR[phase];
}

/** How long each phase took. `until` ends a phase that has not ended yet. */
export function phaseTimes(task: TaskState | undefined, until: number): PhaseTimes {
  if (task?.createdAt === undefined) return {};
  const ended = task.executionStoppedAt ?? task.stoppingAt ?? task.stoppedAt ?? until;
  // `startedAt` is when the last container started. If that never happened, all images had been pulled by
  // `pullStoppedAt`.
  const started = task.startedAt ?? (hasStarted(task) ? task.pullStoppedAt : undefined);
  const times: PhaseTimes = {
    queued: span(task.createdAt, task.pullStartedAt ?? started ?? ended),
    total: span(task.createdAt, task.stoppedAt ?? until),
  };
  if (task.pullStartedAt !== undefined) times.pulling = span(task.pullStartedAt, started ?? ended);
  if (started !== undefined) times.running = span(started, ended);
  if (ended < until || task.stoppedAt !== undefined) times.stopping = span(ended, task.stoppedAt ?? until);
  return times;
}

function span(from: number, to: number): number {
  return Math.max(0, Math.round(to - from));
}
