import { formatDuration, parseDuration } from '../base/duration.ts';
import { explainId } from '../base/ids.ts';
import { splitLines, splitPaths, splitWords } from '../base/lists.ts';

/**
 * A kind of setting reads a raw value, from whatever source: text from flags, variables and tags; text or structure
 * from files and the library. `undefined` means that it is not valid.
 */
export interface Kind<T, Input = T> {
  /** What a file or the library may give; never read. */
  input?: Input;
  /** What fits, to finish the sentence "expected …". */
  expected: string;
  read(raw: unknown): T | undefined;
  /** Why a value was not read, where that helps; it quotes no secret. */
  explain?(raw: unknown): string | undefined;
  /** Whether its flag is a switch, or needs a value. */
  flag: 'switch' | 'value';
  /** Whether a flag of this kind may be repeated. */
  repeatable: boolean;
  /** The placeholder in --help, where it says more than "a text". */
  placeholder?: string;
  /** What the values of a repeated flag come to, for `read`. Default: JSON given once as it stands, else a list of them. */
  fromFlags?(values: string[]): unknown;
  /** What the text of a variable comes to, for `read`; `undefined`: the text as it stands, which is the default. */
  fromVariable?(text: string): unknown;
  /** Whether the values of several sources are merged name by name. */
  merges?: boolean;
  /** The value as people read it. Default: as it stands, or JSON. */
  format?(value: T): string;
  /** The value without what must not be shown. Default: all of it may be shown. */
  mask?(value: T): unknown;
  /** The JSON schema of what a file may give. */
  schema: object;
  /** Whether the value may hold a secret and is never shown. */
  secret?: boolean;
}

export const TEXT_OR_TEXTS = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] };

export const text = (expected: string, pattern = /\S/): Kind<string> => ({
  expected,
  read: (raw) => (typeof raw === 'string' && pattern.test(raw) ? raw : undefined),
  flag: 'value',
  repeatable: false,
  schema: { type: 'string', pattern: pattern.source },
});

/** A text of so many digits; YAML and JSON may have it as a number. */
export const digits = (expected: string, count: number): Kind<string> => {
  const kind = text(expected, new RegExp(`^\\d{${count}}$`));
  return { ...kind, read: (raw) => kind.read(typeof raw === 'number' ? String(raw) : raw) };
};

/** Names of one form: as {@link splitWords} has it, or repeated, or a list. */
export const names = (item: string, form: RegExp): Kind<string[], string | string[]> => ({
  expected: `${item}, separated by commas`,
  read: (raw) => {
    const items = wordsOf(raw);
    return items !== undefined && items.length > 0 && items.every((one) => form.test(one)) ? items : undefined;
  },
  flag: 'value',
  repeatable: true,
  schema: TEXT_OR_TEXTS,
});

/** Ids of one form, in the same ways. */
export const ids = (item: string, form: RegExp): Kind<string[], string | string[]> => ({
  ...names(item, form),
  explain: (raw) => {
    const stranger = wordsOf(raw)?.find((id) => !form.test(id));
    return stranger === undefined ? undefined : explainId(stranger);
  },
});

function wordsOf(raw: unknown): string[] | undefined {
  const parts = [raw].flat().map((part) => (typeof part === 'string' ? splitWords(part) : undefined));
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** Texts taken as they are, repeated or as a list. */
export const texts = (item: string): Kind<string[], string | string[]> => ({
  expected: item,
  read: (raw) => {
    const items = Array.isArray(raw) ? raw : [raw];
    return items.length > 0 && items.every((one) => typeof one === 'string' && /\S/.test(one)) ? items : undefined;
  },
  flag: 'value',
  repeatable: true,
  fromFlags: (values) => values,
  fromVariable: splitLines,
  schema: TEXT_OR_TEXTS,
});

/** Paths: a list as it is, or one text as {@link splitPaths} has it. */
export const files = (expected: string): Kind<string[], string | string[]> => ({
  ...texts(expected),
  read: (raw) => texts(expected).read(typeof raw === 'string' ? splitPaths(raw) : raw),
  fromFlags: (values) => jsonAmong(values) ?? splitEach(values),
  fromVariable: splitWords,
  placeholder: 'FILE',
});

/** The one value of a flag that is JSON. */
export function jsonAmong(values: readonly string[]): string | undefined {
  return values.length === 1 && /^\s*[[{]/.test(values[0] ?? '') ? values[0] : undefined;
}

/** Values of a flag, each of them a path or several separated by commas. */
export function splitEach(values: readonly string[]): string[] {
  return values.flatMap((value) => splitPaths(value) ?? [value]);
}

export const duration: Kind<number, string> = {
  expected: 'a duration with a unit, such as 90s, 30m or 1h30m',
  read: (raw) => (typeof raw === 'string' ? parseDuration(raw.trim()) : undefined),
  format: formatDuration,
  flag: 'value',
  repeatable: false,
  placeholder: 'DURATION',
  schema: { type: 'string', pattern: '^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$' },
};

const YES_NO: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

/** Yes or no, in the words that flags, variables and files have for it, in any case. `more` are further words. */
const yesOrNo = (expected: string, more: Readonly<Record<string, boolean>> = {}): Kind<boolean> => {
  const words = { ...YES_NO, ...more };
  return {
    expected,
    read: (raw) => {
      if (typeof raw === 'boolean') return raw;
      const word = typeof raw === 'string' || typeof raw === 'number' ? String(raw).toLowerCase() : '';
      return Object.hasOwn(words, word) ? words[word] : undefined;
    },
    flag: 'switch',
    repeatable: false,
    // What YAML itself calls a boolean; the other words are read, too.
    schema: { type: 'boolean' },
  };
};

export const flag = yesOrNo('true or false (or yes, no, on, off, 1, 0)');

/** The same, and as the ECS API has it. */
export const enabled = yesOrNo('true or false (or yes, no, on, off, 1, 0, ENABLED, DISABLED)', {
  enabled: true,
  disabled: false,
});

export const choice = <C extends string>(...choices: readonly C[]): Kind<C> => ({
  expected: choices.length === 2 ? choices.join(' or ') : `one of ${choices.join(', ')}`,
  read: (raw) => choices.find((one) => typeof raw === 'string' && one.toLowerCase() === raw.toLowerCase()),
  flag: 'value',
  repeatable: false,
  placeholder: choices.join('|'),
  schema: { enum: choices },
});
