import type { EventFile, StoredEvent } from './event-file.ts';

/** A page holds up to 1 MB. Each event counts as its message plus 26 bytes. */
export const MAX_PAGE_BYTES = 1_048_576;
export const MAX_PAGE_EVENTS = 10_000;
const EVENT_OVERHEAD = 26;

/** A position between two events of a stream, and a direction. */
export interface Position {
  direction: 'f' | 'b';
  ordinal: number;
  /** How many empty pages were already returned at this position. */
  empties: number;
  /**
   * When the token was made, in milliseconds of the clock. At the end of a stream the same token comes back unchanged.
   */
  issuedAt: number;
}

/** As many events as a page holds, from `first` (inclusive) to `end` (exclusive). */
export function takeForward(file: EventFile, first: number, end: number, limit: number): StoredEvent[] {
  return takePage(file.forward(first, end), limit);
}

/** As many events before `end` as a page holds, oldest first. */
export function takeBackward(file: EventFile, first: number, end: number, limit: number): StoredEvent[] {
  return takePage(file.backward(first, end), limit).reverse();
}

export const costOf = ({ bytes }: StoredEvent) => bytes + EVENT_OVERHEAD;

function takePage(events: Iterable<StoredEvent>, limit: number): StoredEvent[] {
  const page: StoredEvent[] = [];
  let bytesLeft = MAX_PAGE_BYTES;
  for (const event of events) {
    bytesLeft -= costOf(event);
    // A page always has at least one event, even if that event is too long.
    if (bytesLeft < 0 && page.length > 0) break;
    page.push(event);
    if (page.length >= limit) break;
  }
  return page;
}

const ORDINAL_DIGITS = 30;
const EMPTIES_DIGITS = 10;
const TIME_DIGITS = 16;

/** Tokens look like those of AWS: `f/` or `b/` and 56 digits. Callers must not interpret them. */
export const tokenOf = ({ direction, ordinal, empties, issuedAt }: Position) =>
  `${direction}/${digits(ordinal, ORDINAL_DIGITS)}${digits(empties, EMPTIES_DIGITS)}${digits(issuedAt, TIME_DIGITS)}/s`;

const digits = (number: number, count: number) => String(Math.floor(number)).padStart(count, '0');

const TOKEN = /^([fb])\/(\d{30})(\d{10})(\d{16})\/s$/;

export function positionOf(token: string): Position | undefined {
  const [, direction, ordinal, empties, issuedAt] = TOKEN.exec(token) ?? [];
  if (direction === undefined) return undefined;
  return {
    direction: direction === 'f' ? 'f' : 'b',
    ordinal: Number(ordinal),
    empties: Number(empties),
    issuedAt: Number(issuedAt),
  };
}
