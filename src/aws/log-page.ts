import type { LogLine } from '../core/ports.ts';

/** The body of a GetLogEvents answer, split into its lines and the rest. */
interface PageBody {
  /** The lines in order. They are decoded a few at a time, during iteration. */
  lines: Iterable<LogLine>;
  /** The same JSON without events. */
  rest: Buffer;
}

/** How much of a page is decoded at once. Decoded lines should be free again at the next garbage collection. */
const BATCH_BYTES = 8_192;

const code = (character: string) => character.charCodeAt(0);
const [QUOTE, BACKSLASH, COMMA, COLON] = [code('"'), code('\\'), code(','), code(':')];
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [code('{'), code('}'), code('['), code(']')];
const [ZERO, NINE, MINUS, U] = [code('0'), code('9'), code('-'), code('u')];
const SPACES = new Set([' ', '\t', '\n', '\r'].map(code));
const ESCAPES = new Set([...'"\\/bfnrt'].map(code));
const HEX = new Set([...'0123456789abcdefABCDEF'].map(code));
const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));
const EVENTS = Buffer.from('"events"');
const NO_MORE = -1;

/**
 * Splits the body of a GetLogEvents answer without decoding its lines. A page has up to 10,000 lines: decoded all at
 * once, they would stay in memory for longer than they are needed. The whole body is checked first, so a page has
 * either all its lines or none. Returns `undefined` if the body does not have the plain form that CloudWatch Logs
 * returns, in which events are objects of strings, integers, true, false and null. The SDK then decodes the body or
 * reports the error. Until the lines have been iterated over, the bytes must not be used for anything else.
 */
export function takeApart(body: Buffer): PageBody | undefined {
  const scan = new Scanner(body);
  if (!scan.take(OPEN)) return undefined;
  let spans: number[] | undefined;
  let [from, to] = [0, 0];
  do {
    const key = scan.next();
    if (!scan.text()) return undefined;
    const isEvents = body.compare(EVENTS, 0, EVENTS.length, key, scan.at) === 0;
    if (!scan.take(COLON)) return undefined;
    if (isEvents) {
      if (spans !== undefined || !scan.take(OPEN_LIST)) return undefined;
      from = scan.at;
      spans = scan.spansOfEvents();
      to = scan.at - 1;
      if (spans === undefined) return undefined;
    } else if (!scan.plainValue()) return undefined;
  } while (scan.take(COMMA));
  if (!scan.take(CLOSE) || scan.next() !== body.length || spans === undefined) return undefined;
  return { rest: Buffer.concat([body.subarray(0, from), body.subarray(to)]), lines: decode(body, spans) };
}

/** The lines in these ranges of the body: from, to, from, to, … */
function* decode(body: Buffer, spans: readonly number[]): Generator<LogLine> {
  for (let i = 0; i < spans.length; i += 2) {
    const [from = 0, to = 0] = spans.slice(i, i + 2);
    // These bytes are a bracket, a comma or a space, and nothing reads them again, so they can be overwritten.
    body[from - 1] = OPEN_LIST;
    body[to] = CLOSE_LIST;
    const events = JSON.parse(body.toString('utf8', from - 1, to + 1)) as Partial<LogLine>[];
    for (const event of events)
      yield isLine(event) ? event : { timestamp: event.timestamp ?? 0, message: event.message ?? '' };
  }
}

function isLine(event: Partial<LogLine>): event is LogLine {
  return typeof event.timestamp === 'number' && typeof event.message === 'string';
}

/** Scans JSON byte by byte. Each method except `next` returns whether it found what it is named after. */
class Scanner {
  at = 0;
  private readonly body: Buffer;

  constructor(body: Buffer) {
    this.body = body;
  }

  /** Index of the next byte that is not white space. */
  next(): number {
    while (SPACES.has(this.body[this.at] ?? NO_MORE)) this.at += 1;
    return this.at;
  }

  take(byte: number): boolean {
    if (this.body[this.next()] !== byte) return false;
    this.at += 1;
    return true;
  }

  text(): boolean {
    const { body } = this;
    if (body[this.at] !== QUOTE) return false;
    let at = this.at + 1;
    for (; ; at += 1) {
      const byte = body[at] ?? NO_MORE;
      if (byte === QUOTE) break;
      if (byte < 0x20) return false;
      if (byte !== BACKSLASH) continue;
      at += 1;
      const escaped = body[at] ?? NO_MORE;
      if (escaped === U) {
        for (const end = at + 4; at < end; ) if (!HEX.has(body[++at] ?? NO_MORE)) return false;
      } else if (!ESCAPES.has(escaped)) return false;
    }
    this.at = at + 1;
    return true;
  }

  /** A string, an integer, true, false or null. */
  plainValue(): boolean {
    const first = this.body[this.next()] ?? NO_MORE;
    if (first === QUOTE) return this.text();
    return first === MINUS || (first >= ZERO && first <= NINE) ? this.wholeNumber() : this.word();
  }

  /** Scans the events to the end of their list. Returns ranges of whole events: from, to, from, to, … */
  spansOfEvents(): number[] | undefined {
    if (this.take(CLOSE_LIST)) return [];
    const spans = [this.next()];
    for (;;) {
      if (!this.event()) return undefined;
      const end = this.at;
      if (this.take(CLOSE_LIST)) {
        spans.push(end);
        return spans;
      }
      if (!this.take(COMMA)) return undefined;
      if (end - (spans.at(-1) ?? 0) >= BATCH_BYTES) spans.push(end, this.next());
    }
  }

  private event(): boolean {
    if (!this.take(OPEN)) return false;
    if (this.take(CLOSE)) return true;
    do {
      this.next();
      if (!this.text() || !this.take(COLON) || !this.plainValue()) return false;
    } while (this.take(COMMA));
    return this.take(CLOSE);
  }

  private wholeNumber(): boolean {
    if (this.body[this.at] === MINUS) this.at += 1;
    const from = this.at;
    for (;;) {
      const byte = this.body[this.at] ?? NO_MORE;
      if (byte < ZERO || byte > NINE) break;
      this.at += 1;
    }
    // In JSON, a number of several digits cannot begin with 0.
    return this.at === from + 1 || (this.at > from && this.body[from] !== ZERO);
  }

  private word(): boolean {
    const word = WORDS.find((one) => this.body.subarray(this.at, this.at + one.length).equals(one));
    if (word === undefined) return false;
    this.at += word.length;
    return true;
  }
}
