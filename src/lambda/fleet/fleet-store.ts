import { retry } from '../../api.ts';
import type { Bucket, StoredObject } from '../../aws/bucket.ts';
import { type ClockLead, leadByDate, narrowLead, UNKNOWN_LEAD } from '../../core/base/clock-lead.ts';
import type { Answer } from '../../core/base/failure.ts';
import { describeFailure, isFinal } from '../../core/base/failure.ts';
import {
  type BatchProgress,
  joinOutcomes,
  outcomesPrefix,
  progressPrefix,
  type TargetOutcome,
} from '../../core/fleet/target-outcome.ts';
import { sha256 } from '../../system.ts';
import type { LambdaRuntime } from '../runtime.ts';
import type { Execution } from './fleet-types.ts';

/** How often something is tried that there is another way for, and the shortest wait. Milliseconds. */
const BRIEF = { tries: 3, waitMs: 200 };

/** The objects of one execution in S3. Every method tries again while S3 fails for a moment, and throws if that lasts. */
export interface FleetStore {
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): Promise<void>;
  /** An object with its version. `undefined` if there is none. */
  readObject(key: string): Promise<StoredObject | undefined>;
  /**
   * Replaces the object whose version is `etag`, or creates it. Returns false if somebody else has written it, and maybe if
   * this call has, and the answer was lost. Like {@link FleetStore.readObject}, it fails after a second of trouble.
   */
  replaceObject(key: string, text: string, etag: string | undefined): Promise<boolean>;
  /**
   * Times of our clock, and of that of S3, which all functions share. If the two clocks differ, and it is not certain by how
   * much, the earliest possible time is returned. Milliseconds since the epoch.
   */
  toTheirTime(ours: number): number;
  toOurTime(theirs: number): number;
  /** Whether the fuse has stopped the launches. */
  isFuseSet(): Promise<boolean>;
  /** Stops all further launches of this execution. */
  setFuse(why: string): Promise<void>;
  /** The outcomes that the batches of a wave, or one of them, have written so far. */
  outcomes(wave: number, batch?: string): Promise<TargetOutcome[]>;
  /** Adds outcomes. Nothing is overwritten: another call of the same batch may write its own at the same time. */
  writeOutcomes(wave: number, batch: string, outcomes: readonly TargetOutcome[]): Promise<void>;
  /** Notes which targets of a batch have begun: whoever follows the execution reads it. */
  writeProgress(wave: number, batch: string, progress: BatchProgress): Promise<void>;
  /** The targets of a wave that had begun and not ended when that was last noted. */
  progress(wave: number): Promise<BatchProgress['targets']>;
  /** Marks targets as failed, and returns how many of the execution are. */
  addFailures(names: readonly string[]): Promise<number>;
}

export function openStore(bucket: Bucket, { prefix }: Execution, edge: LambdaRuntime): FleetStore {
  const { clock, random } = edge;
  const signal = new AbortController().signal;
  async function patiently<T>(call: () => Promise<Answer<T>>): Promise<T> {
    const answer = await retry(call, { clock, random, signal });
    if (answer.ok) return answer.value;
    throw new Error(describeFailure(answer.failure));
  }
  let lead = UNKNOWN_LEAD;
  let ledAt = clock.now();
  /** There is a way without the object: nobody waits for it for long. */
  async function briefly<T>(call: () => Promise<Answer<T>>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const answer = await call();
      if (answer.ok) return answer.value;
      if (tries === BRIEF.tries || isFinal(answer.failure)) throw new Error(describeFailure(answer.failure));
      await clock.sleep(BRIEF.waitMs * tries);
    }
  }
  async function get(key: string, insist: typeof patiently): Promise<StoredObject | undefined> {
    let askedAt = 0;
    const stored = await insist(() => {
      askedAt = clock.now();
      return bucket.get(`${prefix}${key}`);
    });
    const now = clock.now();
    if (stored?.date !== undefined) lead = narrowLead(lead, leadByDate(stored.date, askedAt, now), now - ledAt);
    ledAt = now;
    return stored;
  }
  const read = async (key: string): Promise<unknown> => {
    const stored = await get(key, patiently);
    return stored === undefined ? undefined : JSON.parse(stored.text);
  };
  const write = (key: string, value: unknown) => patiently(() => bucket.put(`${prefix}${key}`, JSON.stringify(value)));
  async function readAll<T>(under: string): Promise<T[]> {
    const keys = await patiently(() => bucket.list(`${prefix}${under}`));
    const stored = await Promise.all(keys.map((key) => patiently(() => bucket.get(key))));
    return stored.flatMap((one) => (one === undefined ? [] : [JSON.parse(one.text) as T]));
  }
  return {
    read,
    write,
    readObject: (key) => get(key, briefly),
    async replaceObject(key, text, etag) {
      return (await briefly(() => bucket.replace(`${prefix}${key}`, text, etag))) === 'written';
    },
    toTheirTime: (ours) => ours - (isZeroPossible(lead) ? 0 : lead.most),
    toOurTime: (theirs) => theirs + (isZeroPossible(lead) ? 0 : lead.least),
    isFuseSet: async () => (await patiently(() => bucket.get(`${prefix}fuse`))) !== undefined,
    setFuse: (why) => patiently(() => bucket.put(`${prefix}fuse`, why)),
    async outcomes(wave, batch = '') {
      return joinOutcomes((await readAll<TargetOutcome[]>(outcomesPrefix(wave, batch))).flat());
    },
    async progress(wave) {
      const read = await readAll<BatchProgress>(progressPrefix(wave));
      return Object.assign({}, ...read.map(({ targets }) => targets));
    },
    writeOutcomes(wave, batch, outcomes) {
      const part = sha256(JSON.stringify(outcomes)).slice(0, 12);
      return write(`${outcomesPrefix(wave, batch)}-${part}.json`, outcomes);
    },
    writeProgress: (wave, batch, progress) => write(`${progressPrefix(wave, batch)}.json`, progress),
    async addFailures(names) {
      const key = (name: string) => `${prefix}failed/${encodeURIComponent(name)}`;
      await Promise.all(names.map((name) => patiently(() => bucket.put(key(name), ''))));
      return (await patiently(() => bucket.list(`${prefix}failed/`))).length;
    },
  };
}

/** Unless the bounds show otherwise, the clocks agree. */
const isZeroPossible = ({ least, most }: ClockLead) => least <= 0 && most >= 0;
