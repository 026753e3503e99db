import stringWidth from 'fast-string-width';
import type { Io, Sink } from '../../src/cli/io.ts';
import { newLeaving } from '../../src/cli/leaving.ts';

const ESC = '\u001b';
const SEQUENCE = new RegExp(`${ESC}\\[(\\?)?([\\d;]*)([A-Za-z])`, 'y');

/** What a terminal of so many columns shows. It knows the sequences that we write, and refuses all others. */
export class Screen {
  columns: number;
  rows: number;
  cursorHidden = false;
  #lines: string[][] = [[]];
  #x = 0;
  #y = 0;
  /** The first line of the window. It never goes back. */
  #top = 0;

  constructor(columns: number, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): void {
    this.#scroll();
    for (let i = 0; i < text.length; ) {
      SEQUENCE.lastIndex = i;
      const sequence = SEQUENCE.exec(text);
      if (sequence !== null) {
        this.#act(sequence[1] === '?', sequence[2] ?? '', sequence[3] ?? '');
        i += sequence[0].length;
        continue;
      }
      const character = String.fromCodePoint(text.codePointAt(i) ?? 0);
      i += character.length;
      if (character === '\r') this.#x = 0;
      else if (character === '\n') this.#newLine();
      else this.#put(character);
    }
  }

  /** Everything that was ever shown and not overwritten, from the first line to the last. */
  text(): string {
    const lines = this.#lines.map((line) => line.join('').trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return `${lines.join('\n')}\n`;
  }

  /** What the window shows now. What has left it at its top is out of reach for everybody. */
  window(): string {
    return this.#lines
      .slice(this.#top)
      .map((line) => `${line.join('').trimEnd()}\n`)
      .join('');
  }

  #newLine(): void {
    this.#x = 0;
    this.#y += 1;
    this.#lines[this.#y] ??= [];
    this.#scroll();
  }

  #scroll(): void {
    this.#top = Math.max(this.#top, this.#lines.length - this.rows);
  }

  #put(character: string): void {
    const width = stringWidth(character);
    if (this.#x + width > this.columns) this.#newLine();
    const line = this.#lines[this.#y] ?? [];
    while (line.length < this.#x) line.push(' ');
    line[this.#x] = character;
    if (width === 2) line[this.#x + 1] = '';
    this.#x += width;
  }

  #act(isPrivate: boolean, given: string, action: string): void {
    if (isPrivate) {
      if (given === '25') this.cursorHidden = action === 'l';
      else if (given !== '2026') throw new Error(`the terminal does not know ?${given}${action}`);
      return;
    }
    switch (action) {
      case 'm':
        return;
      case 'A':
        // What has left the window at its top can no longer be reached.
        this.#y = Math.max(this.#top, this.#y - Number(given || 1));
        return;
      case 'K':
        this.#lines[this.#y]?.splice(this.#x);
        return;
      case 'J':
        this.#lines[this.#y]?.splice(this.#x);
        this.#lines.splice(this.#y + 1);
        return;
      default:
        throw new Error(`the terminal does not know ${given}${action}`);
    }
  }
}

/** Both streams of a process on one terminal. */
export function onScreen(screen: Screen, env: Io['env'] = {}): Io {
  const sink: Sink = {
    isTTY: true,
    isFile: false,
    get columns() {
      return screen.columns;
    },
    get rows() {
      return screen.rows;
    },
    write: (text) => screen.write(text),
  };
  return { ...inOneLog((text) => screen.write(text), env), stdout: sink, stderr: sink };
}

/** Both streams of a process in the log of a build. */
export function inOneLog(write: (text: string) => void, env: Io['env'] = {}): Io {
  const sink: Sink = { isTTY: false, isFile: false, columns: undefined, rows: undefined, write };
  return {
    stdout: sink,
    stderr: sink,
    together: true,
    env,
    cwd: '/',
    uid: undefined,
    interrupt: new AbortController().signal,
    leaving: newLeaving(),
  };
}
