import type { Answer, CallFailure } from '../../core/base/failure.ts';
import type { LockScope, SurveyNeeds, Tasks } from '../../core/ports.ts';
import { indexLedger, readLedger, type TaskLedger } from '../../core/run/task-ledger.ts';
import { readLists } from '../../migrate/share/read-lists.ts';
import { HURRY_MS, TOO_LATE } from '../../migrate/share/share-surveys.ts';
import { sha256 } from '../../system.ts';
import type { LambdaRuntime } from '../runtime.ts';
import type { FleetStore } from './fleet-store.ts';
import { leaseOf } from './lease.ts';

/** While somebody else reads, the ledger is looked for so often. Milliseconds. */
const POLL_MS = 300;
/** Whoever launches needs the lists again soon: they are read anew when they are older. Milliseconds. */
const AHEAD_MS = 2_000;
/** A ledger from the future was written by a wrong clock. Milliseconds. */
const FUTURE_MS = 3_000;

/** A ledger as one function knows it. */
interface Known {
  ledger: TaskLedger;
  /** When its lists were begun to be read, by our clock; if that is not certain, at the earliest. */
  beganAt: number;
  findConcerned: (startedBy: string) => string[];
}

/** The ledger of one family in S3, which all functions of an execution keep. */
export interface ListsDesk {
  /** A ledger whose reading began at `notBefore` or later. @throws {Error} If S3 fails for long, or denies it. */
  since(needs: SurveyNeeds): Promise<Answer<Known>>;
  /** Resolves when nothing is being read any more. */
  settled(): Promise<void>;
}

export function openDesk(
  name: string,
  scope: LockScope,
  tasks: Tasks,
  { store, edge, owner }: { store: FleetStore; edge: LambdaRuntime; owner: string },
): ListsDesk {
  const { clock, random } = edge;
  const key = `surveys/${name}.json`;
  const lease = leaseOf(`surveys/${name}.lease.json`, owner, store, edge);
  const world = { tasks, clock, random, interrupt: NEVER, emit: () => undefined, digest: sha256 };
  let known: Known | undefined;
  let seen: { etag: string; ledger: TaskLedger | undefined } | undefined;
  let step: Promise<CallFailure | undefined> | undefined;

  const keep = (ledger: TaskLedger, beganAt: number) => {
    known = { ledger, beganAt, findConcerned: indexLedger(ledger, sha256) };
  };

  /** The ledger in S3, unless it is none, or comes from the future. */
  async function look(): Promise<{ etag: string | undefined; ledger: TaskLedger | undefined }> {
    const stored = await store.readObject(key);
    if (stored === undefined) return { etag: undefined, ledger: undefined };
    if (seen?.etag !== stored.etag) seen = { etag: stored.etag, ledger: readLedger(stored.text) };
    const { etag, ledger } = seen;
    const isUsable = ledger !== undefined && ledger.beganAt < store.toTheirTime(clock.now()) + FUTURE_MS;
    return { etag, ledger: isUsable ? ledger : undefined };
  }

  function takeNewer({ ledger }: { ledger: TaskLedger | undefined }): boolean {
    const isNewer = ledger !== undefined && (known === undefined || ledger.beganAt > known.ledger.beganAt);
    if (isNewer) keep(ledger, store.toOurTime(ledger.beganAt));
    return isNewer;
  }

  /** Gets the ledger; or, if nobody has a newer one, reads the lists. */
  async function goOn(mayRead: boolean): Promise<CallFailure | undefined> {
    if (takeNewer(await look())) return undefined;
    const held = mayRead ? await lease.read() : undefined;
    const now = await look();
    if (takeNewer(now)) return undefined;
    const { etag, ledger } = now;
    if (!mayRead || !(await lease.take(held, etag ?? ''))) {
      await clock.sleep(POLL_MS * (0.5 + random.next()));
      return undefined;
    }
    const beganAt = clock.now();
    const read = await readLists(scope, ledger, store.toTheirTime(beganAt), world);
    if (!read.ok) {
      await lease.giveUp().catch(() => undefined);
      return read.failure;
    }
    keep(read.value, beganAt);
    await store.replaceObject(key, JSON.stringify(read.value), etag);
    return undefined;
  }

  /** All who wait take the same step. */
  function advance(mayRead: boolean): Promise<CallFailure | undefined> {
    step ??= goOn(mayRead).finally(() => {
      step = undefined;
    });
    return step;
  }

  return {
    async since({ notBefore, patienceMs, hurry }) {
      let hurriedAt: number | undefined;
      for (;;) {
        const now = clock.now();
        if (known !== undefined && known.beganAt >= notBefore) {
          // Whoever needs it next finds out if this fails.
          if (patienceMs === 0 && now - known.beganAt >= AHEAD_MS) advance(true).catch(() => undefined);
          return { ok: true, value: known };
        }
        if (hurry.aborted) hurriedAt ??= now;
        if (hurriedAt !== undefined && now - hurriedAt >= HURRY_MS) return { ok: false, failure: TOO_LATE };
        // Others will ask soon too, and one reading serves all.
        const isTime = known === undefined || known.beganAt + patienceMs <= now;
        const failure = await advance(isTime || hurriedAt !== undefined);
        if (failure !== undefined) return { ok: false, failure };
      }
    },
    async settled() {
      while (step !== undefined) await step.catch(() => undefined);
    },
  };
}

const NEVER = new AbortController().signal;
