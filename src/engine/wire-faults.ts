import type { WireFault } from './faults.ts';

/** Decides which fault hits a request. It counts, but neither acts nor asks what time it is. */
export class WireFaults {
  readonly #faults: readonly { fault: WireFault; state: { seen: number; since: number | undefined } }[];

  constructor(faults: readonly WireFault[]) {
    this.#faults = faults.map((fault) => ({ fault, state: { seen: 0, since: undefined } }));
  }

  /**
   * How long the answer is held back, and the first fault that hits this request. `asking`: it is only asked whether
   * this would be allowed, of a task that there is not; faults that are to strike a running task spare it.
   */
  hit(
    service: string,
    operation: string,
    now: number,
    asking = false,
  ): { delayMs: number; fault: WireFault | undefined } {
    let delayMs = 0;
    let first: WireFault | undefined;
    for (const { fault, state } of this.#faults) {
      if (!['*', service, operation].includes(fault.scope) || (asking && fault.name !== 'denied')) continue;
      if (fault.name === 'slow') delayMs += fault.durationMs;
      else if (first === undefined && strikes(fault, state, now)) first = fault;
    }
    return { delayMs, fault: first };
  }
}

function strikes(fault: WireFault, state: { seen: number; since: number | undefined }, now: number): boolean {
  if (fault.name === 'outage') {
    state.since ??= now;
    return now - state.since < fault.durationMs;
  }
  state.seen += 1;
  return 'every' in fault.hits ? state.seen % fault.hits.every === 0 : state.seen <= fault.hits.first;
}
