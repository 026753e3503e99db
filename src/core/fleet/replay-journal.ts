import type { FleetMemory, JournalEntry, TargetMemory } from './journal.ts';

/** What the entries of a journal say. `undefined` if there is no entry of a fleet. */
export function replayJournal(entries: readonly JournalEntry[]): FleetMemory | undefined {
  const first = entries.find((one) => one.entry === 'fleet');
  if (first === undefined) return undefined;
  const targets = new Map<string, TargetMemory>();
  for (const entry of entries) {
    if (!('target' in entry)) continue;
    const known = targets.get(entry.target);
    const next = entry.entry === 'intent' ? intended(entry, known) : known && advance(known, entry);
    if (next !== undefined) targets.set(entry.target, next);
  }
  const { fleet, source, rows } = first;
  return { fleet, source, rows, targets };
}

/** If an attempt is intended again, its first intent counts: ECS may forget the task of that one first. */
function intended(entry: Extract<JournalEntry, { entry: 'intent' }>, known: TargetMemory | undefined): TargetMemory {
  const { target, attempt, migration, image, cluster, region } = entry;
  const at = Date.parse(entry.at);
  const intendedAt = known?.attempt === attempt ? Math.min(known.intendedAt, at) : at;
  return { target, attempt, progress: 'intended', intendedAt, migration, image, cluster, region };
}

/** Entries of an attempt that is over change nothing. */
function advance(
  known: TargetMemory,
  entry: Extract<JournalEntry, { entry: 'launched' | 'ended' }>,
): TargetMemory | undefined {
  if (entry.attempt !== known.attempt) return undefined;
  if (entry.entry === 'launched') return { ...known, progress: 'launched', taskArn: entry.taskArn };
  const { at, outcome, exitCode, containerExitCode, cause, next, tookMs, taskArn } = entry;
  const end = { at, end: entry.end, outcome, exitCode, containerExitCode, cause, next, tookMs };
  return { ...known, progress: 'ended', ...(taskArn === null ? {} : { taskArn }), end };
}
