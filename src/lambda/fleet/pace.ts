import { errorText } from '../../core/base/bug.ts';
import type { LambdaRuntime } from '../runtime.ts';
import type { FleetStore } from './fleet-store.ts';
import type { Slot } from './fleet-types.ts';

/** From when on the launches of an execution are not taken yet, by the clock of S3. Milliseconds since the epoch. */
interface Pace {
  freeAt: number;
}

const KEY = 'pace.json';
/** Launches are late by some milliseconds now and then. A little more time for them keeps them within AWS's quota. */
const SLACK = 1.02;
/** How often a slot is tried to be taken while others take theirs, and the shortest wait. Milliseconds. */
const TRIES = 25;
const AGAIN_MS = 60;

/**
 * Takes the next free slot for so many launches at the rate of the execution, which all batches share. `undefined`: others were
 * quicker each time. A batch that dies with its slot leaves it unused, so that the rate is kept in any case.
 * @throws {Error} If S3 fails for long, or denies it.
 */
export async function takeSlot(
  launches: number,
  rate: number,
  store: FleetStore,
  { clock, random }: Pick<LambdaRuntime, 'clock' | 'random'>,
): Promise<Slot | undefined> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const stored = await store.readObject(KEY);
    const now = store.toTheirTime(clock.now());
    const at = Math.max(now, freeAtOf(stored?.text, now));
    const next: Pace = { freeAt: Math.round(at + (launches / rate) * 1_000 * SLACK) };
    if (await store.replaceObject(KEY, JSON.stringify(next), stored?.etag)) return { at, launches };
    await clock.sleep(AGAIN_MS * tries * random.next());
  }
  return undefined;
}

/** What cannot be read counts as nothing taken. */
function freeAtOf(text: string | undefined, now: number): number {
  if (text === undefined) return now;
  try {
    const { freeAt } = JSON.parse(text) as Pace;
    return Number.isFinite(freeAt) ? freeAt : now;
  } catch {
    return now;
  }
}

export const slotProblem = (error: unknown) =>
  `warning: the pace of the launches cannot be shared (${errorText(error)}): this batch keeps to its part of it`;
