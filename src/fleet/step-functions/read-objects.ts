import type { Bucket } from '../../aws/bucket.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { SeenObjects } from '../../core/fleet/execution-progress.ts';
import {
  type BatchProgress,
  outcomesPrefix,
  progressPrefix,
  type RunningTarget,
  type TargetOutcome,
} from '../../core/fleet/target-outcome.ts';
import { inParallel } from '../in-parallel.ts';

/** So many objects are read at once. */
const AT_ONCE = 20;

/** A row of a wave, as the function has written it. */
export interface WaveRow {
  name: string;
  group?: string;
  attempt?: number;
}

/** The objects of one execution. Every method is one attempt of each request. */
export interface ExecutionObjects {
  /** What the children have written so far. Outcomes are never changed, so each is read once. */
  read(): Promise<Answer<SeenObjects>>;
  /** The targets of each wave. `undefined` if the function has not written them yet. */
  waves(): Promise<Answer<WaveRow[][] | undefined>>;
  /** The outcomes at the end, with the targets that were never launched. `undefined` if there are none. */
  results(): Promise<Answer<TargetOutcome[] | undefined>>;
  /** Why the launches were ended. `undefined` if they were not. */
  fuse(): Promise<Answer<string | undefined>>;
  /** Ends the launches, unless they are ended already. */
  setFuse(why: string): Promise<Answer<void>>;
  /** Where the object is, for people. */
  placeOf(key: string): string;
}

/** `folder`: what the keys of the execution begin with; ends with `/`. */
export function openExecutionObjects(bucket: Bucket, name: string, folder: string): ExecutionObjects {
  const outcomes = new Map<string, { wave: number; outcomes: TargetOutcome[] }>();

  async function get<T>(key: string): Promise<Answer<T | undefined>> {
    const stored = await bucket.get(`${folder}${key}`);
    if (!stored.ok) return stored;
    if (stored.value === undefined) return { ok: true, value: undefined };
    try {
      return { ok: true, value: JSON.parse(stored.value.text) as T };
    } catch {
      const message = `${key} is not JSON`;
      return { ok: false, failure: { kind: 'lost', operation: 's3:GetObject', name: 'SyntaxError', message } };
    }
  }

  /** The objects below a prefix, by their key and wave. */
  async function list(under: string): Promise<Answer<{ key: string; wave: number }[]>> {
    const listed = await bucket.list(`${folder}${under}`);
    if (!listed.ok) return listed;
    const keys = listed.value.map((whole) => whole.slice(folder.length));
    return { ok: true, value: keys.map((key) => ({ key, wave: Number(/^\w+\/(\d+)[./]/.exec(key)?.[1] ?? -1) })) };
  }

  async function readAll<T>(objects: readonly { key: string; wave: number }[]) {
    const read = await inParallel(objects, AT_ONCE, async ({ key, wave }) => ({
      key,
      wave,
      answer: await get<T>(key),
    }));
    const failed = read.find(({ answer }) => !answer.ok);
    if (failed !== undefined && !failed.answer.ok) return failed.answer;
    const value = read.flatMap(({ key, wave, answer }) =>
      answer.ok && answer.value !== undefined ? [{ key, wave, content: answer.value }] : [],
    );
    return { ok: true as const, value };
  }

  return {
    async read() {
      const [ends, runs] = [await list(outcomesPrefix()), await list(progressPrefix())];
      if (!ends.ok) return ends;
      if (!runs.ok) return runs;
      const fresh = await readAll<TargetOutcome[]>(ends.value.filter(({ key }) => !outcomes.has(key)));
      if (!fresh.ok) return fresh;
      for (const { key, wave, content } of fresh.value) outcomes.set(key, { wave, outcomes: content });
      const running = await readAll<BatchProgress>(runs.value);
      if (!running.ok) return running;
      const seen = {
        outcomes: new Map<number, TargetOutcome[]>(),
        progress: new Map<number, Record<string, RunningTarget>>(),
      };
      for (const { wave, outcomes: its } of outcomes.values()) {
        seen.outcomes.set(wave, [...(seen.outcomes.get(wave) ?? []), ...its]);
      }
      for (const { wave, content } of running.value) {
        seen.progress.set(wave, { ...seen.progress.get(wave), ...content.targets });
      }
      return { ok: true, value: seen };
    },
    async waves() {
      const listed = await list('waves/');
      if (!listed.ok) return listed;
      const read = await readAll<WaveRow[]>(listed.value);
      if (!read.ok) return read;
      const waves = read.value.toSorted((a, b) => a.wave - b.wave).map(({ content }) => content);
      return { ok: true, value: waves.length === 0 ? undefined : waves };
    },
    results: () => get<TargetOutcome[]>('results.json'),
    async fuse() {
      const stored = await bucket.get(`${folder}fuse`);
      return stored.ok ? { ok: true, value: stored.value?.text } : stored;
    },
    async setFuse(why) {
      const written = await bucket.replace(`${folder}fuse`, why, undefined);
      return written.ok ? { ok: true, value: undefined } : written;
    },
    placeOf: (key) => `s3://${name}/${folder}${key}`,
  };
}
