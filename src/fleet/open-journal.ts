import type { Result } from '../core/base/result.ts';
import type { FleetMemory } from '../core/fleet/journal.ts';
import { replayJournal } from '../core/fleet/replay-journal.ts';
import type { Journal } from './fleet.ts';
import { openJournalFile, type Writer } from './journal-file.ts';
import { openJournalObject } from './journal-object.ts';
import type { Objects } from './objects.ts';
import type { Trouble } from './trouble.ts';

/** A journal that is open for this process alone, and what earlier processes have written into it. */
export interface OpenJournal {
  journal: Journal;
  memory?: FleetMemory;
  /** The number of its last line, if that was not complete. */
  torn?: number;
}

/** Opens a journal, or begins it. `place`: an absolute path, or `s3://BUCKET/KEY`. */
export async function openJournal(
  place: string,
  writer: Writer,
  objects: () => Promise<Objects>,
): Promise<Result<OpenJournal, Trouble>> {
  const opened = place.startsWith('s3://')
    ? await openJournalObject(place, writer, await objects())
    : await openJournalFile(place, writer);
  if (!opened.ok) return opened;
  const { journal, entries, torn } = opened.value;
  const memory = replayJournal(entries);
  return { ok: true, value: { journal, ...(memory && { memory }), ...(torn === undefined ? {} : { torn }) } };
}
