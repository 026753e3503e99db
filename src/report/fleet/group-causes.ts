import { isFailure, stateWord, type TargetReport } from './fleet-report.ts';

/** Targets that failed for the same reason. */
export interface CauseGroup {
  /** The cause as it is told most often among them. */
  cause: string;
  next: string;
  targets: TargetReport[];
}

/**
 * What failed, by cause, the most frequent first: three hundred targets may fail for two reasons. Targets have the same
 * cause if its code is the same, or the words without the names and numbers in them.
 */
export function groupCauses(targets: readonly TargetReport[]): CauseGroup[] {
  const groups = new Map<string, TargetReport[]>();
  for (const target of targets) {
    if (!isFailure(target)) continue;
    const key = `${stateWord(target)} ${target.causeCode ?? ''} ${shapeOf(target)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [target]);
    else group.push(target);
  }
  return [...groups.values()]
    .map((group) => ({ ...tellMostOften(group), targets: group }))
    .toSorted((a, b) => b.targets.length - a.targets.length);
}

function shapeOf({ cause, causeCode, name }: TargetReport): string {
  if (causeCode !== null) return '';
  return cause.replaceAll(name, '*').replace(/[0-9a-f]{8,}|\d+/gi, '#');
}

function tellMostOften(group: readonly TargetReport[]): { cause: string; next: string } {
  const counts = new Map<string, number>();
  for (const { cause } of group) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  const [most = ''] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  const next = group.find(({ cause }) => cause === most)?.next ?? '';
  return { cause: most === '' ? 'its end is not known' : most, next };
}
