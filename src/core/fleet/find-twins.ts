import { type SettingKey, type Settings, settingsWhere } from '../settings/settings-table.ts';

/** Settings that do not make a migration another one. */
const INDIFFERENT: readonly SettingKey[] = ['lock', 'tag', 'account', 'idempotencyKey', 'rerun'];

/**
 * Targets whose settings in force are the same as those of an earlier target: one database would be migrated twice, at
 * the same time. Each with the earlier one.
 */
export function findTwins<T extends { resolved: { settings: Settings } }>(targets: readonly T[]): [T, T][] {
  const keys = settingsWhere(({ group }) => group === 'where' || group === 'what' || group === 'how').filter(
    (key) => !INDIFFERENT.includes(key),
  );
  const seen = new Map<string, T>();
  const twins: [T, T][] = [];
  for (const target of targets) {
    const { settings } = target.resolved;
    const text = JSON.stringify(keys.map((key) => sorted(settings[key])));
    const first = seen.get(text);
    if (first === undefined) seen.set(text, target);
    else twins.push([target, first]);
  }
  return twins;
}

/** The order of the names in a map means nothing. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value ?? null;
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
