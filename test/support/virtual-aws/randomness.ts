import type { Random } from '../../../src/core/base/clock.ts';

/** mulberry32: small, fast, and the same on every machine. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = () =>
    Math.floor(next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return { next, uuid: () => hex() + hex() + hex() + hex() };
}

/** Returns the same number from 0 (inclusive) to 1 (exclusive) for the same integers: randomness without state. */
export function hashed(...values: number[]): number {
  let state = 0x9e3779b9;
  for (const value of values) state = Math.imul(state ^ value, 0x85ebca6b) ^ (state >>> 13);
  state = Math.imul(state ^ (state >>> 16), 0xc2b2ae35);
  return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
}
