import type { Random } from '../../../src/core/base/clock.ts';
import type { FleetMemory } from '../../../src/core/fleet/journal.ts';
import { replayJournal } from '../../../src/core/fleet/replay-journal.ts';
import type { Files, Writer } from '../../../src/fleet/journal-file.ts';
import { readJournalText } from '../../../src/fleet/journal-lines.ts';
import type { Objects } from '../../../src/fleet/objects.ts';
import type { VirtualClock } from './clock.ts';
import { NEVER } from './world.ts';

/** Where a process may be killed. */
export interface Crossing {
  isAlive(): boolean;
  /** Counts this place, and says whether the process dies here, or is dead already. */
  dies(where: string): boolean;
  random: Random;
}

/** Where a journal is kept. It outlives the processes. */
export interface Store {
  /** The file system of a process. */
  files(crossing: Crossing): Pick<Writer, 'files'>;
  /** S3, as a process sees it. */
  objects(crossing: Crossing): Objects;
  memory(place: string): FleetMemory | undefined;
}

/** How long it takes until a file is stored, and an object. Milliseconds. */
const SYNC_MS = 5;
const S3_MS = 80;

const take = (ms: number, clock: VirtualClock) => new Promise<void>((resolve) => clock.at(clock.now + ms, resolve));

/** A file system in memory. A process that dies while it writes leaves some part of the text. */
export function onDisk(clock: VirtualClock): Store {
  const contents = new Map<string, { text: string; mtimeMs: number }>();

  function filesOf(crossing: Crossing): Files {
    const { dies } = crossing;
    const act = async <T>(what: string, perform: () => T, partly: () => void = () => undefined): Promise<T> => {
      if (!crossing.isAlive()) return NEVER;
      if (dies(`before ${what}`)) {
        partly();
        return NEVER;
      }
      const done = perform();
      return dies(`after ${what}`) ? NEVER : done;
    };
    const find = (path: string) => contents.get(path) ?? fail('ENOENT');
    const add = (path: string, text: string) => {
      contents.set(path, { text: find(path).text + text, mtimeMs: clock.now });
    };
    return {
      readFile: (path) => act('readFile', () => find(path).text),
      writeFile: (path, text) =>
        act('writeFile', () => {
          if (contents.has(path)) fail('EEXIST');
          contents.set(path, { text, mtimeMs: clock.now });
        }),
      rm: (path) => act('rm', () => void contents.delete(path)),
      stat: (path) => act('stat', () => find(path)),
      utimes: (path, _, changed) =>
        act('utimes', () => void contents.set(path, { ...find(path), mtimeMs: changed.getTime() })),
      open: (path) =>
        act('open', () => {
          if (!contents.has(path)) contents.set(path, { text: '', mtimeMs: clock.now });
          return {
            appendFile: (text) =>
              act(
                'append',
                () => add(path, text),
                () => add(path, text.slice(0, Math.floor(crossing.random.next() * (text.length + 1)))),
              ),
            truncate: (bytes) =>
              act('truncate', () => void contents.set(path, { ...find(path), text: find(path).text.slice(0, bytes) })),
            datasync: () => take(SYNC_MS, clock).then(() => act('datasync', () => undefined)),
            close: () => act('close', () => undefined),
          };
        }),
    };
  }

  return {
    files: (crossing) => ({ files: filesOf(crossing) }),
    objects: () => fail('no bucket'),
    memory: (place) => memoryOf(contents.get(place)?.text),
  };
}

/** An object in S3. A write that was on the wire when its process died may still take effect. */
export function inBucket(clock: VirtualClock): Store {
  let stored: { text: string; etag: string } | undefined;
  let version = 0;

  function put(text: string, etag: string | undefined): Awaited<ReturnType<Objects['write']>> {
    if (stored?.etag !== etag) return { ok: false, failure: { kind: 'changed', problem: 'PreconditionFailed' } };
    version += 1;
    stored = { text, etag: `${version}` };
    return { ok: true, value: stored.etag };
  }

  return {
    files: () => ({}),
    objects(crossing) {
      const { dies, random } = crossing;
      return {
        async read() {
          if (dies('before GetObject')) return NEVER;
          return { ok: true, value: stored };
        },
        async write(_, text, etag) {
          if (!crossing.isAlive()) return NEVER;
          await take(S3_MS / 2, clock);
          if (dies('before PutObject')) {
            if (random.next() < 0.5) put(text, etag);
            return NEVER;
          }
          const answer = put(text, etag);
          await take(S3_MS / 2, clock);
          if (dies('after PutObject')) return NEVER;
          // The answer was lost, and the second try finds what the first one has written.
          if (random.next() < 0.03) return put(text, etag);
          return answer;
        },
      };
    },
    memory: () => memoryOf(stored?.text),
  };
}

function memoryOf(text: string | undefined): FleetMemory | undefined {
  const read = readJournalText(text ?? '');
  if (!read.ok) throw new Error(read.failure);
  return replayJournal(read.value.entries);
}

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}
