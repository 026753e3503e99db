import { expect, test } from 'vitest';
import {
  type Closing,
  isBoundHit,
  isDrained,
  mayEndEarly,
  type Reading,
} from '../../../src/core/verdict/log-cursor.ts';

const QUIET = 5_000;
const reading = (over: Partial<Reading>): Reading => ({
  caughtUp: true,
  readAt: 100_000,
  lastLineAt: undefined,
  exists: true,
  ...over,
});
const closing = (over: Partial<Closing> = {}): Closing => ({
  endedAt: 100_000,
  stoppedAt: undefined,
  neverStarted: false,
  failed: false,
  ...over,
});

test.each<[string, boolean, Reading, Closing]>([
  ['at the exit itself', false, reading({ readAt: 100_000 }), closing()],
  ['just before the window ends', false, reading({ readAt: 104_999 }), closing()],
  ['when the window ends', true, reading({ readAt: 105_000 }), closing()],
  ['more is waiting', false, reading({ readAt: 200_000, caughtUp: false }), closing()],
  ['a late line starts the window anew', false, reading({ readAt: 105_000, lastLineAt: 104_000 }), closing()],
  ['and ends it later', true, reading({ readAt: 109_000, lastLineAt: 104_000 }), closing()],
  ['failed, no line since, not yet STOPPED', false, reading({ readAt: 190_000 }), closing({ failed: true })],
  [
    'failed, no line since, just STOPPED',
    false,
    reading({ readAt: 114_999 }),
    closing({ failed: true, stoppedAt: 110_000 }),
  ],
  [
    'failed, no line since, STOPPED for 5 s',
    true,
    reading({ readAt: 115_000 }),
    closing({ failed: true, stoppedAt: 110_000 }),
  ],
  [
    'failed, but the last line has come',
    true,
    reading({ readAt: 106_000, lastLineAt: 101_000 }),
    closing({ failed: true }),
  ],
  [
    'failed, and a log that is read late brings lines from long before the end',
    false,
    reading({ readAt: 106_000, lastLineAt: 101_000, lastTimestamp: 60_000 }),
    closing({ failed: true, lastSecondsFrom: 97_000 }),
  ],
  [
    'failed, and a line of its last seconds has come',
    true,
    reading({ readAt: 106_000, lastLineAt: 101_000, lastTimestamp: 97_000 }),
    closing({ failed: true, lastSecondsFrom: 97_000 }),
  ],
  [
    'failed, with a line at the exit itself',
    true,
    reading({ readAt: 105_000, lastLineAt: 100_000 }),
    closing({ failed: true }),
  ],
  ['failed, with a line before it', false, reading({ readAt: 190_000, lastLineAt: 99_999 }), closing({ failed: true })],
  ['never started, but there is a stream', false, reading({}), closing({ neverStarted: true })],
  ['no stream yet', false, reading({ exists: false }), closing()],
  ['never started and no stream', true, reading({ exists: false }), closing({ neverStarted: true, failed: true })],
])('%s: %s', (_, drained, read, close) => {
  expect(isDrained(read, close, QUIET)).toBe(drained);
});

test('the bound counts from the later of exit and stop', () => {
  expect(isBoundHit(closing(), 159_999, 60_000)).toBe(false);
  expect(isBoundHit(closing(), 160_000, 60_000)).toBe(true);
  expect(isBoundHit(closing({ stoppedAt: 110_000 }), 160_000, 60_000)).toBe(false);
});

test.each<[string, boolean, Partial<Reading>, Partial<Closing>]>([
  ['no line of the last seconds, and nobody has read since the stop', true, { lastTimestamp: 96_999 }, {}],
  ['no line at all', true, {}, {}],
  ['a line of the last seconds', false, { lastTimestamp: 97_000 }, {}],
  ['read before the stop', true, {}, { stoppedAt: 100_001 }],
  ['read since the stop', false, {}, { stoppedAt: 100_000 }],
  ['it failed: that is waited for anyway', false, {}, { failed: true }],
])('a good end that is silent may hold more: %s: %s', (_, more, read, close) => {
  expect(mayEndEarly(reading(read), closing({ lastSecondsFrom: 97_000, ...close }))).toBe(more);
});

test('nothing more is expected where the last seconds do not matter', () => {
  expect(mayEndEarly(reading({}), closing())).toBe(false);
});
