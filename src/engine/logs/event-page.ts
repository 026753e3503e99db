import type { EventFile, StoredEvent } from './event-file.ts';

/** A page holds up to 1 MB, each event counted with 26 bytes beside its message. */
export const MAX_PAGE_BYTES = 1_048_576;
export const MAX_PAGE_EVENTS = 10_000;
const EVENT_OVERHEAD = 26;

/** A place between two events of a stream, and a direction. */
export interface Position {
  direction: 'f' | 'b';
  ordinal: number;
  /** How many empty pages were served here already. */
  empties: number;
  /** When the token was made, in milliseconds of the clock: at an end it comes back unchanged. */
  issuedAt: number;
}

/** The events from `first` up to, not including, `end`, as far as a page holds. */
export function takeForward(file: EventFile, first: number, end: number, limit: number): StoredEvent[] {
  return takePage(file.forward(first, end), limit);
}

/** The last events before `end`, oldest first. */
export function takeBackward(file: EventFile, first: number, end: number, limit: number): StoredEvent[] {
  return takePage(file.backward(first, end), limit).reverse();
}

export const costOf = ({ bytes }: StoredEvent) => bytes + EVENT_OVERHEAD;

function takePage(events: Iterable<StoredEvent>, limit: number): StoredEvent[] {
  const page: StoredEvent[] = [];
  let room = MAX_PAGE_BYTES;
  for (const event of events) {
    room -= costOf(event);
    // A page always makes progress, however long its first event.
    if (room < 0 && page.length > 0) break;
    page.push(event);
    if (page.length >= limit) break;
  }
  return page;
}

const ORDINAL_DIGITS = 30;
const EMPTIES_DIGITS = 10;
const TIME_DIGITS = 16;

/** Tokens look like those of AWS, `f/` or `b/` and 56 digits; callers must not read them. */
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
