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
}

/** The events from `first` up to, not including, `end`, as far as a page holds. */
export function takeForward(file: EventFile, first: number, end: number, limit: number): StoredEvent[] {
  return take(file.forward(first, end), limit);
}

/** The last events before `end`, oldest first. */
export function takeBackward(file: EventFile, first: number, end: number, limit: number): StoredEvent[] {
  return take(file.backward(first, end), limit).reverse();
}

export const costOf = ({ bytes }: StoredEvent) => bytes + EVENT_OVERHEAD;

function take(events: Iterable<StoredEvent>, limit: number): StoredEvent[] {
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

const DIGITS = 56;
const ORDINAL_DIGITS = 40;

/** Tokens look like those of AWS, `f/` or `b/` and 56 digits; callers must not read them. */
export const tokenOf = ({ direction, ordinal, empties }: Position) =>
  `${direction}/${String(ordinal).padStart(ORDINAL_DIGITS, '0')}${String(empties).padStart(DIGITS - ORDINAL_DIGITS, '0')}/s`;

export function positionOf(token: string): Position | undefined {
  const [, direction, digits] = /^([fb])\/(\d{56})\/s$/.exec(token) ?? [];
  if (direction === undefined || digits === undefined) return undefined;
  return {
    direction: direction === 'f' ? 'f' : 'b',
    ordinal: Number(digits.slice(0, ORDINAL_DIGITS)),
    empties: Number(digits.slice(ORDINAL_DIGITS)),
  };
}
