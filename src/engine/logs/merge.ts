import type { StoredEvent } from './event-file.ts';
import type { LogStream } from './store.ts';

/** A position in the merged order of several streams: by time, then by stream name, then by ordinal. */
export interface Place {
  timestamp: number;
  stream: string;
  ordinal: number;
}

export interface Merged extends StoredEvent {
  stream: string;
  streamNumber: number;
}

/** The readable events of all streams in merged order, after the position `after` and from `startTime` on. */
export function* merged(
  streams: readonly LogStream[],
  after: Place | undefined,
  startTime: number,
  readable: (stream: LogStream) => number,
): Generator<Merged> {
  const cursors = [...streams]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((stream) => {
      const events = stream.file.forward(
        Math.max(findFirst(stream, after), stream.file.ordinalAt(startTime)),
        readable(stream),
      );
      return { stream, events, head: events.next() };
    });
  while (true) {
    let earliest: { cursor: (typeof cursors)[number]; event: StoredEvent } | undefined;
    for (const cursor of cursors) {
      if (cursor.head.done) continue;
      const event = cursor.head.value;
      if (earliest === undefined || event.timestamp < earliest.event.timestamp) earliest = { cursor, event };
    }
    if (earliest === undefined) return;
    const { cursor, event } = earliest;
    yield { ...event, stream: cursor.stream.name, streamNumber: cursor.stream.number };
    cursor.head = cursor.events.next();
  }
}

function findFirst({ name, file }: LogStream, after: Place | undefined): number {
  if (after === undefined) return 0;
  if (name === after.stream) return after.ordinal + 1;
  return file.ordinalAt(name < after.stream ? after.timestamp + 1 : after.timestamp);
}
