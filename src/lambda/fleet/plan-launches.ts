import type { CallTime } from '../call-time.ts';
import type { LambdaRuntime } from '../runtime.ts';
import type { FleetStore } from './fleet-store.ts';
import type { Batch, BatchTokens, Row } from './fleet-types.ts';
import { slotProblem, takeSlot } from './pace.ts';

/** The launches of one turn. */
export interface LaunchPlan {
  rows: readonly Row[];
  /** When the first one is due. Milliseconds since the epoch. */
  startAt: number;
  /** From one launch to the next. Milliseconds. */
  everyMs: number;
}

/** What a turn launches takes no longer than this, at the rate of the execution. Seconds. */
const LAUNCHING_S = 15;
/** A turn waits for its slot no longer than this. Milliseconds. */
const SOON_MS = 5_000;
/** The first launch is so much too early: it gets the lists of tasks, and the others need not wait for them. Milliseconds. */
const WARM_UP_MS = 2_000;
/** The first calls of many batches are spread over so long. Milliseconds. */
const SPREAD_MS = { longest: 5_000, eachBatch: 50 };

interface PlanContext {
  store: FleetStore;
  edge: LambdaRuntime;
  time: CallTime;
}

/**
 * Which targets this turn launches, and when. All batches share the rate: each takes a slot for as many launches as it can
 * make, and comes back when the slot begins. `undefined`: none in this turn.
 */
export async function planLaunches(
  { waiting, running, id }: { waiting: readonly Row[]; running: number; id: string },
  batch: Batch,
  tokens: BatchTokens,
  { store, edge, time }: PlanContext,
): Promise<LaunchPlan | undefined> {
  const { clock } = edge;
  const { rate, children, concurrency } = batch;
  const most = Math.min(waiting.length, concurrency - running, Math.max(1, Math.floor(rate * LAUNCHING_S)));
  if (most <= 0) return undefined;
  const everyMs = 1_000 / rate;
  const { slot: kept } = tokens;
  const isOver = kept !== undefined && store.toTheirTime(clock.now()) > kept.at + kept.launches * everyMs;
  try {
    if (kept === undefined && tokens.turns === 1) await clock.sleep(spreadMs(id, children), time.soft);
    const slot = kept === undefined || isOver ? await takeSlot(most, rate, store, edge) : kept;
    if (slot === undefined) return undefined;
    const startAt = store.toOurTime(slot.at);
    if (startAt - clock.now() > SOON_MS) {
      tokens.slot = slot;
      return undefined;
    }
    delete tokens.slot;
    return { rows: waiting.slice(0, Math.min(most, slot.launches)), startAt, everyMs };
  } catch (error) {
    edge.print(slotProblem(error));
    const own = rate / children;
    const rows = waiting.slice(0, Math.min(most, Math.max(1, Math.floor(own * LAUNCHING_S))));
    return { rows, startAt: clock.now() + spreadMs(id, children), everyMs: 1_000 / own };
  }
}

function spreadMs(id: string, children: number): number {
  const part = Number.parseInt(id.slice(0, 8), 16) / 2 ** 32;
  return part * Math.min(SPREAD_MS.longest, (children - 1) * SPREAD_MS.eachBatch);
}

/** Launches of about the same moment read the fuse once. Milliseconds. */
const FUSE_HOLDS_MS = 500;

/**
 * Begins each launch when it is due, if the fuse is not set by then. Returns the targets that the fuse has stopped. If the
 * fuse cannot be read or the time is up, the rest is left for the next turn.
 */
export async function launchAll(
  { rows, startAt, everyMs }: LaunchPlan,
  begin: (row: Row) => void,
  { store, edge: { clock }, time }: PlanContext,
): Promise<readonly Row[]> {
  let readAt = Number.NEGATIVE_INFINITY;
  for (const [n, row] of rows.entries()) {
    const restMs = startAt + (n === 0 ? -WARM_UP_MS : n * everyMs) - clock.now();
    if (restMs > 0) await clock.sleep(restMs, time.soft);
    if (time.soft.aborted) return [];
    if (clock.now() - readAt >= FUSE_HOLDS_MS) {
      const fuse = await store.isFuseSet().catch(() => 'unreadable' as const);
      if (fuse === 'unreadable') return [];
      if (fuse) return rows.slice(n);
      readAt = clock.now();
    }
    begin(row);
  }
  return [];
}
