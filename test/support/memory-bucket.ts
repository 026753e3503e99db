import { createHash } from 'node:crypto';
import type { Bucket } from '../../src/aws/bucket.ts';
import type { Answer } from '../../src/core/base/failure.ts';

/** The version of a text: the same for the same text, as in S3. */
function versionOf(text: string): string {
  return `"${createHash('md5').update(text).digest('hex')}"`;
}

/** `lost`: the request takes effect, but its answer is lost. */
export type BucketTrouble = 'denied' | 'lost';

export interface MemoryOptions {
  /** Lets time pass before and after each request. */
  passes?(what: 'read' | 'write'): Promise<void>;
  /** The time of S3. */
  now?(): number;
  /** What goes wrong with a request. `place`: `BUCKET/KEY`. */
  trouble?(what: 'read' | 'write', place: string): BucketTrouble | undefined;
}

/** The objects of all buckets by `BUCKET/KEY`. */
export function memoryBuckets(
  objects: Map<string, string>,
  { passes = async () => undefined, now = () => 0, trouble = () => undefined }: MemoryOptions = {},
): (name: string) => Bucket {
  const find = (place: string) => {
    const text = objects.get(place);
    return text === undefined ? undefined : { text, etag: versionOf(text) };
  };

  async function answer<T>(what: 'read' | 'write', place: string, act: () => T): Promise<Answer<T>> {
    const wrong = trouble(what, place);
    await passes(what);
    const value = wrong === 'denied' ? undefined : act();
    await passes(what);
    if (wrong === undefined) return { ok: true, value: value as T };
    const operation = what === 'read' ? 's3:GetObject' : 's3:PutObject';
    return { ok: false, failure: { kind: wrong, operation, name: wrong, message: '' } };
  }

  return (name) => ({
    get: (key) =>
      answer('read', `${name}/${key}`, () => {
        const found = find(`${name}/${key}`);
        return found && { ...found, date: Math.floor(now() / 1_000) * 1_000 };
      }),
    put: (key, text) => answer('write', `${name}/${key}`, () => void objects.set(`${name}/${key}`, text)),
    replace: (key, text, etag) =>
      answer('write', `${name}/${key}`, () => {
        if (find(`${name}/${key}`)?.etag !== etag) return 'changed';
        objects.set(`${name}/${key}`, text);
        return 'written';
      }),
    list: (prefix) =>
      answer('read', `${name}/${prefix}`, () => {
        const places = [...objects.keys()].filter((place) => place.startsWith(`${name}/${prefix}`));
        return places.map((place) => place.slice(name.length + 1));
      }),
  });
}
