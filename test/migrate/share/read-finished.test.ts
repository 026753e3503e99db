import { expect, test } from 'vitest';
import type { Answer } from '../../../src/core/base/failure.ts';
import type { Logs, ManyStreams, StreamEvent } from '../../../src/core/ports.ts';
import { shareFinishedLogs } from '../../../src/migrate/share/read-finished.ts';
import { VirtualClock } from '../../support/virtual-aws/clock.ts';
import { failure } from '../../support/virtual-aws/failures.ts';
import { settled } from '../../support/virtual-aws/microtasks.ts';

type Page = Answer<{ events: StreamEvent[]; next?: string }>;

const NO_STREAM: Page = {
  ok: false,
  failure: failure('refused', 'FilterLogEvents', 'ResourceNotFoundException'),
};

const event = (stream: string, id: string, timestamp: number): StreamEvent => ({ stream, id, timestamp, message: id });

/** Reads streams that are complete at once. `answer`: what AWS answers to the nth call. */
async function read(streams: string[], answer: (of: ManyStreams, next: string | undefined, call: number) => Page) {
  const clock = new VirtualClock(0);
  const calls: string[] = [];
  const logs: Logs = {
    read: () => Promise.reject(new Error('by token')),
    readMany: async (of, next) => {
      calls.push(`${of.streams.join(' ')}${next === undefined ? '' : ` ${next}`}`);
      return answer(of, next, calls.length);
    },
  };
  const readFinished = shareFinishedLogs(logs, {
    tasks: {} as never,
    clock: { now: () => clock.now, sleep: (ms) => new Promise((resolve) => clock.at(clock.now + ms, resolve)) },
    random: { next: () => 0.5, uuid: () => '' },
    interrupt: new AbortController().signal,
    emit: () => undefined,
  });
  const found = new Map<string, string[] | 'doubtful'>();
  for (const stream of streams) {
    const where = { container: 'migrate', region: 'eu-west-1', group: '/g', stream };
    void readFinished({ stream: where, since: 0, readyAt: 0 }).then((lines) =>
      found.set(stream, lines === 'doubtful' ? lines : lines.map(({ message }) => message)),
    );
  }
  do await settled();
  while (clock.advance());
  return { found: Object.fromEntries(found), calls, ms: clock.now };
}

const page = (events: StreamEvent[], next?: string): Page => ({
  ok: true,
  value: { events, ...(next === undefined ? {} : { next }) },
});

test('pages are read until the token is absent, empty ones too; and everything twice', async () => {
  const { found, calls } = await read(['a', 'b'], (_, next) => {
    if (next === undefined) return page([], 'one');
    return next === 'one' ? page([event('a', 'a1', 1), event('b', 'b1', 1)], 'two') : page([event('a', 'a2', 2)]);
  });
  expect(found).toEqual({ a: ['a1', 'a2'], b: ['b1'] });
  expect(calls).toEqual(['a b', 'a b one', 'a b two', 'a b', 'a b one', 'a b two']);
});

test('a line that can be read late is in its place, and the stream is read once more', async () => {
  const { found, calls } = await read(['a'], (_, __, call) =>
    page([...(call > 1 ? [event('a', 'late', 1)] : []), event('a', 'last', 2)]),
  );
  expect(found).toEqual({ a: ['late', 'last'] });
  expect(calls).toHaveLength(3);
});

test('a stream that never falls silent is doubtful', async () => {
  const { found } = await read(['a'], (_, __, call) =>
    page(Array.from({ length: call }, (_, n) => event('a', `${n}`, n))),
  );
  expect(found).toEqual({ a: 'doubtful' });
});

test('a stream without lines is doubtful', async () => {
  expect((await read(['a', 'b'], () => page([event('b', 'b1', 1)]))).found).toEqual({ a: 'doubtful', b: ['b1'] });
});

test('one stream that does not exist fails the call for all: only that one is doubtful', async () => {
  const { found } = await read(['a', 'b', 'c'], ({ streams }) =>
    streams.includes('b') ? NO_STREAM : page(streams.map((stream) => event(stream, `${stream}1`, 1))),
  );
  expect(found).toEqual({ a: ['a1'], b: 'doubtful', c: ['c1'] });
});

test('throttling is waited for; the lines of a page before an error count once', async () => {
  const { found } = await read(['a'], (_, next, call) => {
    if (call === 2) return { ok: false, failure: failure('throttled', 'FilterLogEvents') };
    return next === undefined ? page([event('a', 'a1', 1)], 'one') : page([event('a', 'a2', 2)]);
  });
  expect(found).toEqual({ a: ['a1', 'a2'] });
});

test('a group without the right is asked once', async () => {
  const denied: Page = { ok: false, failure: failure('denied', 'FilterLogEvents') };
  const { found, calls } = await read(['a', 'b'], () => denied);
  expect(found).toEqual({ a: 'doubtful', b: 'doubtful' });
  expect(calls).toHaveLength(1);
});

test('a very long log is left to the reading by token, and the others are read without it', async () => {
  const many = Array.from({ length: 20_001 }, (_, n) => event('long', `${n}`, n));
  const { found } = await read(['long', 'a'], ({ streams }) =>
    streams.includes('long') ? page(many, 'more') : page([event('a', 'a1', 1)]),
  );
  expect(found).toEqual({ long: 'doubtful', a: ['a1'] });
});

test('250 streams are 3 calls, twice', async () => {
  const streams = Array.from({ length: 250 }, (_, n) => `s${n}`);
  const { found, calls } = await read(streams, (of) => page(of.streams.map((stream) => event(stream, stream, 1))));
  expect(Object.values(found).every((lines) => lines.length === 1)).toBe(true);
  expect(calls).toHaveLength(6);
});
