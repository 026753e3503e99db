import { decodeToken } from '../token.ts';
import type { Batch, BatchTokens } from './fleet-types.ts';
import { ENDED } from './fleet-types.ts';

/** The wait between two looks grows with the age of the youngest task. Seconds. */
const LOOKS_S = { shortest: 15, longest: 60, growth: 1 / 20 };
/**
 * A child may have 25,000 events in its history, of which a turn makes nine, and each retry three more: about 2,700 turns. After so
 * many turns, the wait is so long at least. Seconds.
 */
const HISTORY: readonly (readonly [turns: number, seconds: number])[] = [
  [2_200, 3_600],
  [1_800, 300],
  [1_200, 60],
];

/** How long the child waits for its next turn. `now`: by our clock; `slotAt`: when its slot begins, by our clock. */
export function waitSeconds(
  { targets, concurrency }: Pick<Batch, 'targets' | 'concurrency'>,
  tokens: BatchTokens,
  now: number,
  slotAt: number | undefined,
): number {
  const states = targets.map(({ name }) => tokens.targets[name]);
  const running = states.filter((token) => token !== undefined && token !== ENDED);
  const looksS = running.length === 0 ? Number.POSITIVE_INFINITY : lookSeconds(running, now);
  const mayBegin = states.includes(undefined) && running.length < concurrency;
  const beginsS = mayBegin ? untilSlotS(slotAt, now) : Number.POSITIVE_INFINITY;
  const leastS = HISTORY.find(([turns]) => (tokens.turns ?? 0) >= turns)?.[1] ?? 1;
  const nextS = Math.min(looksS, beginsS);
  return Math.max(leastS, Number.isFinite(nextS) ? nextS : 1);
}

/** A turn begins a little before its slot. Without a slot, it tries to get one. */
function untilSlotS(slotAt: number | undefined, now: number): number {
  return slotAt === undefined ? 1 : Math.max(1, Math.floor((slotAt - now) / 1_000) - 3);
}

function lookSeconds(running: readonly (string | undefined)[], now: number): number {
  const launches = running.flatMap((token) => {
    const progress = decodeToken(token)?.progress;
    return progress?.at === 'watch' ? [progress.launchedAt] : [];
  });
  const ageS = launches.length === 0 ? 0 : (now - Math.max(...launches)) / 1_000;
  return Math.round(Math.min(LOOKS_S.longest, Math.max(LOOKS_S.shortest, ageS * LOOKS_S.growth)));
}
