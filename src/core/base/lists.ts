/** What a text comes to, or why it is refused; `problem` quotes no value. */
export type Split<T> = { items: T } | { problem: string };

/** Whether a text is meant as JSON; no name, id, path or image begins so. */
const isJson = (text: string) => /^\s*[[{]/.test(text);

/** A JSON list, as `terraform output -json` prints one; absent where the text is none. */
function readJson(text: string): unknown {
  if (!isJson(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The items of a list given as one text, in a variable, a tag or a flag: separated by newlines, commas or spaces, or a
 * JSON list. For items that hold none of these.
 */
export function splitWords(text: string): string[] | undefined {
  return splitBy(text, /[,\s]+/);
}

/** An image with an open placeholder, such as `{{ must_env "IMAGE" }}`, may hold spaces: it is refused as a whole. */
export function isOpenImage(text: string): boolean {
  return /[<{]/.test(text);
}

/** The same for paths, which may hold spaces: a flag has them separated by commas, or as a JSON list. */
export function splitPaths(text: string): string[] | undefined {
  return splitBy(text, /,/);
}

/** The same for items that may hold both: a line each, or a JSON list. */
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

/** How the names of a list of NAME=VALUE look. */
export interface Names {
  /** One name, without anchors. */
  name: string;
  /** What the placeholders are called: NAME=VALUE or KEY=VALUE. */
  shown: string;
  /** Whether two names of different case in one line look like a value that has been cut. */
  mixedCaseIsDoubtful: boolean;
}

/**
 * The items of a list of NAME=VALUE given as one text: a line each; in a single line separated by commas or by spaces, but
 * only where the next NAME= begins; or JSON, as an object or as a list of items. A NAME alone is an item, too. What could
 * be read in two ways is refused.
 */
export function splitPairs(text: string, names: Names): Split<string[] | Record<string, unknown>> {
  const instead = `give a line for each ${names.shown}, or JSON: {"NAME": "value"}`;
  if (isJson(text)) {
    const json = readJson(text);
    if (isTexts(json)) return { items: json };
    if (typeof json === 'object' && json !== null && !Array.isArray(json))
      return { items: json as Record<string, unknown> };
    return { problem: `it begins like JSON, and is neither an object nor a list of ${names.shown}` } as const;
  }
  const trimmed = text.trim();
  if (/\n/.test(trimmed)) {
    const lines = trimmed.split(/\r?\n/).filter((line) => line.trim() !== '');
    return checkItems(
      lines.map((line) => line.trimStart()),
      instead,
    );
  }
  // Names alone: nothing that a comma or a space could be a part of.
  if (!trimmed.includes('=')) return { items: trimmed.split(/[,\s]+/).filter((name) => name !== '') };
  const separator = new RegExp(`(\\s*,\\s*|\\s+)(?=${names.name}=)`, 'gu');
  const separators = [...trimmed.matchAll(separator)].map(([between]) => (between.includes(',') ? ',' : ' '));
  if (new Set(separators).size > 1) {
    return {
      problem: `both commas and spaces stand before a NAME=, and one of them may belong to a value: ${instead}`,
    };
  }
  if (separators[0] === ',' && /,\s*$/.test(trimmed)) {
    return { problem: `it ends with a comma, which may belong to a value: ${instead}` };
  }
  // `split` would also answer what a group has matched.
  const items = trimmed.split(new RegExp(`(?:\\s*,\\s*|\\s+)(?=${names.name}=)`, 'u'));
  if (names.mixedCaseIsDoubtful && items.length > 1 && isMixed(items)) {
    return { problem: `some names are in upper and some in lower case: they may belong to a value: ${instead}` };
  }
  return checkItems(items, instead);
}

/** `DATABASE_URL=host=db port=5432`: who writes names in upper case does so with all of them. */
function isMixed(items: readonly string[]): boolean {
  const upper = items.map((item) => !/[a-z]/.test(item.slice(0, item.indexOf('='))));
  return new Set(upper).size > 1;
}

function checkItems(items: string[], instead: string): Split<string[]> {
  const names = items.filter((item) => item.includes('=')).map((item) => item.split('=', 1)[0]);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) return { problem: `${twice} is there twice: ${instead}` };
  const quoted = items.find((item) => /^[^=]*=["']/.test(item));
  if (quoted === undefined) return { items };
  return { problem: `the quote that begins ${quoted.split('=', 1)[0]} would be a part of the value: ${instead}` };
}
