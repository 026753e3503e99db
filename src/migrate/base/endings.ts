import type { ClockLead } from '../../core/base/clock-lead.ts';
import type { TaskState } from '../../core/ecs/task.ts';
import type { TaskRef } from '../../core/ecs/task-ref.ts';
import type { Ending } from '../../core/explain/endings.ts';
import type { HookEnd } from '../../core/explain/explain-hook.ts';
import type { WaitContext } from '../../core/ports.ts';

/** The ending of a run that was interrupted before it launched anything. */
export function interruptedBeforeLaunch({ interrupt }: Pick<WaitContext, 'interrupt'>): Ending {
  return { kind: 'interrupted', signal: String(interrupt.reason), stopped: false, launched: false, verdict: undefined };
}

/** How a run ended, and how to follow its task again. */
export interface RunResult extends FollowResult {
  ref: TaskRef | undefined;
  attach: string | null;
  /** The deployment that waited for the migration, and what became of it. */
  deployment?: HookEnd;
}

/** The result of a run that ended without a task. */
export const endedBeforeLaunch = (ending: Ending): RunResult => ({
  ending,
  task: undefined,
  lastLines: [],
  ref: undefined,
  attach: null,
});

/** The last lines of the containers that the migration container waits for, by name. */
export type LinesBefore = Readonly<Record<string, readonly string[]>>;

export interface FollowResult {
  ending: Ending;
  /** The task as ECS last showed it. */
  task: TaskState | undefined;
  /** The last lines of the migration container. */
  lastLines: readonly string[];
  /** The last lines of the containers that the migration container waits for, by container name. */
  linesBefore?: LinesBefore;
  /** By how much our clock is ahead of ECS's. */
  lead?: ClockLead;
  /** True if the log of the migration container could not be read to its end. */
  unread?: boolean;
}
