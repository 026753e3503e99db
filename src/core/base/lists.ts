import type { Result } from './result.ts';

/** The items of a text, or why the text is refused, in words that quote no value. */
export type Split<T> = Result<T, string>;

/** Whether a text is meant as JSON. No name, id, path or image begins like that. */
const isJson = (text: string) => /^\s*[[{]/.test(text);

/** Parses a JSON list, as `terraform output -json` prints one. `undefined` if the text is not JSON. */
function readJson(text: string): unknown {
  if (!isJson(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The items of a list that a variable, a tag or a flag gives as one text: separated by newlines, commas or spaces, or
 * as a JSON list. Only for items that contain none of these separators.
 */
export function splitWords(text: string): string[] | undefined {
  return splitBy(text, /[,\s]+/);
}

/**
 * An image with an open placeholder, such as `{{ must_env "IMAGE" }}`, may contain spaces, so it is not split but
 * refused as a whole.
 */
export function isOpenImage(text: string): boolean {
  return /[<{]/.test(text);
}

/** The same for paths, which may contain spaces. They are separated by commas, or are a JSON list. */
export function splitPaths(text: string): string[] | undefined {
  return splitBy(text, /,/);
}

/** The same for items that may contain both commas and spaces: one per line, or a JSON list. */
export function splitLines(text: string): string[] | undefined {
  return splitBy(text, /\r?\n/);
}

function splitBy(text: string, separator: RegExp): string[] | undefined {
  if (!isJson(text)) return text.split(separator).filter((item) => item.trim() !== '');
  const json = readJson(text);
  return isTexts(json) ? json : undefined;
}

function isTexts(json: unknown): json is string[] {
  return Array.isArray(json) && json.every((item) => typeof item === 'string');
}

/** The form of the names in a list of NAME=VALUE. */
export interface Names {
  /** The regular expression for one name, without anchors. */
  name: string;
  /** The placeholder that messages use: NAME=VALUE or KEY=VALUE. */
  shown: string;
  /** Whether two names of different case in one line suggest that a value was cut. */
  mixedCaseIsDoubtful: boolean;
}

/**
 * The items of a list of NAME=VALUE that is given as one text. There can be one item per line. In a single line, commas
 * or spaces separate items, but only before the next NAME=. It can also be JSON: an object, or a list of items. A NAME
 * alone is an item, too. A text that could be read in two ways is refused.
 */
export function splitPairs(text: string, names: Names): Split<string[] | Record<string, unknown>> {
  const instead = `give a line for each ${names.shown}, or JSON: {"NAME": "value"}`;
  if (isJson(text)) {
    const json = readJson(text);
    if (isTexts(json)) return { ok: true, value: json };
    if (typeof json === 'object' && json !== null && !Array.isArray(json))
      return { ok: true, value: json as Record<string, unknown> };
    return { ok: false, failure: `it begins like JSON, but is neither an object nor a list of ${names.shown}` };
  }
  const trimmed = text.trim();
  if (/\n/.test(trimmed)) {
    const lines = trimmed.split(/\r?\n/).filter((line) => line.trim() !== '');
    return checkItems(
      lines.map((line) => line.trimStart()),
      instead,
    );
  }
  // Only names: no comma or space can be part of a value.
  if (!trimmed.includes('=')) return { ok: true, value: trimmed.split(/[,\s]+/).filter((name) => name !== '') };
  const separator = new RegExp(`(\\s*,\\s*|\\s+)(?=${names.name}=)`, 'gu');
  const separators = [...trimmed.matchAll(separator)].map(([between]) => (between.includes(',') ? ',' : ' '));
  if (new Set(separators).size > 1) {
    return {
      ok: false,
      failure: `there are commas and spaces before a NAME=, and one of them may belong to a value: ${instead}`,
    };
  }
  if (separators[0] === ',' && /,\s*$/.test(trimmed)) {
    return { ok: false, failure: `it ends with a comma that may belong to a value: ${instead}` };
  }
  // A non-capturing group, because `split` would also return what a capturing group matched.
  const items = trimmed.split(new RegExp(`(?:\\s*,\\s*|\\s+)(?=${names.name}=)`, 'u'));
  if (names.mixedCaseIsDoubtful && items.length > 1 && isMixed(items)) {
    return {
      ok: false,
      failure: `some names are in upper and some in lower case: they may belong to a value: ${instead}`,
    };
  }
  return checkItems(items, instead);
}

/** `DATABASE_URL=host=db port=5432`: if one name is in upper case, usually all names are. */
function isMixed(items: readonly string[]): boolean {
  const upper = items.map((item) => !/[a-z]/.test(item.slice(0, item.indexOf('='))));
  return new Set(upper).size > 1;
}

function checkItems(items: string[], instead: string): Split<string[]> {
  const names = items.filter((item) => item.includes('=')).map((item) => item.split('=', 1)[0]);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) return { ok: false, failure: `${twice} occurs twice: ${instead}` };
  const quoted = items.find((item) => /^[^=]*=["']/.test(item));
  if (quoted === undefined) return { ok: true, value: items };
  return {
    ok: false,
    failure: `the quote at the beginning of ${quoted.split('=', 1)[0]} would be part of the value: ${instead}`,
  };
}
