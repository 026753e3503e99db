import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EventFile } from '../../../src/engine/logs/event-file.ts';

let directory: string;
let file: EventFile;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'event-file-'));
  file = new EventFile(join(directory, 'events'));
});
afterEach(() => {
  file.close();
  rmSync(directory, { recursive: true });
});

const append = (now: number, ...messages: string[]) =>
  file.append(
    messages.map((it) => Buffer.from(it)),
    now,
  );
const messages = (events: Iterable<{ message: string }>) => [...events].map((it) => it.message);

test('gives back any range, in either direction', () => {
  for (let i = 0; i < 1_000; i++) append(i, `line ${i}`);
  expect(messages(file.forward(254, 258))).toEqual(['line 254', 'line 255', 'line 256', 'line 257']);
  expect(messages(file.backward(254, 258))).toEqual(['line 257', 'line 256', 'line 255', 'line 254']);
  expect(messages(file.forward(0, 1_000))).toHaveLength(1_000);
  expect(messages(file.backward(0, 1_000))).toHaveLength(1_000);
  expect(messages(file.forward(5, 5))).toEqual([]);
  expect(messages(file.backward(999, 1_000))).toEqual(['line 999']);
});

test('finds the first event of a time', () => {
  for (let i = 0; i < 1_000; i++) append(i * 10, `line ${i}`);
  expect(file.ordinalAt(0)).toBe(0);
  expect(file.ordinalAt(2_555)).toBe(256);
  expect(file.ordinalAt(2_560)).toBe(256);
  expect(file.ordinalAt(2_561)).toBe(257);
  expect(file.ordinalAt(9_990)).toBe(999);
  expect(file.ordinalAt(9_991)).toBe(1_000);
});

test('finds it among thousands of the same time, too', () => {
  append(1, ...Array(700).fill('early'));
  append(2, ...Array(12_000).fill('same'));
  append(3, 'late');
  expect([1, 2, 3, 4].map((it) => file.ordinalAt(it))).toEqual([0, 700, 12_700, 12_701]);
});

test('keeps time in order though the clock was set back', () => {
  append(100, 'a');
  append(50, 'b');
  expect([...file.forward(0, 2)].map((it) => it.timestamp)).toEqual([100, 100]);
});

test('can be read after its end, and takes no more', () => {
  append(1, 'a');
  file.close();
  append(2, 'b');
  expect(messages(file.forward(0, file.count))).toEqual(['a']);
});

test('keeps a million lines off the heap', () => {
  const lines = Array.from({ length: 1_000 }, () => Buffer.from('x'.repeat(100)));
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 1_000; i++) file.append(lines, i);
  expect(file.count).toBe(1_000_000);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
});
