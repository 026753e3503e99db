import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../core/base/clock.ts';
import type { LaunchedEvent, LogEvent, MigrationEvent } from '../core/events/events.ts';

/** The logs of the targets of a fleet, each in a file of its own. */
export interface LogFiles {
  /** Returns a promise while much is waiting to be written, so that it does not pile up. */
  take(event: MigrationEvent): void | Promise<void>;
  /** Writes what is left. Returns what could not be written, as text. */
  close(): Promise<string[]>;
}

/** How often lines are written, so that a log can be followed. Milliseconds. */
const WRITE_MS = 1_000;
/** So much may wait to be written. In characters. */
const MOST_WAITING = 1_000_000;

interface LogFile {
  path: string;
  waiting: string;
  /** A file of an earlier process is replaced: a task that is followed again is read from its first line. */
  isNew: boolean;
}

/** Creates the folder. Returns a problem if that is not possible. */
export async function prepareLogFolder(folder: string): Promise<string | undefined> {
  try {
    await mkdir(folder, { recursive: true });
    const probe = path.join(folder, '.ecs-migrate');
    await writeFile(probe, '');
    await rm(probe);
    return undefined;
  } catch (error) {
    return `the folder ${folder} cannot be written (${(error as NodeJS.ErrnoException).code})`;
  }
}

export function createLogFiles(folder: string, clock: Clock): LogFiles {
  const files = new Map<string, LogFile>();
  const taken = new Set<string>();
  const severalContainers = new Set<string>();
  const problems = new Map<string, string>();
  const closing = new AbortController();
  let waiting = 0;
  let writing: Promise<void> = Promise.resolve();

  function fileOf(target: string): LogFile {
    const known = files.get(target);
    if (known !== undefined) return known;
    const file = { path: path.join(folder, nameFile(target, taken)), waiting: '', isNew: true };
    files.set(target, file);
    return file;
  }

  function addLine({ target = '', container, message }: LogEvent): void | Promise<void> {
    const text = `${severalContainers.has(target) ? `${container} | ` : ''}${message}\n`;
    fileOf(target).waiting += text;
    waiting += text.length;
    if (waiting > MOST_WAITING) return write();
    if (waiting === text.length) void writeSoon();
    return undefined;
  }

  function noteContainers({ target = '', logStreams }: LaunchedEvent): void {
    if (logStreams.length > 1) severalContainers.add(target);
  }

  async function writeSoon(): Promise<void> {
    await clock.sleep(WRITE_MS, closing.signal);
    await write();
  }

  /** One file after another: a thousand at once would need a thousand descriptors. */
  function write(): Promise<void> {
    writing = writing.then(async () => {
      for (const file of files.values()) {
        const text = file.waiting;
        if (text === '') continue;
        file.waiting = '';
        waiting -= text.length;
        await (file.isNew ? writeFile(file.path, text) : appendFile(file.path, text)).catch(
          (error: NodeJS.ErrnoException) => problems.set(file.path, error.code ?? error.message),
        );
        file.isNew = false;
      }
    });
    return writing;
  }

  return {
    take(event) {
      if (event.type === 'launched') noteContainers(event);
      return event.type === 'log' ? addLine(event) : undefined;
    },
    async close() {
      closing.abort();
      await write();
      return [...problems].map(([file, code]) => `the log file ${file} could not be written (${code})`);
    },
  };
}

/** Names that Windows keeps for devices, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * `NAME.log`, without characters that mean something to a file system, such as the slashes in `eu/tenant-1`: they are
 * written as in a URL. Names that differ only in their case get a number, because some file systems see no difference.
 */
export function nameFile(target: string, taken: Set<string>): string {
  const escaped = target
    .replace(/[^A-Za-z0-9._@+-]/g, (character) => encodeURIComponent(character).replace(/[!'()*]/g, '_'))
    .replace(/^\./, '%2E');
  const base = DEVICE.test(escaped) ? `_${escaped}` : escaped;
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${base}.log` : `${base}~${number}.log`;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}
