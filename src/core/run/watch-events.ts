import { type CallFailure, isDenied, isRepairable } from '../base/failure.ts';
import { describePhase, phaseOf } from '../ecs/phase.ts';
import type { TaskState } from '../ecs/task.ts';
import type { EventBody } from '../events/events.ts';
import { warn } from '../events/warnings.ts';
import type { WatchState } from './watch-types.ts';

/** Reports the task's phase if it differs from the one shown last. */
export function showStatus(task: TaskState | undefined, shown: WatchState['shown'], now: number) {
  const phase = phaseOf(task);
  const status = `${phase} ${task?.lastStatus ?? ''}`;
  if (status === shown.status) return { shown, events: [] };
  const event: EventBody = { type: 'status', phase, lastStatus: task?.lastStatus ?? null, text: describePhase(phase) };
  // The first look only confirms the phase in which the launch left the task.
  const samePhase = shown.status === '' || shown.status.startsWith(`${phase} `);
  return { shown: { status, phaseSince: samePhase ? shown.phaseSince : now }, events: [event] };
}

/** One failed look is noise. Several failures, or a denial, must be reported. */
export function troubleEvents(failure: CallFailure, count: number): EventBody[] {
  const isGrave = isDenied(failure) || isRepairable(failure);
  return count === (isGrave ? 1 : 4) ? [warn('aws-trouble', { failure })] : [];
}
