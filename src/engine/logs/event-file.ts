import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** One stored log event. Its ordinal is its position in the stream. */
export interface StoredEvent {
  ordinal: number;
  /** When the line was read, in milliseconds. */
  timestamp: number;
  message: string;
  /** Length of the original message in UTF-8 bytes. */
  bytes: number;
}

interface Block {
  ordinal: number;
  offset: number;
  timestamp: number;
}

const HEADER = 12;
const BLOCK_EVENTS = 256;
const BLOCK_BYTES = 65_536;

/**
 * The events of one stream, on disk. A million lines must not fill the heap: only one mark per 256 events or 64 KiB is
 * in memory. Events are written to the page cache in the turn that read the pipe, so a container can never get ahead of
 * the file.
 */
export class EventFile {
  readonly #path: string;
  readonly #blocks: Block[] = [];
  #writer: number | undefined;
  #offset = 0;
  #lastTimestamp = 0;
  count = 0;
  storedBytes = 0;

  constructor(path: string) {
    this.#path = path;
    this.#writer = openSync(path, 'a');
  }

  get firstTimestamp(): number | undefined {
    return this.#blocks[0]?.timestamp;
  }

  get lastTimestamp(): number | undefined {
    return this.count === 0 ? undefined : this.#lastTimestamp;
  }

  append(messages: readonly Buffer[], now: number): void {
    if (this.#writer === undefined || messages.length === 0) return;
    // Reading relies on the order of timestamps, so a clock that was set back must not disturb it.
    const timestamp = Math.max(this.#lastTimestamp, Math.floor(now));
    const parts: Buffer[] = [];
    for (const message of messages) {
      this.#mark(timestamp);
      const header = Buffer.allocUnsafe(HEADER);
      header.writeUInt32LE(message.length, 0);
      header.writeDoubleLE(timestamp, 4);
      parts.push(header, message);
      this.#offset += HEADER + message.length;
      this.storedBytes += message.length;
      this.count += 1;
    }
    this.#lastTimestamp = timestamp;
    writeAll(this.#writer, Buffer.concat(parts));
  }

  /** Ends writing. The events can still be read. */
  close(): void {
    if (this.#writer !== undefined) closeSync(this.#writer);
    this.#writer = undefined;
  }

  /** The ordinal of the first event at or after this time. */
  ordinalAt(timestamp: number): number {
    const index = this.#blocks.findLastIndex((block) => block.timestamp < timestamp);
    if (index < 0) return 0;
    for (const event of this.#decode(index)) if (event.timestamp >= timestamp) return event.ordinal;
    return this.#blocks[index + 1]?.ordinal ?? this.count;
  }

  /** Events from ordinal `from` (inclusive) to `to` (exclusive). */
  *forward(from: number, to: number): Generator<StoredEvent> {
    if (from >= to) return;
    for (let index = this.#blockOf(from); index < this.#blocks.length; index++) {
      for (const event of this.#decode(index)) {
        if (event.ordinal >= to) return;
        if (event.ordinal >= from) yield event;
      }
    }
  }

  /** The same events in reverse order. */
  *backward(from: number, to: number): Generator<StoredEvent> {
    if (from >= to) return;
    for (let index = this.#blockOf(to - 1); index >= 0; index--) {
      for (const event of [...this.#decode(index)].reverse()) {
        if (event.ordinal < from) return;
        if (event.ordinal < to) yield event;
      }
    }
  }

  #mark(timestamp: number): void {
    const last = this.#blocks.at(-1);
    const full =
      last === undefined || this.count - last.ordinal >= BLOCK_EVENTS || this.#offset - last.offset >= BLOCK_BYTES;
    if (full) this.#blocks.push({ ordinal: this.count, offset: this.#offset, timestamp });
  }

  #blockOf(ordinal: number): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#blocks[middle]?.ordinal ?? 0) <= ordinal) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  *#decode(index: number): Generator<StoredEvent> {
    const block = this.#blocks[index];
    if (block === undefined) return;
    const bytes = this.#bytes(block.offset, this.#blocks[index + 1]?.offset ?? this.#offset);
    for (let at = 0, ordinal = block.ordinal; at < bytes.length; ordinal++) {
      const length = bytes.readUInt32LE(at);
      const start = at + HEADER;
      const message = bytes.toString('utf8', start, start + length);
      yield { ordinal, timestamp: bytes.readDoubleLE(at + 4), message, bytes: length };
      at = start + length;
    }
  }

  #bytes(from: number, to: number): Buffer {
    const bytes = Buffer.allocUnsafe(to - from);
    const reader = openSync(this.#path, 'r');
    try {
      for (let at = 0; at < bytes.length; ) {
        const got = readSync(reader, bytes, at, bytes.length - at, from + at);
        if (got === 0) throw new Error(`${this.#path} is shorter than it was`);
        at += got;
      }
    } finally {
      closeSync(reader);
    }
    return bytes;
  }
}

function writeAll(writer: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(writer, bytes, at);
}
