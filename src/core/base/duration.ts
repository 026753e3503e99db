import parse from 'parse-duration';

const STRICT = /^(?:\d+(?:\.\d+)? ?(?:ms|s|m|min|h|d)(?: (?=\d)|(?=\d|$)))+$/;

/**
 * Parses a duration such as `90s`, `30m` or `1h30m`, or the form that {@link formatDuration} writes, such as `1 h 30
 * min`. Returns milliseconds, or `undefined` if a unit is missing or the duration is not positive.
 */
export function parseDuration(text: string): number | undefined {
  if (!STRICT.test(text)) return undefined;
  const ms = parse(text);
  return ms === null || ms <= 0 || !Number.isSafeInteger(Math.round(ms)) ? undefined : Math.round(ms);
}

/** Formats milliseconds, such as `850 ms`, `12.3 s`, `4 min 5 s` or `2 h 10 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${trim(ms / 1_000)} s`;
  const [unit, small] = ms < 3_600_000 ? ([60_000, 1_000] as const) : ([3_600_000, 60_000] as const);
  const whole = Math.floor(ms / unit);
  const rest = Math.floor((ms % unit) / small);
  const [name, smallName] = unit === 60_000 ? ['min', 's'] : ['h', 'min'];
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${smallName}`;
}

function trim(seconds: number): string {
  return String(Math.round(seconds * 10) / 10);
}
