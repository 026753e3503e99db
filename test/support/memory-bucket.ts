import type { Bucket } from '../../src/aws/bucket.ts';

/** The objects of all buckets by `BUCKET/KEY`, with a version each. `passes`: lets time pass before and after each request. */
export function memoryBuckets(
  objects: Map<string, string>,
  passes: (what: 'read' | 'write') => Promise<void> = async () => undefined,
  now: () => number = () => 0,
): (name: string) => Bucket {
  const versions = new Map<string, { text: string; etag: string }>();
  let written = 0;
  const find = (place: string) => {
    const text = objects.get(place);
    if (text === undefined) return undefined;
    const known = versions.get(place);
    if (known?.text === text) return known;
    written += 1;
    const found = { text, etag: `"${written}"` };
    versions.set(place, found);
    return found;
  };
  return (name) => ({
    async get(key) {
      await passes('read');
      const found = find(`${name}/${key}`);
      const date = Math.floor(now() / 1_000) * 1_000;
      await passes('read');
      return { ok: true, value: found && { ...found, date } };
    },
    async put(key, text) {
      await passes('write');
      objects.set(`${name}/${key}`, text);
      await passes('write');
      return { ok: true, value: undefined };
    },
    async replace(key, text, etag) {
      await passes('write');
      const isSame = find(`${name}/${key}`)?.etag === etag;
      if (isSame) objects.set(`${name}/${key}`, text);
      await passes('write');
      return { ok: true, value: isSame ? 'written' : 'changed' };
    },
    async list(prefix) {
      await passes('read');
      const keys = [...objects.keys()].filter((key) => key.startsWith(`${name}/${prefix}`));
      return { ok: true, value: keys.map((key) => key.slice(name.length + 1)) };
    },
  });
}
