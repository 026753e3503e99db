import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeApart } from '../../src/aws/log-page.ts';

/** What the SDK would be left with, and the lines; or nothing. */
function read(text: string | Buffer) {
  const page = takeApart(Buffer.from(text));
  return page && { lines: [...page.lines], rest: JSON.parse(page.rest.toString()) };
}

const space = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
const event = fc.record({
  timestamp: fc.integer({ min: 0, max: 4e12 }),
  message: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', '\n', '\u0000', 'é', '語', '😀') }),
    fc.constantFrom('x'.repeat(5_000), '語'.repeat(3_000)),
  ),
  ingestionTime: fc.integer({ min: 0, max: 4e12 }),
});
const page = fc.record({ events: fc.array(event), nextForwardToken: fc.string(), nextBackwardToken: fc.string() });

/** JSON with space between its parts. */
function write(value: unknown, gap: string): string {
  if (Array.isArray(value)) return `[${gap}${value.map((one) => write(one, gap)).join(`${gap},${gap}`)}${gap}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}${gap}:${gap}${write(one, gap)}`);
  return `{${gap}${members.join(`${gap},${gap}`)}${gap}}`;
}

describe('a page of events', () => {
  test('has the lines that JSON.parse finds in it, in whatever order its members are', () => {
    const order = fc.shuffledSubarray(['events', 'nextForwardToken', 'nextBackwardToken'], { minLength: 3 });
    fc.assert(
      fc.property(page, order, space, (content, names, gap) => {
        const ordered = Object.fromEntries(names.map((name) => [name, content[name as keyof typeof content]]));
        const text = `${gap}${write(ordered, gap)}${gap}`;
        const { events, ...others } = JSON.parse(text);
        expect(read(text)).toEqual({ lines: events, rest: { ...others, events: [] } });
      }),
    );
  });

  test('with a byte that is another is understood as JSON.parse does, or left to the SDK', () => {
    const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(page, fc.array(change, { minLength: 1, maxLength: 3 }), (content, changes) => {
        const body = Buffer.from(JSON.stringify(content));
        for (const { at, byte } of changes) body[at % body.length] = byte;
        const text = body.toString();
        const found = read(body);
        if (found === undefined) return;
        const { events, ...others } = JSON.parse(text);
        expect(found.rest).toEqual({ ...others, events: [] });
        expect(found.lines).toHaveLength(events.length);
        for (const [i, { message }] of found.lines.entries()) expect(message).toBe(events[i].message ?? '');
      }),
      { numRuns: 600 },
    );
  });

  test('that breaks off anywhere is left to the SDK', () => {
    const text = JSON.stringify({
      events: [{ timestamp: 1, message: 'a\n' }, { message: '' }],
      nextForwardToken: 'f/1',
    });
    for (let length = 0; length < text.length; length += 1) expect(read(text.slice(0, length))).toBeUndefined();
    expect(read(text)?.lines).toHaveLength(2);
  });

  test.each([
    '{}',
    '[]',
    '{"events":null}',
    '{"events":[],"events":[]}',
    '{"events":[{}]}{}',
    '{"events":[{"message":"a"},]}',
    '{"events":[{"message":"a"} {"message":"b"}]}',
    '{"events":[{"message":"a\nb"}]}',
    '{"events":[{"message":"\\x"}]}',
    '{"events":[{"message":"\\u12g4"}]}',
    '{"events":[{"timestamp":01}]}',
    '{"events":[{"timestamp":1.5}]}',
    '{"events":[{"message":{"text":"a"}}]}',
    '{"events":["a"]}',
    '{"__type":"ThrottlingException"}',
  ])('%s is left to the SDK', (text) => {
    expect(read(text)).toBeUndefined();
  });

  test('an event without its members is an empty line', () => {
    expect(read('{"events":[{},{"message":null,"timestamp":null},{"other":true}]}')?.lines).toEqual(
      [1, 2, 3].map(() => ({ timestamp: 0, message: '' })),
    );
  });
});
