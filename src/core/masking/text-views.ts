/** A text after its escapes were decoded. For each character, it holds the place in the original text. */
export interface TextView {
  text: string;
  /** Where each character begins in the original, and one more entry for the end. */
  from: readonly number[];
}

/**
 * A text decoded in every way in which it may be encoded: not at all; as JSON, also inside JSON (`\"`, `\/`, `\u00e9`,
 * whichever characters the writer escaped); as in URLs and forms (`%2F`, `+`); as in HTML and XML (`&amp;`).
 */
export function viewsOf(text: string): TextView[] {
  const plain: TextView = { text, from: Array.from({ length: text.length + 1 }, (_, i) => i) };
  const json = read(plain, JSON_ESCAPE, readJson);
  const views = [plain, json, json && read(json, JSON_ESCAPE, readJson)].filter((view) => view !== undefined);
  const urls = views.map((view) => read(view, URL_ESCAPE, decodeUrl));
  const forms = views.map((view) => (view.text.includes('+') ? read(view, FORM_ESCAPE, decodeUrl) : undefined));
  const markup = views.map((view) => read(view, MARKUP_ESCAPE, readMarkup));
  return [...views, ...[...urls, ...forms, ...markup].filter((view) => view !== undefined)];
}

const JSON_ESCAPE = /\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])/g;
const URL_ESCAPE = /(?:%[0-9a-fA-F]{2})+/g;
const FORM_ESCAPE = /(?:%[0-9a-fA-F]{2})+|\+/g;
const MARKUP_ESCAPE = /&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});/gi;

/** Decodes escapes. Returns each decoded part with the length of its escape, or `undefined` if it cannot be decoded. */
type Reader = (written: string) => [text: string, length: number][] | undefined;

const LETTERS: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const readJson: Reader = (written) => {
  const letter = written.charAt(1);
  const text =
    letter === 'u' ? String.fromCharCode(Number.parseInt(written.slice(2), 16)) : (LETTERS[letter] ?? letter);
  return [[text, written.length]];
};

const decodeUrl: Reader = (written) => {
  if (written === '+') return [[' ', 1]];
  try {
    return [...decodeURIComponent(written)].map((text) => [text, 3 * bytesOf(text)]);
  } catch {
    // It is not UTF-8, so each byte is a Latin-1 character.
    return written
      .slice(1)
      .split('%')
      .map((hex) => [String.fromCharCode(Number.parseInt(hex, 16)), 3]);
  }
};

/** The number of bytes of a character in UTF-8. */
function bytesOf(text: string): number {
  const code = text.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const readMarkup: Reader = (written) => {
  const body = written.slice(1, -1).toLowerCase();
  const code = body.startsWith('#x') ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
  const text = NAMED[body] ?? (code <= 0x10ffff ? String.fromCodePoint(code) : undefined);
  return text === undefined ? undefined : [[text, written.length]];
};

/** The view with its escapes decoded. `undefined` if it contains none. */
function read({ text, from }: TextView, escapes: RegExp, reader: Reader): TextView | undefined {
  let shown = '';
  const places: number[] = [];
  let end = 0;
  let found = false;
  const take = (until: number) => {
    for (; end < until; end += 1) {
      shown += text[end];
      places.push(from[end] ?? 0);
    }
  };
  for (const match of text.matchAll(escapes)) {
    const parts = reader(match[0]);
    if (parts === undefined) continue;
    take(match.index);
    found = true;
    for (const [part, length] of parts) {
      shown += part;
      for (let i = 0; i < part.length; i += 1) places.push(from[end] ?? 0);
      end += length;
    }
  }
  if (!found) return undefined;
  take(text.length);
  return { text: shown, from: [...places, from[text.length] ?? 0] };
}
