import type { WireFault } from './faults.ts';

/** Decides which fault hits a request. It only counts requests: it performs no fault and reads no clock. */
export class WireFaults {
  readonly #faults: readonly { fault: WireFault; state: { seen: number; since: number | undefined } }[];

  constructor(faults: readonly WireFault[]) {
    this.#faults = faults.map((fault) => ({ fault, state: { seen: 0, since: undefined } }));
  }

  /**
   * Returns the delay of the response in milliseconds, and the first fault that hits this request. `asking`: the
   * request only checks a permission, with the id of no task. Only `denied` can hit it; the other faults are kept for
   * real requests.
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
