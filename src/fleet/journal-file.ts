import * as fileSystem from 'node:fs/promises';
import type { Clock } from '../core/base/clock.ts';
import type { Result } from '../core/base/result.ts';
import type { JournalEntry } from '../core/fleet/journal.ts';
import type { Journal } from './fleet.ts';
import { readJournalText, writeInGroups } from './journal-lines.ts';
import type { Trouble } from './trouble.ts';

/** A journal that is open for this process alone, with what it holds. */
export interface Opened {
  journal: Journal;
  entries: JournalEntry[];
  torn?: number;
}

/** What a journal uses of the file system. */
export interface Files {
  readFile(path: string, encoding: 'utf8'): Promise<string>;
  writeFile(path: string, text: string, options: { flag: 'wx'; mode: number }): Promise<void>;
  open(path: string, flag: 'a', mode: number): Promise<OpenFile>;
  rm(path: string, options: { force: true }): Promise<void>;
  stat(path: string): Promise<{ mtimeMs: number }>;
  utimes(path: string, accessed: Date, changed: Date): Promise<void>;
}

/** A file to which lines are added. */
export interface OpenFile {
  appendFile(text: string): Promise<void>;
  truncate(bytes: number): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** Facts about this process that the lock names. */
export interface Writer {
  pid: number;
  host: string;
  /** Whether a process of this machine lives. */
  isAlive(pid: number): boolean;
  clock: Clock;
  /** Instead of the file system of this machine, in tests. */
  files?: Files;
}

/** The owner of a lock touches it this often. An older lock on another machine is a leftover. Milliseconds. */
const TOUCH_MS = 10_000;
const STALE_MS = 60_000;

/**
 * Opens a journal in a file, or begins it. A lock beside it keeps other processes out; the lock of a process that has
 * been killed does not count.
 * @param place the absolute path
 */
export async function openJournalFile(place: string, writer: Writer): Promise<Result<Opened, Trouble>> {
  const { files = fileSystem } = writer;
  const lock = `${place}.lock`;
  const held = await takeLock(lock, writer);
  if (held !== undefined) return { ok: false, failure: held };
  const refuse = async (problem: string, fix: string): Promise<Result<Opened, Trouble>> => {
    await files.rm(lock, { force: true });
    return { ok: false, failure: { problem, fix } };
  };
  let file: OpenFile;
  let text = '';
  try {
    text = await files.readFile(place, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    file = await files.open(place, 'a', 0o600);
  } catch (error) {
    return refuse(
      `${place} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      'give --journal another file',
    );
  }
  const read = readJournalText(text);
  if (!read.ok) {
    await file.close();
    return refuse(`${place}: ${read.failure}`, 'give --journal a file of its own');
  }
  const { entries, torn } = read.value;
  // What is not complete is cut off: the next entry would be glued to it.
  const whole = torn === undefined ? text : text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole !== text) await file.truncate(Buffer.byteLength(whole));
  else if (text !== '' && !text.endsWith('\n')) await file.appendFile('\n');
  const closing = new AbortController();
  void keepTouching(lock, { ...writer, files }, closing.signal);
  const append = writeInGroups(async (lines) => {
    await file.appendFile(lines);
    await file.datasync();
  });
  let closed = false;
  const journal: Journal = {
    place,
    append,
    async close() {
      if (closed) return;
      closed = true;
      closing.abort();
      await file.close();
      await files.rm(lock, { force: true });
    },
  };
  return { ok: true, value: { journal, entries, ...(torn === undefined ? {} : { torn }) } };
}

async function keepTouching(
  lock: string,
  { clock, files }: Pick<Writer, 'clock'> & { files: Files },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(TOUCH_MS, signal);
    const at = new Date(clock.now());
    if (!signal.aborted) await files.utimes(lock, at, at).catch(() => undefined);
  }
}

/** Takes the lock, or says who has it. */
async function takeLock(lock: string, writer: Writer): Promise<Trouble | undefined> {
  const { pid, host, files = fileSystem } = writer;
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      await files.writeFile(lock, `${pid} ${host}\n`, { flag: 'wx', mode: 0o600 });
      return undefined;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST')
        return { problem: `${lock} cannot be written (${code})`, fix: 'give --journal another file' };
    }
    const owner = await ownerOf(lock, writer);
    if (owner !== undefined) {
      const fix = 'wait for it to end, or stop it; two processes must not continue one fleet at the same time';
      return { problem: `another process (${owner}) works with this journal`, fix };
    }
    await files.rm(lock, { force: true });
  }
  return { problem: `${lock} cannot be taken`, fix: 'delete it if no other process works with the journal' };
}

/** The process that holds a lock. `undefined` if it no longer lives. */
async function ownerOf(
  lock: string,
  { pid: own, host, isAlive, clock, files = fileSystem }: Writer,
): Promise<string | undefined> {
  const text = await files.readFile(lock, 'utf8').catch(() => '');
  const [, pid = '', where = ''] = /^(\d+) (.*)$/m.exec(text) ?? [];
  // A container that was started again has the same name and the same process ids.
  if (where === host && (Number(pid) === own || !isAlive(Number(pid)))) return undefined;
  const { mtimeMs } = await files.stat(lock).catch(() => ({ mtimeMs: 0 }));
  return clock.now() - mtimeMs < STALE_MS ? `${pid || 'unknown'} on ${where || 'an unknown machine'}` : undefined;
}
