import stringWidth from 'fast-string-width';
import type { Sink } from '../io.ts';

/** Lines at the bottom of the terminal that are drawn again and again, until they are removed. */
export interface LiveArea {
  /** Draws these lines instead of those before. They must fit into the window. */
  draw(lines: readonly string[]): void;
  /** Removes the lines, so that other text can be written in their place. */
  clear(): void;
  /** Removes the lines for good, and shows the cursor again. */
  close(): void;
}

const ESC = '\u001b[';
const HIDE_CURSOR = `${ESC}?25l`;
const SHOW_CURSOR = `${ESC}?25h`;
/** The terminal shows everything between these two at once. Those that do not know them ignore them. */
const [BEGIN_FRAME, END_FRAME] = [`${ESC}?2026h`, `${ESC}?2026l`];
const ERASE_REST_OF_LINE = `${ESC}K`;
const ERASE_BELOW = `${ESC}J`;

export function createLiveArea(out: Sink): LiveArea {
  let drawn: readonly string[] = [];
  let hidden = false;
  let closed = false;
  const write = (text: string) => void out.write(text);

  /** From the end of the last line to the beginning of the first. The window may have become narrower since. */
  const toTop = (): string => {
    const columns = out.columns ?? Number.POSITIVE_INFINITY;
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
    return rows > 1 ? `\r${ESC}${rows - 1}A` : '\r';
  };

  const clear = (): void => {
    if (drawn.length === 0) return;
    write(`${toTop()}${ERASE_BELOW}`);
    drawn = [];
  };
  return {
    draw(lines) {
      if (closed) return;
      const start = hidden ? '' : HIDE_CURSOR;
      hidden = true;
      // Each line is overwritten and its rest erased. To erase everything first would flicker.
      const text = lines.map((line) => `${line}${ERASE_REST_OF_LINE}`).join('\n');
      write(`${start}${BEGIN_FRAME}${toTop()}${text}${ERASE_BELOW}${END_FRAME}`);
      drawn = lines;
    },
    clear,
    close() {
      clear();
      if (hidden) write(SHOW_CURSOR);
      hidden = false;
      closed = true;
    },
  };
}
