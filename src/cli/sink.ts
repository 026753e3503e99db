import { fstatSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import type { Sink } from './io.ts';

/** Short texts are written together, because one system call per line would take most of the time. In characters. */
const CHUNK_CHARACTERS = 32_768;

/**
 * Turns a stream of the process into a sink. After EPIPE (the reader has gone), everything written is dropped.
 * `flushOther` writes out what the other stream holds: both may be read in one place, and then in the order of the writes.
 */
export function sinkOf(
  stream: Pick<WriteStream, 'write' | 'on' | 'once' | 'isTTY' | 'columns' | 'rows' | 'writableNeedDrain'>,
  isFile: boolean,
  flushOther: () => void = () => {},
): Sink & { flush(): void } {
  let gone = false;
  let held = '';
  let waiting: (() => void)[] = [];
  const go = () => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  const flush = () => {
    const text = held;
    held = '';
    if (text !== '' && !gone) stream.write(text);
  };
  stream.on('error', () => {
    gone = true;
    go();
  });
  stream.on('drain', go);
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      // A terminal that does not know its size says 0.
      return stream.columns || undefined;
    },
    get rows() {
      return stream.rows || undefined;
    },
    isFile,
    flush,
    write(text) {
      if (gone) return undefined;
      flushOther();
      // Buffered text is written at the end of this turn of the event loop, or as soon as there is much of it.
      if (held === '') setImmediate(flush);
      held += text;
      if (stream.isTTY || held.length >= CHUNK_CHARACTERS) flush();
      if (!gone && stream.writableNeedDrain) return new Promise<void>((resolve) => waiting.push(resolve));
      return undefined;
    },
  };
}

/**
 * Whether two descriptors are read in one place. For a pipe or a socket this is assumed: the log of a build joins both,
 * and so does tee. For a file or /dev/null it is not assumed.
 */
export function areReadTogether(out: number, err: number): boolean {
  try {
    const [a, b] = [fstatSync(out), fstatSync(err)];
    return (a.dev === b.dev && a.ino === b.ino) || a.isFIFO() || a.isSocket();
  } catch {
    return true; // One of them is closed.
  }
}
