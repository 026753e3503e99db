import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from '../../../src/engine/logs/lines.ts';

const MAX = 262_144 - 26;

/** The events that the driver makes from output that arrives in these chunks. */
function events(...chunks: (string | Buffer)[]): string[] {
  const lines = new LineSplitter();
  return [...chunks.flatMap((it) => lines.push(Buffer.from(it))), ...lines.end()].map((it) => it.toString());
}

test.each<[string, string[], string[]]>([
  ['lines', ['one\ntwo\n'], ['one', 'two']],
  ['a line in pieces', ['on', 'e\ntw', 'o\n'], ['one', 'two']],
  ['a last line without an end', ['one\ntwo'], ['one', 'two']],
  ['empty lines, which are no events', ['\n\none\n\n\ntwo\n\n'], ['one', 'two']],
  ['blanks and carriage returns, which stay', [' \n\r\na\rb\r\n'], [' ', '\r', 'a\rb\r']],
  ['nothing', [], []],
])('%s', (_name, chunks, expected) => {
  expect(events(...chunks)).toEqual(expected);
});

test('a character in two chunks stays whole', () => {
  const bytes = Buffer.from('naïve 🚀\n');
  for (let at = 0; at <= bytes.length; at++) {
    expect(events(bytes.subarray(0, at), bytes.subarray(at))).toEqual(['naïve 🚀']);
  }
});

test.each([
  [MAX, [MAX]],
  [MAX + 1, [MAX, 1]],
  [3 * MAX + 5, [MAX, MAX, MAX, 5]],
])('a line of %i bytes becomes events of %j', (length, expected) => {
  expect(events('x'.repeat(length) + '\n').map((it) => it.length)).toEqual(expected);
});

test('a long line is split between characters, wherever its chunks end', () => {
  const line = 'é🚀x€'.repeat(90_000);
  const bytes = Buffer.from(line);
  for (const size of [65_536, 65_537, 999_983]) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    const pieces = events(...chunks);
    expect(pieces.join('')).toBe(line);
    expect(pieces.every((it) => Buffer.byteLength(it) <= MAX && !it.includes('\ufffd'))).toBe(true);
  }
});

test('bytes that are no UTF-8 count as the three that they become', () => {
  const pieces = events(Buffer.alloc(MAX, 0xff));
  expect(pieces.every((it) => Buffer.byteLength(it) <= MAX)).toBe(true);
  expect(pieces.join('')).toHaveLength(MAX);
});

test('however an output is chunked, its lines are the same', () => {
  const output = fc.array(fc.constantFrom('a', 'é', '🚀', '\n', '\r', ' '), { maxLength: 60 });
  fc.assert(
    fc.property(output, fc.array(fc.nat(20), { maxLength: 20 }), (characters, sizes) => {
      const bytes = Buffer.from(characters.join(''));
      const chunks: Buffer[] = [];
      let at = 0;
      for (const size of sizes) {
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      chunks.push(bytes.subarray(at));
      expect(events(...chunks)).toEqual(characters.join('').split('\n').filter(Boolean));
    }),
  );
});
