// The program of the bench's container: container.mjs SEED LINES SECONDS FILE. Writes this many lines within this many seconds, each
// with its number and time, at intervals and with texts that follow from the seed. Its last act is to write the time into FILE.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [seed = 1, lines = 1, seconds = 0] = process.argv.slice(2, 5).map(Number);
const [, , , , , file = 'ended'] = process.argv;
const WORDS = ['adding a column', 'creating an index', 'copying rows', 'validating a constraint', 'analyzing a table'];

/** Mulberry32: numbers from 0 to 1 that are the same for the same seed. */
let state = seed;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const rests = Array.from({ length: lines }, () => (seconds === 0 ? 0 : 0.5 + random()));
const all = rests.reduce((sum, rest) => sum + rest, 0);
for (let i = 0; i < lines; i += 1) {
  const word = WORDS[Math.floor(random() * WORDS.length)];
  const text = `line ${i + 1} at ${Date.now()}: ${word} ${'.'.repeat(Math.floor(random() * 60))}\n`;
  // A pipe that is full is waited for.
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  if (seconds > 0) await sleep((rests[i] / all) * seconds * 1_000);
}
process.on('exit', () => writeFileSync(file, String(Date.now())));
