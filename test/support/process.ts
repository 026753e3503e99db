import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { BARE_ENV } from './paths.ts';

export interface Finished {
  /** 128 plus the signal's number, if a signal ended the process. */
  exitCode: number;
  stdout: string;
  stderr: string;
  ms: number;
}

export interface ProcessOptions {
  cwd?: string;
  /** Added to a bare environment, not to that of the tests. */
  env?: Readonly<Record<string, string>>;
  /** Keeps its standard input open for the test. */
  input?: boolean;
  /** In its own process group, like a process that a shell starts on a terminal. */
  group?: boolean;
}

/** A process of a test. If it still runs at the end of the block, it is killed with SIGKILL. */
export interface Running extends AsyncDisposable {
  child: ChildProcess;
  /** The output so far. */
  stdout(): string;
  stderr(): string;
  ended: Promise<Finished>;
}

export function startProcess(command: string, args: readonly string[], options: ProcessOptions = {}): Running {
  const start = performance.now();
  const env = { ...BARE_ENV, ...options.env };
  const child = spawn(command, args, {
    cwd: options.cwd,
    env,
    detached: options.group ?? false,
    stdio: [options.input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  const ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => ({
    exitCode: typeof code === 'number' ? code : 128 + constants.signals[signal as NodeJS.Signals],
    ...written,
    ms: performance.now() - start,
  }));
  ended.catch(() => {});
  return {
    child,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended.catch(() => {});
    },
  };
}

/** The ids of the processes whose environment contains this text. Empty if there is no /proc. */
export function processesWith(text: string): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text);
    } catch {
      return false; // It has ended meanwhile, or is not ours.
    }
  });
}
