import { formatDuration, parseDuration } from '../base/duration.ts';
import type { Kind } from './setting-kinds.ts';

/** The classes of errors after which a migration may be tried again. */
export const RETRY_CLASSES = ['lock', 'deadlock', 'serialization', 'connect'] as const;

export type RetryClass = (typeof RETRY_CLASSES)[number];

/** A condition of `--retry-on`: a class, an exit code, or an expression for a line of the log. */
export type RetryOn = { is: RetryClass } | { code: number } | { pattern: string };

/** A wait that grows from `leastMs` to `mostMs`. */
export interface WaitRange {
  leastMs: number;
  mostMs: number;
}

/** A whole number within limits. */
export const wholeNumber = (least: number, most: number): Kind<number, string | number> => ({
  expected: `a whole number from ${least} to ${most}`,
  read: (raw) => {
    const number = typeof raw === 'string' && /^\d{1,6}$/.test(raw.trim()) ? Number(raw) : raw;
    return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most
      ? number
      : undefined;
  },
  flag: 'value',
  repeatable: false,
  placeholder: 'N',
  schema: { type: 'integer', minimum: least, maximum: most },
});

/** Classes, exit codes and expressions, separated by commas. Commas within an expression belong to it. */
export const retryClasses: Kind<RetryOn[], string | string[]> = {
  expected: `${RETRY_CLASSES.join(', ')}, code:N (1 to 123) or /EXPRESSION/, separated by commas`,
  read: (raw) => {
    const texts = [raw].flat();
    if (texts.length === 0 || !texts.every((one) => typeof one === 'string')) return undefined;
    const items = texts.flatMap((one) => splitConditions(one)).map(readCondition);
    return items.length > 0 && items.every((one) => one !== undefined) ? items : undefined;
  },
  format: (value) => value.map(showRetryOn).join(', '),
  flag: 'value',
  repeatable: true,
  fromFlags: (values) => values,
  placeholder: 'CLASSES',
  schema: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] },
};

/** A condition as it was given. */
export function showRetryOn(on: RetryOn): string {
  if ('is' in on) return on.is;
  return 'code' in on ? `code:${on.code}` : `/${on.pattern}/`;
}

function splitConditions(text: string): string[] {
  const found = text.match(/\s*(?:\/(?:\\.|[^\\/])+\/|[^,\s]+)\s*(?:,|$)/g) ?? [''];
  const whole = found.join('') === text;
  return whole ? found.map((one) => one.replace(/,$/, '').trim()) : [''];
}

function readCondition(text: string): RetryOn | undefined {
  const is = RETRY_CLASSES.find((one) => one === text.toLowerCase());
  if (is !== undefined) return { is };
  const code = Number(/^code:(\d{1,3})$/.exec(text)?.[1] ?? 0);
  // Codes from 124 are those of time-outs, commands that cannot be executed, and signals.
  if (code >= 1 && code < 124) return { code };
  const pattern = /^\/(.+)\/$/s.exec(text)?.[1];
  return pattern !== undefined && isExpression(pattern) ? { pattern } : undefined;
}

function isExpression(pattern: string): boolean {
  try {
    return !new RegExp(pattern).test('');
  } catch {
    return false;
  }
}

/** `5s..2m`, or one duration for every wait. */
export const waitRange: Kind<WaitRange, string> = {
  expected: 'a duration, or two as in 5s..2m, the smaller one first',
  read: (raw) => {
    if (typeof raw !== 'string') return undefined;
    const [least, most = least, ...more] = raw.split('..').map((part) => parseDuration(part.trim()));
    const isRange = least !== undefined && most !== undefined && least <= most && more.length === 0;
    return isRange ? { leastMs: least, mostMs: most } : undefined;
  },
  format: ({ leastMs, mostMs }) =>
    leastMs === mostMs ? formatDuration(leastMs) : `${formatDuration(leastMs)}..${formatDuration(mostMs)}`,
  flag: 'value',
  repeatable: false,
  placeholder: 'LEAST..MOST',
  schema: { type: 'string', pattern: '^\\S+$' },
};
