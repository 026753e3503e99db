import { expect, test } from 'vitest';
import type { Clock } from '../../src/core/base/clock.ts';
import { openJournalObject } from '../../src/fleet/journal-object.ts';
import type { Objects } from '../../src/fleet/objects.ts';

const PLACE = 's3://deploys/one.jsonl';

/** A clock that jumps from one sleeper to the next. */
function aClock() {
  let now = Date.parse('2026-11-27T09:00:00.000Z');
  const sleepers: { at: number; wake: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: (ms) => new Promise((wake) => sleepers.push({ at: now + ms, wake })),
  };
  async function passUntil(end: number): Promise<void> {
    for (;;) {
      await new Promise(setImmediate);
      const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      sleepers.splice(sleepers.indexOf(next), 1);
      now = next.at;
      next.wake();
    }
    now = end;
  }
  return { clock, pass: (ms: number) => passUntil(now + ms) };
}

function inMemory(): Objects & { text: string | undefined } {
  let version = 0;
  const objects: Objects & { text: string | undefined } = {
    text: undefined,
    async read() {
      const { text } = objects;
      return { ok: true, value: text === undefined ? undefined : { text, etag: `${version}` } };
    },
    async write(_, text, etag) {
      const is = objects.text === undefined ? undefined : `${version}`;
      if (etag !== is) return { ok: false, failure: { kind: 'changed', problem: 'PreconditionFailed' } };
      objects.text = text;
      version += 1;
      return { ok: true, value: `${version}` };
    },
  };
  return objects;
}

async function openOne(clock: Clock, objects: Objects) {
  const opened = await openJournalObject(PLACE, { clock }, objects);
  if (!opened.ok) throw new Error(opened.failure.problem);
  return opened.value.journal;
}

test('a process that lives is never silent for as long as the others wait for it', async () => {
  const { clock, pass } = aClock();
  const objects = inMemory();
  const journal = await openOne(clock, objects);
  const at = () => new Date(clock.now()).toISOString();
  await pass(1_000);
  const about = { tool: '1.0.0', source: 'targets.yml', rows: 1 };
  await journal.append({ entry: 'fleet', version: 1, at: at(), fleet: 'f', writer: 'w', ...about });
  await pass(600_000);
  const lines = (objects.text ?? '').trim().split('\n');
  const times = lines.map((line) => Date.parse((JSON.parse(line) as { at: string }).at));
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(gaps.length).toBeGreaterThan(9);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(60_000);
  expect(await openJournalObject(PLACE, { clock }, objects)).toMatchObject({ ok: false });
  await journal.close();
  const next = await openJournalObject(PLACE, { clock }, objects);
  expect(next).toMatchObject({ ok: true, value: { entries: { length: lines.length + 1 } } });
});
