import { readFile } from 'node:fs/promises';
import type { Result } from '../core/base/result.ts';
import type { FleetMemory } from '../core/fleet/journal.ts';
import { memoryOfReport } from '../core/fleet/memory-of-report.ts';
import { memoryOfResults } from '../core/fleet/memory-of-results.ts';
import { replayJournal } from '../core/fleet/replay-journal.ts';
import { readJournalText } from './journal-lines.ts';
import type { Objects } from './objects.ts';
import type { Trouble } from './trouble.ts';

/**
 * What a journal, a JSON report or the results of a state machine say about a fleet. Its failures file lies beside the
 * results, and does not say what has succeeded. Only reads. `place`: an absolute path, or `s3://BUCKET/KEY`.
 */
export async function readMemory(
  given: string,
  objects: () => Promise<Objects>,
): Promise<Result<FleetMemory, Trouble>> {
  const place = given.replace(/(^|[/\\])failures\.json$/, '$1results.json');
  const text = await readPlace(place, objects);
  if (!text.ok && place !== given)
    return fail(`${place}: ${text.failure}`, 'a failures file needs its results.json beside it');
  if (!text.ok) return fail(text.failure, 'check --resume');
  const reported = memoryOfReport(text.value) ?? memoryOfResults(text.value);
  if (reported !== undefined) return { ok: true, value: reported };
  const read = readJournalText(text.value);
  if (!read.ok)
    return fail(
      `it is neither the report of a fleet nor a journal: ${read.failure}`,
      'give the journal of a fleet, or its JSON report',
    );
  const memory = replayJournal(read.value.entries);
  return memory === undefined ? fail('it is empty', 'run without --resume') : { ok: true, value: memory };
}

async function readPlace(place: string, objects: () => Promise<Objects>): Promise<Result<string, string>> {
  if (place.startsWith('s3://')) {
    const stored = await (await objects()).read(place);
    if (!stored.ok) return { ok: false, failure: stored.failure.problem };
    return stored.value === undefined ? none : { ok: true, value: stored.value.text };
  }
  try {
    return { ok: true, value: await readFile(place, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? none : { ok: false, failure: `it cannot be read (${code})` };
  }
}

const none = { ok: false, failure: 'there is no such file' } as const;

const fail = (problem: string, fix: string) => ({ ok: false as const, failure: { problem, fix } });
