import { passwordsIn } from '../base/mask.ts';
import { findBase64Forms } from './base64-forms.ts';
import { isDictionaryLike, isNameLike } from './dictionary-like.ts';
import type { KnownSecret } from './known-secrets.ts';
import { type TextView, viewsOf } from './text-views.ts';

/** A part of a text: `from` is its first character, `to` is the character after its last. */
export type Span = readonly [from: number, to: number];

/**
 * Who wrote a text:
 * - `foreign`: AWS, a container, or another program. Every known secret is hidden, except short ordinary words.
 * - `given`: the user, to whom it is shown again. Ordinary words stay, because the user may read them.
 * - `own`: a sentence of ecs-migrate. Its foreign parts have been masked before; this is only a safety net.
 */
export type Speaker = 'foreign' | 'given' | 'own';

/** Shorter values occur everywhere. */
export const SHORTEST_SECRET = 4;
/**
 * A value of this length is hidden even if it is an ordinary word. If it is not an ordinary word, it is hidden even
 * inside other words.
 */
const LONG = 8;

/** The text without these values, in every encoding. A value inside a known name stays. */
export function hideSecrets(
  text: string,
  secrets: readonly KnownSecret[],
  names: Iterable<string>,
  by: Speaker,
): string {
  const hidden = secrets.filter((secret) => isHidden(secret, by));
  const views = viewsOf(text);
  const spans = hidden.flatMap((secret) => spansOf(secret, text, views));
  if (by === 'foreign') spans.push(...views.slice(1).flatMap(passwordSpans));
  if (spans.length === 0) return text;
  const kept = spansOfNames(text, names);
  return hideSpans(
    text,
    spans.filter(([from, to]) => !kept.some(([start, end]) => start <= from && to <= end)),
  );
}

function isHidden({ value, isNamed }: KnownSecret, by: Speaker): boolean {
  if (value.length < SHORTEST_SECRET) return false;
  if (by === 'own') return !isNameLike(value) && (isNamed || value.length >= LONG);
  if (isNamed || !isDictionaryLike(value)) return true;
  return by === 'foreign' && value.length >= LONG;
}

function spansOf(secret: KnownSecret, text: string, views: readonly TextView[]): Span[] {
  const { value, isNamed } = secret;
  const isStrong = value.length >= LONG && !isNameLike(value);
  const neighbours = isNamed ? /[\p{L}\p{N}_]/u : /[\p{L}\p{N}_-]/u;
  const read = views.flatMap((view) =>
    findOccurrences(view.text, value)
      .filter((span) => isStrong || isWhole(view.text, span, neighbours))
      .map((span) => inOriginal(view, span)),
  );
  const written = new Set([value, JSON.stringify(value).slice(1, -1)]);
  const forms = [...written].flatMap(findBase64Forms);
  const encoded = forms.flatMap((form) => findOccurrences(text, form).map((span) => widen(text, span)));
  return [...read, ...encoded, ...cutAtLineEnds(text, value)];
}

/** The passwords in this view of the text. `maskText` handles those of the text as it is. */
const passwordSpans = (view: TextView): Span[] => passwordsIn(view.text).map((span) => inOriginal(view, span));

const inOriginal = ({ from }: TextView, [start, end]: Span): Span => [from[start] ?? 0, from[end] ?? from.at(-1) ?? 0];

/** Whether the value is not part of a longer word on either side. */
function isWhole(text: string, [from, to]: Span, neighbours: RegExp): boolean {
  const goesOn = (inside: string, outside: string) => neighbours.test(inside) && neighbours.test(outside);
  return !goesOn(text.charAt(from), text.charAt(from - 1)) && !goesOn(text.charAt(to - 1), text.charAt(to));
}

/** The base64 characters next to the form contain some bits of the value too. */
function widen(text: string, [from, to]: Span): Span {
  const [padding = ''] = /^[A-Za-z0-9+/_-]?={0,2}/.exec(text.slice(to)) ?? [];
  return [/[A-Za-z0-9+/_-]/.test(text.charAt(from - 1)) ? from - 1 : from, to + padding.length];
}

/**
 * Parts of the value, if it was broken into lines: a line that ends with the value's beginning, begins with its end, or
 * is a part of it.
 */
function cutAtLineEnds(text: string, value: string): Span[] {
  if (value.length <= SHORTEST_SECRET) return [];
  const spans: Span[] = [];
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const line = match[0].replace(/(?:\s|…|\.\.\.)+$/, '');
    const { index } = match;
    if (line.length >= LONG && line.length < value.length && value.includes(line) && !isNameLike(line)) {
      spans.push([index, index + line.length]);
    }
    for (let length = Math.min(value.length - 1, line.length); length >= SHORTEST_SECRET; length -= 1) {
      const [head, tail] = [value.slice(0, length), value.slice(-length)];
      if (line.endsWith(head) && !isNameLike(head)) spans.push([index + line.length - length, index + line.length]);
      if (line.startsWith(tail) && !isNameLike(tail)) spans.push([index, index + length]);
    }
  }
  return spans;
}

/** The places of ARNs, regions, and names from the user or from AWS. */
function spansOfNames(text: string, names: Iterable<string>): Span[] {
  const arns = [...text.matchAll(/\barn:aws[\w-]*:[\w-]*:[\w-]*:\d*:[^\s"'<>,;)\]}]+/g)];
  const regions = [...text.matchAll(/\b[a-z]{2}(?:-[a-z]+){1,3}-\d\b/g)];
  return [
    ...[...names].filter((name) => name.length >= SHORTEST_SECRET).flatMap((name) => findOccurrences(text, name)),
    ...[...arns, ...regions].map((match): Span => [match.index, match.index + match[0].length]),
  ];
}

/** The text with *** in place of these parts. They may overlap. */
export function hideSpans(text: string, spans: readonly Span[]): string {
  let shown = '';
  let end = 0;
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    if (from > end || shown === '') shown += `${text.slice(end, from)}***`;
    end = Math.max(end, to);
  }
  return shown + text.slice(end);
}

/** All places of the value, even if they overlap. */
export function findOccurrences(text: string, value: string): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf(value); at >= 0 && value !== ''; at = text.indexOf(value, at + 1)) {
    found.push([at, at + value.length]);
  }
  return found;
}
