import type { ParseEntry } from 'shell-quote';
// Only a part of the package is imported, because --help loads this file, too.
import parse from 'shell-quote/parse.js';
import { isOpenImage, type Names, splitLines, splitPairs, splitWords } from '../base/lists.ts';
import { maskCommand } from '../base/mask.ts';
import type { CapacityProvider } from '../ecs/cluster.ts';
import { type Kind, splitEach, TEXT_OR_TEXTS } from './setting-kinds.ts';

/** NAME=VALUE pairs, repeated or as an object. Values may be secrets. */
export const environment: Kind<Record<string, string>> = {
  expected: 'NAME=VALUE, with a NAME of letters, digits and underscores',
  explain: (raw) => problemOf(raw, ENVIRONMENT_NAMES),
  read: (raw) => {
    const pairs = pairsOf(raw, ENVIRONMENT_NAMES);
    return pairs?.every(([name]) => /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name)) ? Object.fromEntries(pairs) : undefined;
  },
  flag: 'value',
  repeatable: true,
  merges: true,
  mask: (value) => Object.fromEntries(Object.keys(value).map((name) => [name, '***'])),
  placeholder: 'NAME=VALUE',
  schema: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
  secret: true,
};

/**
 * NAME=VALUEFROM: where ECS reads the value of a variable. The bare name of a parameter looks like a password that was
 * given by mistake, so a parameter must be named by its ARN or by a path.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
 */
export const valuesFrom: Kind<Record<string, string>> = {
  expected:
    'NAME=VALUEFROM: the ARN of a secret in Secrets Manager (also with :KEY:STAGE:ID, all three colons written), the ARN of a parameter, or the name of one that begins with /; never the secret itself',
  explain: (raw) => problemOf(raw, ENVIRONMENT_NAMES),
  read: (raw) => {
    const pairs = pairsOf(raw, ENVIRONMENT_NAMES);
    const fits = pairs?.every(([name, from]) => /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name) && VALUE_FROM.test(from));
    return fits ? Object.fromEntries(pairs ?? []) : undefined;
  },
  flag: 'value',
  repeatable: true,
  merges: true,
  placeholder: 'NAME=VALUEFROM',
  schema: { type: 'object', additionalProperties: { type: 'string' } },
  secret: true,
};

const VALUE_FROM =
  /^(arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+(:[^:]*:[^:]*:|:[^:]*::[^:]*)?|arn:aws[\w-]*:ssm:[a-z0-9-]+:\d{12}:parameter\/[\w./-]+|\/[\w./-]+)$/;

/** Tags of the task, in the form that RunTask accepts. */
export const tags: Kind<Record<string, string>> = {
  expected:
    'KEY=VALUE of letters, digits, spaces and _.:/=+-@ (no commas), the key up to 128 characters and not beginning with aws:, the value up to 256',
  explain: (raw) => problemOf(raw, TAG_KEYS),
  read: (raw) => {
    const pairs = pairsOf(raw, TAG_KEYS);
    return pairs?.every(([key, value]) => isTag(key, value)) ? Object.fromEntries(pairs) : undefined;
  },
  flag: 'value',
  repeatable: true,
  merges: true,
  placeholder: 'KEY=VALUE',
  schema: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
};

/** The rules of RunTask's TagKey and TagValue. */
function isTag(key: string, value: string): boolean {
  const fits = (text: string, most: number) => text.length <= most && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
  return key !== '' && fits(key, 128) && fits(value, 256) && !/^aws:/i.test(key);
}

export const ENVIRONMENT_NAMES: Names = {
  name: '[A-Za-z_][A-Za-z0-9_.-]*',
  shown: 'NAME=VALUE',
  mixedCaseIsDoubtful: true,
};
const TAG_KEYS: Names = { name: '[\\p{L}\\p{N}_.:/+@-]+', shown: 'KEY=VALUE', mixedCaseIsDoubtful: false };

function problemOf(raw: unknown, names: Names): string | undefined {
  const split = typeof raw === 'string' ? splitPairs(raw, names) : undefined;
  return split === undefined || split.ok ? undefined : split.failure;
}

/** Pairs from an object, from a list whose items are used unchanged, or from one text. */
function pairsOf(given: unknown, names: Names): [string, string][] | undefined {
  const split = typeof given === 'string' ? splitPairs(given, names) : { ok: true as const, value: given };
  const raw = split.ok ? split.value : undefined;
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) {
    const entries = Object.entries(raw);
    const plain = entries.every(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
    return plain ? entries.map(([name, value]) => [name, String(value)]) : undefined;
  }
  const pairs = [raw].flat().map(splitPair);
  return pairs.length > 0 && pairs.every((pair) => pair !== undefined) ? (pairs as [string, string][]) : undefined;
}

function splitPair(raw: unknown): [string, string] | undefined {
  if (typeof raw !== 'string') return undefined;
  const at = raw.indexOf('=');
  return at > 0 ? [raw.slice(0, at), raw.slice(at + 1)] : undefined;
}

/** The argument vector: the words after `--`, or a list. A text is split as a POSIX shell would, without expansion. */
export const argv: Kind<string[], string | string[]> = {
  expected: "a list, or shell words with quotes closed and without operators (for those: sh -c 'a && b')",
  read: (raw) => {
    if (typeof raw === 'string') return jsonWords(raw) ?? shellWords(raw);
    return Array.isArray(raw) && raw.length > 0 && raw.every((word) => typeof word === 'string') ? raw : undefined;
  },
  flag: 'value',
  repeatable: false,
  mask: maskCommand,
  placeholder: 'WORDS',
  schema: {
    anyOf: [
      { type: 'string', pattern: '\\S' },
      { type: 'array', items: { type: 'string' }, minItems: 1 },
    ],
  },
};

/** A JSON list such as `["bin/rails", "db:migrate"]`, as a build passes it in a variable. */
function jsonWords(text: string): string[] | undefined {
  if (!/^\s*\[\s*"/.test(text)) return undefined;
  return splitLines(text);
}

function shellWords(text: string): string[] | undefined {
  // The parser accepts a quote that is never closed, so we check that here.
  if (/['"]/.test(text.replace(/\\.|'[^']*'|"(?:\\.|[^"\\])*"/gs, ''))) return undefined;
  const words = parse(text, (name) => `$${name}`).map((entry) => wordOf(entry));
  return words.length > 0 && words.every((word) => word !== undefined) ? words : undefined;
}

/** A glob pattern is used unchanged, because nothing expands it in the container. */
function wordOf(entry: ParseEntry): string | undefined {
  if (typeof entry === 'string') return entry;
  return 'op' in entry && entry.op === 'glob' ? entry.pattern : undefined;
}

export interface ImageOf {
  /** If absent, the image is for the migration container. */
  container?: string;
  image: string;
}

/** [CONTAINER=]REFERENCE, once for each container. */
export const images: Kind<ImageOf[], string | string[]> = {
  expected: '[CONTAINER=]REPOSITORY[:TAG][@DIGEST], each container once',
  read: (raw) => {
    // The plan checks the references themselves, and can name a placeholder in them.
    const items = [raw].flat().map((one) => /^(?:([\w-]+)=)?(.*\S.*)$/s.exec(String(one)));
    const names = items.map((item) => item?.[1]);
    if (items.some((item) => item === null) || new Set(names).size < names.length || items.length === 0)
      return undefined;
    return items.map((item) => ({ ...(item?.[1] && { container: item[1] }), image: item?.[2] ?? '' }));
  },
  flag: 'value',
  repeatable: true,
  fromFlags: (values) => (values.some(isOpenImage) ? values : splitEach(values)),
  fromVariable: (text) => (isOpenImage(text) ? undefined : splitWords(text)),
  placeholder: '[CONTAINER=]REF',
  schema: TEXT_OR_TEXTS,
};

/** In CPU units; 1,024 units are one vCPU. `1 vCPU` or `.5vcpu` are accepted, as in ECS. */
export const cpu: Kind<number, string | number> = amount(
  'CPU units such as 1024, or vCPUs such as "1 vCPU"',
  'vcpu',
  128,
);

/** In MiB. `2 GB` is accepted, as in ECS. */
export const memory: Kind<number, string | number> = amount('MiB such as 2048, or GB such as "2 GB"', 'gb', 6);

function amount(expected: string, unit: string, least: number): Kind<number, string | number> {
  const pattern = new RegExp(`^\\s*(\\d*\\.?\\d+)\\s*(${unit})?\\s*$`, 'i');
  return {
    expected,
    read: (raw) => {
      const [, number = '', named] = pattern.exec(String(raw)) ?? [];
      const units = Number(number) * (named ? 1_024 : 1);
      return Number.isInteger(units) && units >= least ? units : undefined;
    },
    flag: 'value',
    repeatable: false,
    placeholder: 'AMOUNT',
    schema: { type: ['string', 'number'] },
  };
}

/**
 * NAME[:WEIGHT[:BASE]], or items in the form of RunTask. The weight is 0 to 1,000, the base 0 to 100,000. The default
 * weight is 1.
 */
export const capacityProviders: Kind<CapacityProvider[], string | (string | CapacityProvider)[]> = {
  expected: 'NAME[:WEIGHT[:BASE]], weight 0 to 1000, base 0 to 100000',
  read: (raw) => {
    const items = [raw].flat().flatMap((one) => (typeof one === 'string' ? providersOf(one) : [one]));
    const read = items.map((one) => (typeof one === 'string' ? providerOf(one) : (one as CapacityProvider)));
    return read.length > 0 && read.every(isProvider) ? read : undefined;
  },
  flag: 'value',
  repeatable: true,
  placeholder: 'NAME[:WEIGHT[:BASE]]',
  schema: TEXT_OR_TEXTS,
};

/** The items of a text: words, or JSON with names or items as `terraform output -json` prints it. */
function providersOf(text: string): unknown[] {
  if (!text.trimStart().startsWith('[')) return splitWords(text) ?? [''];
  try {
    return [JSON.parse(text)].flat();
  } catch {
    return [''];
  }
}

function providerOf(text: string): CapacityProvider | undefined {
  const [, name, weight = '1', base = '0'] = /^([\w-]+)(?::(\d{1,4})(?::(\d{1,6}))?)?$/.exec(text) ?? [];
  return name === undefined ? undefined : { capacityProvider: name, weight: Number(weight), base: Number(base) };
}

function isProvider(given: CapacityProvider | undefined): given is CapacityProvider {
  const { capacityProvider, weight = -1, base = -1 } = given ?? {};
  const within = (number: number, most: number) => Number.isInteger(number) && number >= 0 && number <= most;
  return typeof capacityProvider === 'string' && within(weight, 1_000) && within(base, 100_000);
}
