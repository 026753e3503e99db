import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:os';
import { promisify } from 'node:util';
import { systemClock } from '../system.ts';

export interface ProgramResult {
  /** -1 where it could not be started, or was ended by a signal. */
  code: number;
  /** Why there is no exit code. */
  problem?: string;
  /** All that it wrote, by stream; and the last 8,192 characters of both in the order in which they came. */
  stdout: string;
  stderr: string;
  tail: string;
}

export interface ProgramOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** The working directory; ours by default. */
  cwd?: string;
  /** Ends the program, and all that it has started. */
  signal?: AbortSignal | undefined;
  /** Kill the program when the signal aborts, instead of asking it to end. For short commands that may be cut off. */
  killAtOnce?: boolean;
  /** Gets what kills the program, for a process that leaves before it has ended. */
  tidy?: Set<() => void>;
  /** What is written to its standard input, which is closed without it. */
  input?: string | Buffer | undefined;
  /** Told what it writes, as it comes; it waits for the answer. */
  onText?: ((text: string) => Promise<void>) | undefined;
}

const TAIL_CHARACTERS = 8_192;

/** How long a program has to end by itself. */
const GRACE_MS = 5_000;

/** How often podman's steps are killed, and how long after that it has to tidy up and end. */
const TIDYING_ROUNDS = 10;
const TIDYING_MS = 500;

/** Runs a program to its end. When the signal aborts, it and all that it has started are ended. Never rejects. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const { env, cwd, signal, killAtOnce = false, tidy, input, onText = () => Promise.resolve() } = options;
  const written = { stdout: '', stderr: '', tail: '' };
  if (signal?.aborted) return { code: -1, problem: 'interrupted', ...written };
  // A group of its own: Ctrl-C is for us to answer. On Windows that would open a window; there Ctrl-C ends the program, too.
  const child = spawn(program, args, { env, cwd, detached: platform() !== 'win32', windowsHide: true, stdio: 'pipe' });
  const kill = () => child.kill('SIGKILL');
  tidy?.add(kill);
  const read = async (name: 'stdout' | 'stderr') => {
    for await (const text of child[name].setEncoding('utf8')) {
      written[name] += text;
      written.tail = (written.tail + text).slice(-TAIL_CHARACTERS);
      await onText(text);
    }
  };
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const exited = once(child, 'exit').then(
    ([code, name]) => ({ code: code ?? -1, ...(name && { problem: `ended by ${name}` }) }),
    (error: NodeJS.ErrnoException) => {
      return { code: -1, problem: error.code === 'ENOENT' ? `there is no ${program}` : error.message };
    },
  );
  let ending: Promise<void> | undefined;
  const end = () => {
    if (killAtOnce) child.kill('SIGKILL');
    else ending = endAll(child, killsSteps(program), exited);
  };
  signal?.addEventListener('abort', end, { once: true });
  const streams = Promise.all([read('stdout'), read('stderr')]).catch(() => undefined);
  const ended = await exited;
  tidy?.delete(kill);
  // Where it was interrupted, what it has started may hold its streams for longer.
  if (!signal?.aborted) await streams;
  await ending;
  signal?.removeEventListener('abort', end);
  return { ...ended, ...written };
}

/** Whether the steps of its builds are processes beside it. On Windows they are in podman's machine, and end with the client. */
export function killsSteps(program: string, system: string = platform()): boolean {
  return program === 'podman' && system !== 'win32';
}

/** Asks it to end. Windows knows no such question: there it is killed at once. */
async function endAll(child: ChildProcess, withSteps: boolean, exited: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  void exited.then(() => over.abort());
  if (withSteps) return endSteps(child, over.signal);
  child.kill('SIGTERM');
  await systemClock.sleep(GRACE_MS, over.signal);
  child.kill('SIGKILL');
}

/**
 * A step of a build by podman is a process that would go on without it. Killed first, it fails the build, and podman
 * tidies up as it does for any that fails; where there is none, podman itself is killed before it can start one.
 */
async function endSteps(child: ChildProcess, over: AbortSignal): Promise<void> {
  for (let round = 1; !over.aborted; round += 1) {
    const steps = await stopped(String(child.pid));
    if (steps.length > 0) await ask('kill', ['-KILL', ...steps]);
    if (steps.length === 0 || round === TIDYING_ROUNDS) child.kill('SIGKILL');
    child.kill('SIGCONT');
    await systemClock.sleep(TIDYING_MS, over);
  }
}

/** Stops a process and all that it has started, and answers those: none of them can start one that would be missed. */
async function stopped(pid: string): Promise<string[]> {
  for (let found: string[] = []; ; ) {
    await ask('kill', ['-STOP', pid, ...found]);
    const now = await descendants(pid);
    if (now.length === found.length) return now;
    found = now;
  }
}

/** The ids of all processes that this one has started, and these in turn. */
async function descendants(pid: string): Promise<string[]> {
  const { stdout } = await ask('ps', ['-A', '-o', 'pid=,ppid=']);
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const found = [pid];
  for (const parent of found) found.push(...pairs.filter(([, its]) => its === parent).map(([id = '']) => id));
  return found.slice(1);
}

async function ask(program: string, args: string[]): Promise<{ stdout: string }> {
  return promisify(execFile)(program, args).catch(() => ({ stdout: '' }));
}
