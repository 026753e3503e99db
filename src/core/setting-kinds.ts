import { parseDuration } from './duration.ts';

/**
 * A kind of setting reads a raw value, from whatever source: text from flags, variables and tags; text or structure
 * from files and the library. `undefined` means that it does not fit.
 */
export interface Kind<T, Input = T> {
  /** What a file or the library may give; never read. */
  input?: Input;
  /** What fits, to finish the sentence "expected …". */
  expected: string;
  read(raw: unknown): T | undefined;
  /** Whether a flag of this kind may be repeated. */
  repeatable: boolean;
  /** The placeholder in --help. */
  placeholder: string;
  /** The JSON schema of what a file may give. */
  schema: object;
  /** Whether the value may hold a secret and is never shown. */
  secret?: boolean;
}

const TEXT_OR_TEXTS = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] };

export const text = (expected: string, pattern = /\S/): Kind<string> => ({
  expected,
  read: (raw) => (typeof raw === 'string' && pattern.test(raw) ? raw : undefined),
  repeatable: false,
  placeholder: 'TEXT',
  schema: { type: 'string', pattern: pattern.source },
});

/** Comma-separated, or separated by spaces (tags may not hold commas), or repeated, or a list. */
export const list = (item: string, pattern = /\S/): Kind<string[], string | string[]> => ({
  expected: `${item}, separated by commas`,
  read: (raw) => {
    const parts = (Array.isArray(raw) ? raw : [raw]).flatMap((part) =>
      typeof part === 'string' ? part.split(/[,\s]+/) : [undefined],
    );
    const items = parts.filter((part) => part !== '');
    const fits = items.length > 0 && items.every((part) => part !== undefined && pattern.test(part));
    return fits ? (items as string[]) : undefined;
  },
  repeatable: true,
  placeholder: 'LIST',
  schema: TEXT_OR_TEXTS,
});

/** Texts taken as they are, repeated or as a list. */
export const texts = (item: string): Kind<string[], string | string[]> => ({
  expected: item,
  read: (raw) => {
    const items = Array.isArray(raw) ? raw : [raw];
    return items.every((one) => typeof one === 'string' && /\S/.test(one)) ? items : undefined;
  },
  repeatable: true,
  placeholder: 'TEXT',
  schema: TEXT_OR_TEXTS,
});

/** Files to write, one text each. */
export const files = (expected: string): Kind<string[], string | string[]> => ({
  ...texts(expected),
  placeholder: 'FILE',
});

export const duration: Kind<number, string> = {
  expected: 'a duration with a unit, such as 90s, 30m or 1h30m',
  read: (raw) => (typeof raw === 'string' ? parseDuration(raw.trim()) : undefined),
  repeatable: false,
  placeholder: 'DURATION',
  schema: { type: 'string', pattern: '^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$' },
};

const YES_NO: Record<string, boolean> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  enabled: true,
  disabled: false,
};

export const flag: Kind<boolean> = {
  expected: 'true or false',
  read: (raw) => (typeof raw === 'boolean' ? raw : typeof raw === 'string' ? YES_NO[raw.toLowerCase()] : undefined),
  repeatable: false,
  placeholder: '',
  schema: { type: 'boolean' },
};

export const choice = <C extends string>(...choices: readonly C[]): Kind<C> => ({
  expected: choices.length === 2 ? choices.join(' or ') : `one of ${choices.join(', ')}`,
  read: (raw) => choices.find((one) => typeof raw === 'string' && one.toLowerCase() === raw.toLowerCase()),
  repeatable: false,
  placeholder: choices.join('|'),
  schema: { enum: choices },
});

/** NAME=VALUE pairs, repeated or as an object. Values may be secrets. */
export const environment: Kind<Record<string, string>> = {
  expected: 'NAME=VALUE, with a NAME of letters, digits and underscores',
  read: (raw) => {
    const pairs =
      typeof raw === 'object' && raw !== null && !Array.isArray(raw)
        ? Object.entries(raw).map(([name, value]) => [name, String(value)] as const)
        : [raw].flat().map(splitPair);
    const fits = pairs.every((pair) => pair !== undefined && /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(pair[0]));
    return fits ? Object.fromEntries(pairs as [string, string][]) : undefined;
  },
  repeatable: true,
  placeholder: 'NAME=VALUE',
  schema: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
  secret: true,
};

function splitPair(raw: unknown): [string, string] | undefined {
  if (typeof raw !== 'string') return undefined;
  const at = raw.indexOf('=');
  return at > 0 ? [raw.slice(0, at), raw.slice(at + 1)] : undefined;
}

/** The argument vector after `--`; a list of texts. */
export const argv: Kind<string[]> = {
  expected: 'a list of words',
  read: (raw) =>
    Array.isArray(raw) && raw.length > 0 && raw.every((word) => typeof word === 'string') ? raw : undefined,
  repeatable: true,
  placeholder: 'WORD',
  schema: { type: 'array', items: { type: 'string' }, minItems: 1 },
};

export interface CapacityProvider {
  capacityProvider: string;
  weight: number;
  base: number;
}

/** NAME[:WEIGHT[:BASE]]; weight 0 to 1,000, base 0 to 100,000, as RunTask has them. The weight is 1 unless given. */
export const capacityProviders: Kind<CapacityProvider[], string | string[]> = {
  expected: 'NAME[:WEIGHT[:BASE]], weight 0 to 1000, base 0 to 100000',
  read: (raw) => {
    const words = list('').read(raw);
    const items = words?.map((word) => /^([\w-]+)(?::(\d{1,4})(?::(\d{1,6}))?)?$/.exec(word));
    if (!items?.every((match) => match !== null)) return undefined;
    const read = items.map(([, name = '', weight = '1', base = '0']) => ({
      capacityProvider: name,
      weight: Number(weight),
      base: Number(base),
    }));
    return read.every(({ weight, base }) => weight <= 1_000 && base <= 100_000) ? read : undefined;
  },
  repeatable: true,
  placeholder: 'NAME[:WEIGHT[:BASE]]',
  schema: TEXT_OR_TEXTS,
};
