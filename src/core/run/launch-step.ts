import type { Happening } from '../events/events.ts';
import type { Ending } from '../explain/endings.ts';
import type { LaunchEffect, LaunchState, LaunchStep } from './launch-types.ts';

export function step<E extends LaunchEffect>(state: LaunchState, effect: E): LaunchStep & { effect: E } {
  return { state, events: [], effect };
}

export function end(state: LaunchState, ending: Ending) {
  return step(state, { do: 'end' as const, ending });
}

export function say(events: Happening[], next: LaunchStep): LaunchStep {
  return events.length === 0 ? next : { ...next, events: [...events, ...next.events] };
}

/** The same without what is over. */
export function forget(
  state: LaunchState,
  keys: readonly (keyof LaunchState)[],
  known: Partial<LaunchState>,
): LaunchState {
  const rest = Object.entries(state).filter(([key]) => !keys.includes(key as keyof LaunchState));
  return { ...(Object.fromEntries(rest) as unknown as LaunchState), ...known };
}
