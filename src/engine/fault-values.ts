/** How often a fault strikes: once unless given, always for `*`. */
export function readCount(value: string | undefined): number {
  if (value === undefined) return 1;
  if (value === '*') return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`expects a count such as 3, or *, not "${value}"`);
  return Number(value);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `500ms`, `2s`, `1.5m` or `1h`. */
export function readDuration(value: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value) ?? [];
  if (amount === undefined) throw new Error(`expects a duration with a unit such as 500ms or 2s, not "${value}"`);
  return Number(amount) * (UNITS[unit] ?? 1);
}

export function requireValue(value: string | undefined, what: string): string {
  if (value === undefined || value === '') throw new Error(`expects ${what}`);
  return value;
}

export function refuseValue<T>(value: string | undefined, behaviour: T): T {
  if (value !== undefined) throw new Error('takes no value');
  return behaviour;
}
