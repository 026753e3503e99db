import type { WriteStream } from 'node:tty';
import type { Sink } from './io.ts';

/** A stream of the process as a sink. After EPIPE (the reader has gone) what is written is dropped. */
export function sinkOf(stream: Pick<WriteStream, 'write' | 'on' | 'once' | 'isTTY' | 'columns'>): Sink {
  let gone = false;
  let waiting: (() => void) | undefined;
  const go = () => {
    waiting?.();
    waiting = undefined;
  };
  stream.on('error', () => {
    gone = true;
    go();
  });
  stream.on('drain', go);
  return {
    isTTY: stream.isTTY === true,
    columns: stream.columns,
    async write(text) {
      if (gone || stream.write(text)) return;
      await new Promise<void>((resolve) => {
        const before = waiting;
        waiting = () => {
          before?.();
          resolve();
        };
      });
    },
  };
}
