import { fstatSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import type { Sink } from './io.ts';

/** Short texts are written together: a system call for each line would be most of the work. */
const CHUNK_CHARACTERS = 32_768;

/** A stream of the process as a sink. After EPIPE (the reader has gone) what is written is dropped. */
export function sinkOf(
  stream: Pick<WriteStream, 'write' | 'on' | 'once' | 'isTTY' | 'columns' | 'writableNeedDrain'>,
  isFile: boolean,
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
      return stream.columns;
    },
    isFile,
    flush,
    write(text) {
      if (gone) return undefined;
      // What was held goes at the end of this turn of the event loop, or when it is much.
      if (held === '') setImmediate(flush);
      held += text;
      if (stream.isTTY || held.length >= CHUNK_CHARACTERS) flush();
      if (!gone && stream.writableNeedDrain) return new Promise<void>((resolve) => waiting.push(resolve));
      return undefined;
    },
  };
}

/**
 * Whether two descriptors are read in one place. Of a pipe that is assumed: a build's log joins them, and so does tee;
 * not of a file, nor of /dev/null.
 */
export function areReadTogether(out: number, err: number): boolean {
  try {
    const [a, b] = [fstatSync(out), fstatSync(err)];
    return (a.dev === b.dev && a.ino === b.ino) || a.isFIFO() || a.isSocket();
  } catch {
    return true; // One of them is closed.
  }
}
