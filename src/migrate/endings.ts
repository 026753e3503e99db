import type { TaskRef } from '../core/ecs/task-ref.ts';
import type { Ending } from '../core/explain/endings.ts';
import type { World } from '../core/ports.ts';
import type { Followed } from './follow/follow.ts';

export function interruptedBeforeLaunch({ interrupt }: World): Ending {
  return { kind: 'interrupted', signal: String(interrupt.reason), stopped: false, launched: false, verdict: undefined };
}

/** How a run ended, and how to follow its task again. */
export interface Ran extends Followed {
  ref: TaskRef | undefined;
  attach: string | null;
}

/** A run that ended without a task. */
export const endedBeforeLaunch = (ending: Ending): Ran => ({
  ending,
  task: undefined,
  lastLines: [],
  ref: undefined,
  attach: null,
});
