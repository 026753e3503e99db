import type { Result } from '../core/base/result.ts';
import type { JournalEntry } from '../core/fleet/journal.ts';

/** The entries of a journal. `torn`: the number of the last line, if it is not complete. */
interface JournalText {
  entries: JournalEntry[];
  torn?: number;
}

/**
 * Reads a journal. A process that was killed may leave a last line that is not complete; any other line that cannot be
 * read means that the file is no journal, or was changed.
 */
export function readJournalText(text: string): Result<JournalText, string> {
  const lines = text.split('\n');
  const entries: JournalEntry[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const entry = readLine(line);
    if (entry !== undefined) entries.push(entry);
    else if (index === lines.length - 1) return { ok: true, value: { entries, torn: index + 1 } };
    else return { ok: false, failure: `line ${index + 1} is no entry of a journal` };
  }
  const [first] = entries;
  if (first !== undefined && first.entry !== 'fleet') return { ok: false, failure: 'it does not begin with a fleet' };
  if (first !== undefined && first.version !== 1) return { ok: false, failure: 'a newer ecs-migrate has written it' };
  return { ok: true, value: { entries } };
}

function readLine(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'entry' in value ? (value as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes entries in groups: while one group is being stored, the next one gathers. `store` receives the lines of a
 * group, and the promises of its entries resolve when it does. After a failure, nothing more is stored.
 */
export function writeInGroups(store: (lines: string) => Promise<void>): (entry: JournalEntry) => Promise<void> {
  let gathering = '';
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();
  return (entry) => {
    gathering += `${JSON.stringify(entry)}\n`;
    next ??= last.then(() => {
      const lines = gathering;
      gathering = '';
      next = undefined;
      return store(lines);
    });
    last = next;
    return next;
  };
}
