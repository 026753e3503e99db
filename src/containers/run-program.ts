import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:os';
import { promisify } from 'node:util';
import { systemClock } from '../system.ts';

export interface ProgramResult {
  /** -1 if the program could not be started, or was ended by a signal. */
  code: number;
  /** Why there is no exit code. */
  problem?: string;
  /** All its output, by stream. `tail` has the last 8,192 characters of both, in order of arrival. */
  stdout: string;
  stderr: string;
  tail: string;
}

export interface ProgramOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** The working directory. Default: that of this process. */
  cwd?: string;
  /** Ends the program and everything that it has started. */
  signal?: AbortSignal | undefined;
  /** Kill the program when the signal aborts, instead of asking it to end. For short commands that may be cut off. */
  killAtOnce?: boolean;
  /** Receives a function that kills the program, for a process that leaves before the program has ended. */
  tidy?: Set<() => void>;
  /** Written to the program's standard input, which is then closed. */
  input?: string | Buffer | undefined;
  /** Called with its output as it arrives. The program is not read further until a returned promise resolves. */
  onText?: ((text: string) => void | Promise<void>) | undefined;
}

const TAIL_CHARACTERS = 8_192;

/** How long a program may take to end by itself. Milliseconds. */
const GRACE_MS = 5_000;

/** How often podman's build steps are killed, and how long podman may then clean up and end. Milliseconds. */
const TIDYING_ROUNDS = 10;
const TIDYING_MS = 500;

/**
 * Runs a program to its end. If the signal aborts, the program and everything that it has started are ended. Never
 * rejects.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const { env, cwd, signal, killAtOnce = false, tidy, input, onText = () => undefined } = options;
  const written = { stdout: '', stderr: '', tail: '' };
  if (signal?.aborted) return { code: -1, problem: 'interrupted', ...written };
  // A process group of its own, so that only we receive Ctrl-C. On Windows a group would open a window, so there Ctrl-C
  // ends the program as well.
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
  // After an interrupt, processes that the program started may keep its streams open for longer.
  if (!signal?.aborted) await streams;
  await ending;
  signal?.removeEventListener('abort', end);
  return { ...ended, ...written };
}

/**
 * Whether the build steps of the program are separate processes. On Windows they run in podman's virtual machine, and
 * end with the client.
 */
export function killsSteps(program: string, system: string = platform()): boolean {
  return program === 'podman' && system !== 'win32';
}

/** Asks the program to end. Windows has no such request: there it is killed at once. */
async function endAll(child: ChildProcess, withSteps: boolean, exited: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  void exited.then(() => over.abort());
  if (withSteps) return endSteps(child, over.signal);
  child.kill('SIGTERM');
  await systemClock.sleep(GRACE_MS, over.signal);
  child.kill('SIGKILL');
}

/**
 * A build step of podman is a process that would continue without podman. If the step is killed first, the build fails,
 * and podman cleans up as after any failed build. If there is no step, podman itself is killed before it can start one.
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

/**
 * Stops a process and everything that it has started. Returns the started processes. Because all are stopped, none of
 * them can start another unseen.
 */
async function stopped(pid: string): Promise<string[]> {
  for (let found: string[] = []; ; ) {
    await ask('kill', ['-STOP', pid, ...found]);
    const now = await descendants(pid);
    if (now.length === found.length) return now;
    found = now;
  }
}

/** The ids of all processes that this process has started, directly or indirectly. */
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
