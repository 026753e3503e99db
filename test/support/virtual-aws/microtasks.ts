import { setMaxListeners } from 'node:events';

// A killed process leaves its listeners on signals that live longer. This module is loaded before the code under test
// creates any.
setMaxListeners(0);

/** Node runs all microtasks before the next tick. A turn of the event loop would take three times as long. */
export function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
