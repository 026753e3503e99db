import { type CallFailure, isFinal } from '../../core/base/failure.ts';
import type { LogLine, Logs, NamedStream, StreamEvent, TaskContext } from '../../core/ports.ts';
import { retry } from '../base/retry.ts';

/** FilterLogEvents: streams in one call. */
const STREAMS = 100;
/** How long a stream that could be read waits for others. Milliseconds. */
const GATHER_MS = 2_000;
/** From one read of a stream to the next: a line that arrives late is in the next one. Milliseconds. */
const AGAIN_MS = 5_000;
/** A stream that brings new lines in so many reads is not silent. */
const MOST_READS = 4;
/** More is not kept in memory: such a log is read by token, a page at a time. Characters, and lines. */
const LARGEST = { characters: 4_000_000, lines: 20_000 };

/** A stream that is no longer written to. */
export interface FinishedStream {
  stream: NamedStream;
  /** No line is older. Milliseconds since the epoch, as in the lines. */
  since: number;
  /** When all lines should be readable. */
  readyAt: number;
}

/** All lines, the earliest first; or `doubtful`, if they must be read by token. */
export type ReadFinished = (finished: FinishedStream) => Promise<LogLine[] | 'doubtful'>;

/** A stream that is being read. */
interface Reading extends FinishedStream {
  /** When it is read next. Milliseconds since the epoch. */
  dueAt: number;
  /** By the id of the event. */
  lines: Map<string, LogLine>;
  characters: number;
  /** How often it was read to its end, and how many lines the last of these reads added. */
  reads: number;
  added: number;
  resolve(lines: LogLine[] | 'doubtful'): void;
}

/** The streams of one log group. */
interface Desk {
  /** By stream. */
  readings: Map<string, Reading>;
  /** FilterLogEvents does not work for this group, for lack of permission or because of its class. */
  isClosed: boolean;
  isBusy: boolean;
}

/**
 * Reads the logs of finished tasks together: up to 100 streams in one call. Each stream is read at least twice, until a
 * read brings nothing new; its lines are united by the ids of the events. CloudWatch Logs promises the order within one
 * millisecond only to those who read by token. Whatever leaves a doubt (an error, a stream that does not exist or is
 * empty, a very long log) is answered with `doubtful`, and read by token.
 */
export function shareFinishedLogs(logs: Logs, world: TaskContext): ReadFinished {
  const { clock, random, interrupt } = world;
  const desks = new Map<string, Desk>();

  async function work(desk: Desk): Promise<void> {
    desk.isBusy = true;
    while (desk.readings.size > 0) {
      const restMs = nextReadAt([...desk.readings.values()].map(({ dueAt }) => dueAt)) - clock.now();
      if (restMs > 0) {
        await clock.sleep(Math.max(1, restMs));
        continue;
      }
      const due = [...desk.readings.values()].filter(({ dueAt }) => dueAt <= clock.now());
      const batch = due.toSorted((a, b) => a.dueAt - b.dueAt).slice(0, STREAMS);
      if (!desk.isClosed) await readBatch(batch, desk);
      for (const one of batch) {
        const end = desk.isClosed ? 'doubtful' : endOf(one);
        if (end === undefined) one.dueAt = clock.now() + AGAIN_MS;
        else finish(one, desk, end);
      }
    }
    desk.isBusy = false;
  }

  /** Reads all pages of some streams. Streams that cannot be read together are read in halves. */
  async function readBatch(batch: readonly Reading[], desk: Desk): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    const byStream = new Map(batch.map((one) => [one.stream.stream, one]));
    for (const one of batch) one.added = 0;
    const { region, group } = first.stream;
    const of = { region, group, streams: [...byStream.keys()], since: Math.min(...batch.map(({ since }) => since)) };
    let next: string | undefined;
    do {
      const page = next;
      const answer = await retry(() => logs.readMany(of, page), { clock, random, signal: interrupt });
      if (!answer.ok) return failBatch(batch, answer.failure, desk);
      for (const event of answer.value.events) addLine(byStream.get(event.stream), event);
      ({ next } = answer.value);
      // It is read by token, and the others are read again without it.
      if (next !== undefined && batch.some(isTooLarge)) return;
    } while (next !== undefined);
    for (const one of batch) one.reads += 1;
  }

  async function failBatch(batch: readonly Reading[], failure: CallFailure, desk: Desk): Promise<void> {
    const isMissing = failure.name === 'ResourceNotFoundException';
    if (isMissing && batch.length > 1) {
      // One stream that does not exist fails the call for all.
      const middle = Math.ceil(batch.length / 2);
      await readBatch(batch.slice(0, middle), desk);
      await readBatch(batch.slice(middle), desk);
      return;
    }
    // The right is one for the whole group, and so is its class.
    if (isFinal(failure) && !isMissing) desk.isClosed = true;
    for (const one of batch) one.reads = MOST_READS;
    for (const one of batch) one.added = 1;
  }

  function finish(one: Reading, desk: Desk, end: LogLine[] | 'doubtful'): void {
    desk.readings.delete(one.stream.stream);
    one.resolve(end);
  }

  return (finished) => {
    const { region, group, stream } = finished.stream;
    const key = JSON.stringify([region, group]);
    const desk = desks.get(key) ?? { readings: new Map(), isClosed: false, isBusy: false };
    desks.set(key, desk);
    // Two runs that follow one task would each take lines of the other.
    if (desk.isClosed || desk.readings.has(stream)) return Promise.resolve('doubtful' as const);
    return new Promise((resolve) => {
      const begun = { lines: new Map(), characters: 0, reads: 0, added: 0, dueAt: finished.readyAt };
      desk.readings.set(stream, { ...finished, ...begun, resolve });
      if (!desk.isBusy) void work(desk);
    });
  };
}

/** When the next batch is read: when a whole batch is due, or when the first stream has waited for others. */
function nextReadAt(dues: readonly number[]): number {
  const [first = 0, ...rest] = dues.toSorted((a, b) => a - b);
  return Math.min(rest[STREAMS - 2] ?? Number.POSITIVE_INFINITY, first + GATHER_MS);
}

function addLine(reading: Reading | undefined, { id, timestamp, message }: StreamEvent): void {
  if (reading === undefined || reading.lines.has(id)) return;
  reading.added += 1;
  reading.characters += message.length;
  if (!isTooLarge(reading)) reading.lines.set(id, { timestamp, message });
}

function isTooLarge({ lines, characters }: Reading): boolean {
  return lines.size >= LARGEST.lines || characters > LARGEST.characters;
}

/** The lines, if the stream has been silent between two reads. `undefined` if it must be read again. */
function endOf(reading: Reading): LogLine[] | 'doubtful' | undefined {
  const { lines, reads, added } = reading;
  if (isTooLarge(reading)) return 'doubtful';
  if (reads < 2 || added > 0) return reads >= MOST_READS ? 'doubtful' : undefined;
  return lines.size === 0 ? 'doubtful' : [...lines.values()].toSorted((a, b) => a.timestamp - b.timestamp);
}
