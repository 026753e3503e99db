import type { Ending } from '../endings.ts';
import type { Happening } from '../events.ts';
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
