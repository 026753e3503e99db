import { parseDuration } from '../core/base/duration.ts';

/** How many requests the fault hits: 1 by default, all for `*`. */
export function readCount(value: string | undefined): number {
  if (value === undefined) return 1;
  if (value === '*') return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`expects a count such as 3, or *, not "${value}"`);
  return Number(value);
}

/** Parses `500ms`, `2s`, `1.5m` or `1h` into milliseconds. Unlike a timeout, the duration can be zero, such as `0s`. */
export function readDuration(value: string): number {
  if (/^0(?:ms|s|m|h)$/.test(value)) return 0;
  const ms = parseDuration(value);
  if (ms === undefined) throw new Error(`expects a duration with a unit such as 500ms or 2s, not "${value}"`);
  return ms;
}

/** Parses `REASON`, for all starts, or `2:REASON` for the first two. */
export function readFailedStart(value: string): { reason: string; times: number } {
  const [, count, reason = ''] = /^(?:(\d+|\*):)?(.*)$/s.exec(value) ?? [];
  return { reason: requireValue(reason, 'a reason'), times: readCount(count ?? '*') };
}

export function requireValue(value: string | undefined, what: string): string {
  if (value === undefined || value === '') throw new Error(`expects ${what}`);
  return value;
}

export function refuseValue<T>(value: string | undefined, behaviour: T): T {
  if (value !== undefined) throw new Error('takes no value');
  return behaviour;
}
