import { formatDuration } from '../base/duration.ts';
import { splitWords } from '../base/lists.ts';
import { duration, type Kind, TEXT_OR_TEXTS } from './setting-kinds.ts';

/** A whole number from 1. */
export const count: Kind<number> = {
  expected: 'a whole number from 1',
  read: (raw) => {
    const number = typeof raw === 'string' && /^\d{1,6}$/.test(raw) ? Number(raw) : raw;
    return typeof number === 'number' && Number.isInteger(number) && number >= 1 ? number : undefined;
  },
  flag: 'value',
  repeatable: false,
  placeholder: 'N',
  schema: { type: 'integer', minimum: 1 },
};

/** A number of targets, a percentage of them, or all that are left. */
export type Share = number | { percent: number } | 'rest';

/** A number, or a percentage such as `5%`. */
export const numberOrPercent: Kind<Exclude<Share, 'rest'>, number | string> = {
  expected: 'a whole number from 1, or a percentage such as 5%',
  read: (raw) => {
    const [, digits] = (typeof raw === 'string' && /^(\d{1,2}|100)%$/.exec(raw)) || [];
    const percent = Number(digits ?? 0);
    return percent > 0 ? { percent } : count.read(raw);
  },
  flag: 'value',
  repeatable: false,
  placeholder: 'N|N%',
  format: showShare,
  schema: {
    anyOf: [
      { type: 'integer', minimum: 1 },
      { type: 'string', pattern: '^(\\d{1,2}|100)%$' },
    ],
  },
};

/** The sizes of waves, such as `1,5,rest`. */
export const waves: Kind<Share[], string | (number | string)[]> = {
  expected: 'sizes of waves such as 1,5,rest or 1,10%,rest; rest only at the end',
  read: (raw) => {
    const items = [raw].flat().flatMap((one) => (typeof one === 'string' ? splitWords(one) : [one]));
    const shares = items.map((one) => (one === 'rest' ? one : numberOrPercent.read(one)));
    const early = shares.indexOf('rest');
    if (shares.length === 0 || (early >= 0 && early < shares.length - 1)) return undefined;
    return shares.every((one) => one !== undefined) ? shares : undefined;
  },
  flag: 'value',
  repeatable: true,
  placeholder: 'N,N%,rest',
  format: (value) => value.map(showShare).join(','),
  schema: TEXT_OR_TEXTS,
};

/** A time, or an approval. */
export const pause: Kind<number | 'approve', string> = {
  ...duration,
  expected: 'approve, or a duration with a unit, such as 15m',
  read: (raw) => (raw === 'approve' ? raw : duration.read(raw)),
  format: (value) => (value === 'approve' ? value : formatDuration(value)),
  placeholder: 'DURATION|approve',
  schema: { type: 'string' },
};

export function showShare(share: Share): string {
  return typeof share === 'object' ? `${share.percent}%` : String(share);
}
