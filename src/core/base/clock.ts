/** The clock for all code below the edges. It is injected, so that tests and the simulation control the time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Randomness, injected like the clock. */
export interface Random {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** A fresh version 4 UUID. */
  uuid(): string;
}

/** Formats times as ISO 8601. Remembers the last one: many log lines arrive in the same millisecond. */
export function timeFormatter(): (ms: number) => string {
  let [last, words] = [Number.NaN, ''];
  return (ms) => {
    if (ms !== last) [last, words] = [ms, new Date(ms).toISOString()];
    return words;
  };
}
