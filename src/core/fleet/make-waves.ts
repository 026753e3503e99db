import type { Share } from '../settings/many-kinds.ts';
import type { Settings } from '../settings/settings-table.ts';
import type { FleetPlan } from './fleet-plan.ts';
import type { Target } from './targets.ts';

type Asked = Pick<
  Settings,
  'waves' | 'canary' | 'concurrency' | 'perGroup' | 'maxFailures' | 'wavePause' | 'only' | 'except'
>;

/** Without groups, all targets may be on the same database server. */
const AT_ONCE = 10;
const MOST_AT_ONCE = 100;

/**
 * The plan of a fleet, as the settings ask for it. Waves are counted over all targets; `isDone` then leaves out those
 * that have succeeded before. `rows`: of the whole file.
 */
export function planFleet(
  targets: readonly Target[],
  rows: number,
  asked: Asked,
  isDone: (name: string) => boolean = () => false,
): FleetPlan {
  const groups = new Set(targets.map(({ group }) => group)).size;
  const grouped = targets.some(({ group }) => group !== undefined);
  const perGroup = asked.perGroup ?? (grouped ? AT_ONCE : undefined);
  const concurrency = asked.concurrency ?? (grouped ? Math.min(MOST_AT_ONCE, AT_ONCE * groups) : AT_ONCE);
  const canary = asked.canary === undefined ? [] : [asked.canary];
  const shares = asked.waves ?? (asked.canary === undefined ? [1, 'rest' as const] : []);
  const { maxFailures = 1, wavePause } = asked;
  return {
    waves: makeWaves(targets, [...canary, ...shares])
      .map((wave) => wave.filter(({ name }) => !isDone(name)))
      .filter((wave) => wave.length > 0),
    concurrency,
    ...(perGroup === undefined ? {} : { perGroup }),
    maxFailures: sizeOf(maxFailures, rows),
    ...(wavePause === undefined ? {} : { pause: wavePause === 'approve' ? wavePause : { ms: wavePause } }),
  };
}

/** Cuts the targets into waves. What no wave takes is a last wave: no target is left out. */
export function makeWaves<T extends Target>(targets: readonly T[], shares: readonly Share[]): T[][] {
  const waves: T[][] = [];
  let from = 0;
  for (const share of [...shares, 'rest' as const]) {
    const size = share === 'rest' ? targets.length : sizeOf(share, targets.length);
    const wave = targets.slice(from, from + size);
    if (wave.length > 0) waves.push(wave);
    from += size;
  }
  return waves;
}

/** A percentage is rounded up, and so never 0. */
function sizeOf(share: Exclude<Share, 'rest'>, of: number): number {
  return typeof share === 'number' ? share : Math.ceil((share.percent / 100) * of);
}

/** The targets that `--only` and `--except` leave. `unmatched`: patterns that no name matches. */
export function chooseTargets<T extends Target>(
  targets: readonly T[],
  { only = [], except = [] }: Asked,
): { chosen: T[]; unmatched: string[] } {
  const matches = (pattern: string) => {
    const form = new RegExp(`^${pattern.split('*').map(escapeForm).join('.*')}$`);
    return (name: string) => form.test(name);
  };
  const [wanted, unwanted] = [only.map(matches), except.map(matches)];
  const chosen = targets.filter(({ name }) => {
    return (wanted.length === 0 || wanted.some((is) => is(name))) && !unwanted.some((is) => is(name));
  });
  const unmatched = [...only, ...except].filter((pattern) => !targets.some(({ name }) => matches(pattern)(name)));
  return { chosen, unmatched };
}

function escapeForm(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
