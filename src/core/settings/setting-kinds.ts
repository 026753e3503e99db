import { nearest } from '../base/did-you-mean.ts';
import { formatDuration, parseDuration } from '../base/duration.ts';
import { explainId } from '../base/ids.ts';
import { splitLines, splitPaths, splitWords } from '../base/lists.ts';

/**
 * A kind of setting reads a raw value from any source: text from flags, variables and tags; text or structure from
 * files and the library. `undefined` means that the value is not valid.
 */
export interface Kind<T, Input = T> {
  /** The type that a file or the library can give. Only the type is used. */
  input?: Input;
  /** What is valid: the end of the sentence "expected …". */
  expected: string;
  read(raw: unknown): T | undefined;
  /** Why a value is not valid, if that helps. It quotes no secret. */
  explain?(raw: unknown): string | undefined;
  /** Whether its flag is a switch or needs a value. */
  flag: 'switch' | 'value';
  /** Whether a flag of this kind may be repeated. */
  repeatable: boolean;
  /** The placeholder in --help, if it says more than "a text". */
  placeholder?: string;
  /**
   * Converts the values of a repeated flag for `read`. Default: a single JSON value unchanged, else a list of the
   * values.
   */
  fromFlags?(values: string[]): unknown;
  /** Converts the text of a variable for `read`. Default, and if it returns `undefined`: the text unchanged. */
  fromVariable?(text: string): unknown;
  /** Whether the values of several sources are merged name by name. */
  merges?: boolean;
  /** The value in a form for people. Default: unchanged, or JSON. */
  format?(value: T): string;
  /** The value without the parts that must not be shown. Default: everything can be shown. */
  mask?(value: T): unknown;
  /** The JSON schema of the value in a file. */
  schema: object;
  /** Whether the value may contain a secret. It is then never shown. */
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

/** A text of `count` digits. In YAML and JSON it can also be a number. */
export const digits = (expected: string, count: number): Kind<string> => {
  const kind = text(expected, new RegExp(`^\\d{${count}}$`));
  return { ...kind, read: (raw) => kind.read(typeof raw === 'number' ? String(raw) : raw) };
};

/** Names of one form: separated as in {@link splitWords}, or repeated, or as a list. */
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

/** Ids of one form, given in the same ways. */
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

/** Texts that are used unchanged, repeated or as a list. */
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

/** Paths: a list is used unchanged, and one text is split as in {@link splitPaths}. */
export const files = (expected: string): Kind<string[], string | string[]> => ({
  ...texts(expected),
  read: (raw) => texts(expected).read(typeof raw === 'string' ? splitPaths(raw) : raw),
  fromFlags: (values) => jsonAmong(values) ?? splitEach(values),
  fromVariable: splitWords,
  placeholder: 'FILE',
});

/** The value of a flag, if there is only one and it is JSON. */
export function jsonAmong(values: readonly string[]): string | undefined {
  return values.length === 1 && /^\s*[[{]/.test(values[0] ?? '') ? values[0] : undefined;
}

/** The values of a flag. Each is a path, or several paths separated by commas. */
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

/** Yes or no, in the words for it in flags, variables and files, in upper or lower case. `more`: additional words. */
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
    // What YAML itself calls a boolean. The other words are accepted, too.
    schema: { type: 'boolean' },
  };
};

export const flag = yesOrNo('true or false (or yes, no, on, off, 1, 0)');

/** The same, plus the words of the ECS API. */
export const enabled = yesOrNo('true or false (or yes, no, on, off, 1, 0, ENABLED, DISABLED)', {
  enabled: true,
  disabled: false,
});

export const choice = <C extends string>(...choices: readonly C[]): Kind<C> => ({
  expected: choices.length === 2 ? choices.join(' or ') : `one of ${choices.join(', ')}`,
  read: (raw) => choices.find((one) => typeof raw === 'string' && one.toLowerCase() === raw.toLowerCase()),
  explain: (raw) => {
    const near =
      typeof raw === 'string'
        ? nearest(
            raw.toLowerCase(),
            choices.map((one) => one.toLowerCase()),
          )
        : undefined;
    const meant = choices.find((one) => one.toLowerCase() === near);
    return meant === undefined ? undefined : `did you mean ${meant}?`;
  },
  flag: 'value',
  repeatable: false,
  placeholder: choices.join('|'),
  schema: { enum: choices },
});
