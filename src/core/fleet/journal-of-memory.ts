import type { FleetMemory, JournalEntry, TargetMemory } from './journal.ts';

/**
 * The entries of a journal that says what is known. A fleet that is resumed by its report gets a new journal: without
 * these, the next process would run again what has succeeded.
 */
export function journalOfMemory(
  { fleet, source, rows, targets }: FleetMemory,
  { at, tool, writer }: { at: string; tool: string; writer: string },
): JournalEntry[] {
  const first = { entry: 'fleet', version: 1, at, fleet, tool, source, rows, writer } as const;
  return [first, ...[...targets.values()].flatMap(entriesOf)];
}

function entriesOf({ target, attempt, intendedAt, migration, image, cluster, region, taskArn, end }: TargetMemory) {
  const at = new Date(intendedAt).toISOString();
  const entries: JournalEntry[] = [{ entry: 'intent', at, target, attempt, migration, image, cluster, region }];
  if (taskArn !== undefined) entries.push({ entry: 'launched', at, target, attempt, taskArn });
  if (end !== undefined) entries.push({ entry: 'ended', target, attempt, taskArn: taskArn ?? null, ...end });
  return entries;
}
