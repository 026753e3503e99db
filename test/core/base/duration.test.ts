import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/core/base/duration.ts';

test.each([
  ['30m', 1_800_000],
  ['1.5h', 5_400_000],
  ['1d', 86_400_000],
  ['1 h 30 min', 5_400_000],
  ['90 s', 90_000],
  ['1h 30m', 5_400_000],
  ['1 h30', undefined],
  ['5 s ', undefined],
  ['1hour', undefined],
  ['5sm', undefined],
  ['30', undefined],
  ['m', undefined],
  ['', undefined],
  ['1e9h', undefined],
  ['99999999999999d', undefined],
])('the duration %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  [850, '850 ms'],
  [12_345, '12.3 s'],
  [245_000, '4 min 5 s'],
  [7_800_000, '2 h 10 min'],
  [3_600_000, '1 h'],
])('%i ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
  // What is shown may be given again.
  expect(formatDuration(parseDuration(text) ?? 0)).toBe(text);
});
