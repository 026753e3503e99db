import type { EventBody } from '../events/events.ts';
import type { Ending } from '../explain/endings.ts';
import type { LaunchEffect, LaunchState, LaunchStep } from './launch-types.ts';

/** A step that does this next, and emits nothing. */
export function stepTo<E extends LaunchEffect>(state: LaunchState, effect: E): LaunchStep & { effect: E } {
  return { state, events: [], effect };
}

/** A step that ends the launch without a task. */
export function endLaunch(state: LaunchState, ending: Ending) {
  return stepTo(state, { do: 'end' as const, ending });
}

/** The same step, with these events before its own. */
export function addEvents(events: EventBody[], next: LaunchStep): LaunchStep {
  return events.length === 0 ? next : { ...next, events: [...events, ...next.events] };
}

/** Returns the state with the members of `known`, and without those named in `keys`. */
export function forgetKeys(
  state: LaunchState,
  keys: readonly (keyof LaunchState)[],
  known: Partial<LaunchState>,
): LaunchState {
  const rest = Object.entries(state).filter(([key]) => !keys.includes(key as keyof LaunchState));
  return { ...(Object.fromEntries(rest) as unknown as LaunchState), ...known };
}
