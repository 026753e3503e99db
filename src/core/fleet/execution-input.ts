import { type Share, showShare } from '../settings/many-kinds.ts';
import type { Settings } from '../settings/settings-table.ts';
import { makeWaves } from './make-waves.ts';
import type { PortableSettings } from './portable-settings.ts';
import type { Target } from './targets.ts';

/** A target that an execution shall run. */
export interface PortableTarget extends Target {
  portable: PortableSettings;
  attempt: number;
}

/** The targets file and the input of an execution. */
export interface ExecutionInput {
  /** The rows of the targets file. */
  rows: Record<string, unknown>[];
  /** The settings that all rows have in common. */
  settings: Record<string, unknown>;
  /** The sizes of the waves, as text. */
  waves: string[];
  /** The targets of each wave, as the state machine will cut them. */
  planned: Target[][];
}

/** The first wave of a fleet is one target, unless it is said otherwise. */
const CAREFUL: readonly Share[] = [1, 'rest'];

/**
 * What an execution gets: what all targets have in common once, and in each row what differs. `digest`: makes a hash of a
 * text.
 */
export function makeExecutionInput(
  targets: readonly PortableTarget[],
  { waves, canary }: Pick<Settings, 'waves' | 'canary'>,
  digest: (text: string) => string,
): ExecutionInput {
  const settings = commonOf(targets.map(({ portable }) => portable.shared));
  const rows = targets.map(({ name, group, attempt, portable }) => {
    const differs = Object.entries(portable.shared).filter(([key]) => !Object.hasOwn(settings, key));
    return {
      name,
      ...(group === undefined ? {} : { group }),
      ...(attempt === 1 ? {} : { attempt }),
      digest: digestOf(portable, digest),
      ...Object.fromEntries(differs),
      ...portable.own,
    };
  });
  const first = canary === undefined ? [] : [canary];
  const shares = [...first, ...(waves ?? (canary === undefined ? CAREFUL : []))];
  return {
    rows,
    settings,
    waves: (shares.at(-1) === 'rest' ? shares : [...shares, 'rest' as const]).map(showShare),
    planned: makeWaves(targets, shares),
  };
}

/** A hash of the settings of a target: whoever continues the fleet compares it. */
export function digestOf({ shared, own }: PortableSettings, digest: (text: string) => string): string {
  return digest(JSON.stringify([sorted(shared), sorted(own)])).slice(0, 32);
}

function sorted(values: Record<string, unknown>): [string, unknown][] {
  return Object.entries(values)
    .map(([key, value]): [string, unknown] => [key, isPlain(value) ? sorted(value) : value])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members that all have, with the same value. */
function commonOf(all: readonly Record<string, unknown>[]): Record<string, unknown> {
  const [first = {}, ...others] = all;
  const same = Object.entries(first).filter(([key, value]) => {
    const text = JSON.stringify(value);
    return others.every((other) => JSON.stringify(other[key]) === text);
  });
  return Object.fromEntries(same);
}
