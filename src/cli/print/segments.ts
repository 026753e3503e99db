import stringWidth from 'fast-string-width';
import { cut } from './cut.ts';

/** A part of a line, and its colour. */
export type Segment = readonly [text: string, colour?: (text: string) => string];

/** A line of these parts, cut to so many columns. Colours take none. */
export function joinSegments(segments: readonly Segment[], columns: number): string {
  let left = columns;
  let line = '';
  for (const [text, colour = String] of segments) {
    if (left <= 0) break;
    const shown = cut(text, left);
    if (shown !== '') line += colour(shown);
    left -= stringWidth(shown);
    if (shown !== text) break;
  }
  return line.trimEnd();
}

/** The text in so many columns: cut, or filled with spaces. */
export function fill(text: string, columns: number): string {
  const shown = cut(text, columns);
  return shown + ' '.repeat(Math.max(0, columns - stringWidth(shown)));
}
