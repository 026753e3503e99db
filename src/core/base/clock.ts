/** Time, as everything below the edges sees it: injected, so that tests and the simulation own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Randomness, injected like the clock. */
export interface Random {
  /** A number from 0 up to, but not including, 1. */
  next(): number;
  /** A fresh version 4 UUID. */
  uuid(): string;
}
