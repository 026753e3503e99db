import { type ChildProcess, spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import type { Clock, Random } from '../../core/base/clock.ts';
import { checkImage } from '../../core/ecs/definition-rules/image-reference.ts';
import { closeWriteEnds, openPipes } from './pipes.ts';
import {
  type ContainerExit,
  type ContainerSpec,
  cannotStart,
  engineHint,
  type Output,
  type Runner,
  type RunningContainer,
  StartFailure,
  takeOutput,
} from './runner.ts';
import { signalGroup, startWatchdog } from './watchdog.ts';

export interface ProcessRunnerOptions {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** For the pipes. The watchdog removes it if this process is killed. */
  directory: string;
  clock: Clock;
  random: Random;
}

/** The host's variables that replace those of an image. */
const FROM_HOST = /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|LD_LIBRARY_PATH)$/;

/** After a container has ended, a process that left its group can still hold its output open. */
const QUIET_MS = 250;
const QUIET_PERIODS = 20;

/** Runs each container's command as a process of this machine, in a process group of its own. */
export function createProcessRunner(options: ProcessRunnerOptions): Runner {
  const host = Object.fromEntries(Object.entries(options.env).filter(([name]) => FROM_HOST.test(name)));
  const watchdog = startWatchdog(options.directory);
  const live = new Set<RunningContainer>();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const starting = new Set<Promise<RunningContainer>>();

  async function begin(spec: ContainerSpec, output: Output): Promise<RunningContainer> {
    if (spec.image !== undefined && checkImage(spec.image) !== undefined) {
      throw new StartFailure(
        'CannotPullContainerError: Error response from daemon: invalid reference format',
        spec.name,
      );
    }
    const [program, ...args] = [...spec.entryPoint, ...spec.command];
    if (program === undefined) throw noCommand(spec);
    const cwd = resolve(options.cwd, spec.workingDirectory ?? '.');
    if (!existsSync(cwd)) {
      throw cannotStart(
        `chdir to cwd ("${cwd}") set in config.json failed: no such file or directory`,
        'create that folder here, or give --runner docker or podman, which have the one of the image',
      );
    }
    const pipes = await openPipes(options.directory, options.random.uuid());
    try {
      if (closing.signal.aborted) throw new StartFailure('CannotStartContainerError: the engine is closing');
      const env = { ...host, ...spec.environment };
      const stdio = ['ignore' as const, pipes[0].writeEnd, pipes[1].writeEnd];
      const child = spawn(program, args, { cwd, env, detached: true, stdio });
      if (child.pid !== undefined) watchdog.add(child.pid);
      const taken = takeOutput([pipes[0].reader, pipes[1].reader], output);
      const exited = ended(child).then(async (exit) => {
        // When PID 1 of a container ends, its other processes end too.
        signalGroup(child.pid, 'SIGKILL');
        if (child.pid !== undefined) watchdog.remove(child.pid);
        const failure = await outputTaken(
          taken,
          pipes.map((pipe) => pipe.reader),
          options.clock,
          closing.signal,
        );
        live.delete(container);
        return failure === undefined ? exit : { ...exit, reason: `LogDriverError: ${failure.message}` };
      });
      const container: RunningContainer = {
        exited,
        signal: (name) => {
          if (child.exitCode === null && child.signalCode === null) signalGroup(child.pid, name);
        },
        check: (words, signal) => check(words, { cwd, env }, signal),
      };
      // A child without an id never exits, so close() must not wait for it.
      if (child.pid !== undefined) live.add(container);
      await waitForSpawn(child, program);
      return container;
    } catch (error) {
      for (const pipe of pipes) pipe.reader.destroy();
      throw error instanceof StartFailure ? error : cannotStart(`exec: "${program}": ${(error as Error).message}`);
    } finally {
      closeWriteEnds(pipes);
    }
  }

  function check([program = '', ...args]: readonly string[], at: { cwd: string; env: object }, signal: AbortSignal) {
    return new Promise<boolean>((done) => {
      const child = spawn(program, args, { ...at, env: { ...at.env }, detached: true, stdio: 'ignore' });
      if (child.pid !== undefined) watchdog.add(child.pid);
      const end = () => signalGroup(child.pid, 'SIGKILL');
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
      child.once('error', () => done(false));
      child.once('exit', (code) => {
        signal.removeEventListener('abort', end);
        end();
        if (child.pid !== undefined) watchdog.remove(child.pid);
        done(code === 0 && !signal.aborted);
      });
    });
  }

  return {
    start(spec, output) {
      const start = begin(spec, output).finally(() => starting.delete(start));
      starting.add(start);
      return start;
    },
    async close() {
      closing.abort();
      await Promise.allSettled(starting);
      if (live.size > 0) {
        watchdog.endAll();
        // If the watchdog was killed, nobody else would end processes that ignore SIGTERM.
        void watchdog.ended.then(() => {
          for (const container of live) container.signal('SIGKILL');
        });
        await Promise.all([...live].map((container) => container.exited));
      }
      await watchdog.dismiss();
    },
  };
}

const NO_COMMAND =
  'give --runner docker or podman, which have the image; or a command for the migration (-- COMMAND); or leave a sidecar out (--skip-container NAME, --skip-sidecars)';

const noCommand = (spec: ContainerSpec) =>
  new StartFailure(
    `CannotStartContainerError: container ${spec.name} has neither entryPoint nor command, and the process runner cannot know the default command of its image ${spec.image ?? ''}${engineHint(NO_COMMAND)}`,
  );

function waitForSpawn(child: ChildProcess, program: string): Promise<void> {
  return new Promise((done, fail) => {
    child.once('spawn', done);
    child.once('error', (error: NodeJS.ErrnoException) =>
      fail(cannotStart(`exec: "${program}": ${wordSpawnError(error, program)}`, describeMissing(error, program))),
    );
  });
}

/** A program of an image is not necessarily installed on this machine. A name with spaces is an error everywhere. */
function describeMissing({ code }: NodeJS.ErrnoException, program: string): string | undefined {
  if (code !== 'ENOENT' || /\s/.test(program)) return undefined;
  return `the process runner takes ${program} from this machine: install it here, or give --runner docker or podman`;
}

function wordSpawnError(error: NodeJS.ErrnoException, program: string): string {
  if (error.code === 'EACCES') return 'permission denied';
  if (error.code !== 'ENOENT') return error.message;
  return program.includes('/') ? `stat ${program}: no such file or directory` : 'executable file not found in $PATH';
}

const ended = (child: ChildProcess): Promise<ContainerExit> =>
  new Promise((done) => {
    child.once('exit', (code, signal) => done({ exitCode: code ?? 128 + (signal ? constants.signals[signal] : 0) }));
  });

/** Waits for the end of the output, but not for a pipe that only an escaped process holds open. */
async function outputTaken(
  taken: Promise<Error | undefined>,
  readers: readonly Socket[],
  clock: Clock,
  closing: AbortSignal,
): Promise<Error | undefined> {
  const finished = new AbortController();
  const stop = () => finished.abort();
  taken.then(stop);
  closing.addEventListener('abort', stop, { once: true });
  if (closing.aborted) stop();
  let silent = 0;
  for (let period = 0; period < QUIET_PERIODS && silent < 2 && !finished.signal.aborted; period++) {
    const before = bytesOf(readers);
    await clock.sleep(QUIET_MS, finished.signal);
    silent = bytesOf(readers) === before ? silent + 1 : 0;
  }
  closing.removeEventListener('abort', stop);
  for (const reader of readers) reader.destroy();
  return await taken;
}

const bytesOf = (readers: readonly Socket[]) => readers.reduce((sum, reader) => sum + reader.bytesRead, 0);
