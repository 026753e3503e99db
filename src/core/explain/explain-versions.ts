import type { Explained } from '../base/outcome.ts';
import type { Named } from './ending-row.ts';

/** Which target has which version. */
export interface VersionsFound {
  versions: readonly { target: string; version: string | null }[];
  /** The exit codes where the version is not known. */
  codes: readonly number[];
}

/** So many targets with a version are named. */
const NAMED = 3;

/** Green only if every target has said its version; the common code if all failures agree, else 1. */
export function outcomeOfVersions({ codes }: VersionsFound): Named {
  const [first, ...others] = new Set(codes);
  if (first === undefined) return { outcome: 'listed', exitCode: 0 };
  return { outcome: 'failed', exitCode: others.length > 0 || first === 0 ? 1 : first };
}

/** The versions, those of most targets first. */
export function explainVersions({ versions }: VersionsFound): Explained {
  const byVersion = new Map<string | null, string[]>();
  for (const { target, version } of versions) byVersion.set(version, [...(byVersion.get(version) ?? []), target]);
  const known = [...byVersion].flatMap(([version, targets]) => (version === null ? [] : [{ version, targets }]));
  const unknown = byVersion.get(null) ?? [];
  const [first] = known;
  const counts = known
    .toSorted((a, b) => b.targets.length - a.targets.length)
    .map(({ version, targets }) => `${version} (${some(targets)})`);
  const isOne = first !== undefined && known.length === 1 && unknown.length === 0;
  const cause = isOne
    ? `all ${versions.length} targets have the version ${first.version}`
    : [`${known.length} different ${known.length === 1 ? 'version' : 'versions'}`, ...counts].join('; ');
  return {
    cause: unknown.length === 0 ? cause : `${cause}; not known (${some(unknown)})`,
    next: unknown.length === 0 ? '' : 'look at the warnings about these targets',
  };
}

function some(targets: readonly string[]): string {
  const names = targets.slice(0, NAMED).join(', ');
  return targets.length > NAMED ? `${targets.length} targets, such as ${names}` : names;
}
