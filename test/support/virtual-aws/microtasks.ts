import { setMaxListeners } from 'node:events';

// A killed process leaves its listeners on signals that outlive it. Loaded before the code under test makes any.
setMaxListeners(0);

/** Node runs all microtasks before the next tick; a turn of the event loop would cost three times as much. */
export function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
