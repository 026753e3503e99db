import type { Result } from '../core/base/result.ts';
import type { JournalEntry } from '../core/fleet/journal.ts';
import type { Opened, Writer } from './journal-file.ts';
import { readJournalText, writeInGroups } from './journal-lines.ts';
import type { Objects } from './objects.ts';
import type { Trouble } from './trouble.ts';

/** A process that has not closed its journal counts as alive for this long after its last entry. Milliseconds. */
const SILENT_MS = 2 * 60_000;
/** A living process writes at least this often. Milliseconds. */
const BEAT_MS = 45_000;
/** The shortest wait for the next entry of a living process. Milliseconds. */
const SHORTEST_MS = 1_000;

/**
 * Opens a journal in S3, or begins it. S3 cannot append, so the whole object is written again, on condition that nobody
 * else has written it: that keeps two processes apart. The entries that gather in the meantime are written together.
 */
export async function openJournalObject(
  place: string,
  { clock }: Pick<Writer, 'clock'>,
  objects: Objects,
): Promise<Result<Opened, Trouble>> {
  const stored = await objects.read(place);
  // Without the right to list the bucket, S3 denies to read what is not there. The first write fails if it is there.
  if (!stored.ok && stored.failure.kind !== 'denied') {
    return fail(`${place} cannot be read (${stored.failure.problem})`, 'check the bucket and the rights on it');
  }
  const begun = stored.ok ? stored.value : undefined;
  const read = readJournalText(begun?.text ?? '');
  if (!read.ok) return fail(`${place}: ${read.failure}`, 'give --journal a key of its own');
  const { entries } = read.value;
  const last = entries.at(-1);
  if (last !== undefined && last.entry !== 'closed' && clock.now() - Date.parse(last.at) < SILENT_MS) {
    const fix = 'wait for it to end; if it was killed, try again in two minutes';
    return fail(`another process works with ${place}: it wrote at ${last.at}`, fix);
  }
  let text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  let etag = begun?.etag;
  let writer = '';
  let wroteAt = clock.now();
  const store = writeInGroups(async (lines) => {
    const next = text + lines;
    const written = await writeOnce({ place, text: next, etag }, objects);
    if (!written.ok) throw new Error(written.failure);
    text = next;
    etag = written.value;
    wroteAt = clock.now();
  });
  const closing = new AbortController();
  const append = (entry: JournalEntry) => {
    if (entry.entry === 'fleet') ({ writer } = entry);
    return store(entry);
  };
  void beat();

  /** Tells others that this process lives. */
  async function beat(): Promise<void> {
    while (!closing.signal.aborted) {
      await clock.sleep(Math.max(SHORTEST_MS, wroteAt + BEAT_MS - clock.now()), closing.signal);
      const isDue = writer !== '' && clock.now() - wroteAt >= BEAT_MS && !closing.signal.aborted;
      if (isDue) await store({ entry: 'alive', at: iso(clock.now()), writer }).catch(() => closing.abort());
    }
  }

  const journal = {
    place,
    append,
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      if (writer !== '') await store({ entry: 'closed', at: iso(clock.now()), writer }).catch(() => undefined);
    },
  };
  return { ok: true, value: { journal, entries } };
}

/** Writes the journal if nobody else has. A write of this process whose answer was lost counts. */
async function writeOnce(
  { place, text, etag }: { place: string; text: string; etag: string | undefined },
  objects: Objects,
): Promise<Result<string, string>> {
  const written = await objects.write(place, text, etag);
  if (written.ok) return written;
  if (written.failure.kind !== 'changed') return { ok: false, failure: written.failure.problem };
  const now = await objects.read(place);
  if (!now.ok) return { ok: false, failure: `it has changed, and cannot be read: ${now.failure.problem}` };
  if (now.value?.text === text) return { ok: true, value: now.value.etag };
  return { ok: false, failure: 'another process has taken it over' };
}

const iso = (ms: number) => new Date(ms).toISOString();

const fail = (problem: string, fix: string) => ({ ok: false as const, failure: { problem, fix } });
