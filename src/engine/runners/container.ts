import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { PassThrough } from 'node:stream';
import type { Runtime } from '../../containers/choose-runtime.ts';
import { runProgram } from '../../containers/run-program.ts';
import type { Clock } from '../../core/base/clock.ts';
import { createArguments, lastLine, startProblem } from './container-arguments.ts';
import {
  type Cli,
  type ContainerState,
  containerState,
  LABEL,
  removeAll,
  sweepLeftovers,
  wasKilledForMemory,
} from './container-state.ts';
import {
  type ContainerExit,
  type ContainerSpec,
  cannotStart,
  type Output,
  type Runner,
  type RunningContainer,
  StartFailure,
  takeOutput,
} from './runner.ts';
import { createTaskResources } from './task-resources.ts';
import { startWatchdog } from './watchdog.ts';

export interface ContainerRunnerOptions {
  runtime: Runtime;
  /** The id of the engine, for the label of everything that it creates. */
  id: string;
  network: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** The watchdog removes it if this process is killed. */
  directory: string;
  clock: Clock;
}

const CLOSE_MS = 1_000;
/**
 * Do not pass on this machine's proxy variables. Do not add /tmp, /run and others to a read-only root: Fargate does not
 * have them.
 */
const PODMAN_OPTIONS = ['--http-proxy=false', '--read-only-tmpfs=false'];
const POLL_MS = 20;

/** Runs containers with the command line of docker or podman. */
export async function createContainerRunner(options: ContainerRunnerOptions): Promise<Runner> {
  const { runtime, id, clock, env } = options;
  const label = `${LABEL}=${id}`;
  const watchdog = startWatchdog(options.directory, { cli: runtime.name, label, env });
  const live = new Set<RunningContainer>();
  const starting = new Set<Promise<unknown>>();
  const closing = new AbortController();

  const cli: Cli = async (args, rest = {}) => {
    const options = { ...rest, env: { ...env, ...rest.env }, killAtOnce: true };
    const { code, problem, stdout, stderr } = await runProgram(runtime.name, args, options);
    return { code, stdout, stderr: problem ?? stderr };
  };
  await sweepLeftovers(cli);
  const taskResources = createTaskResources(cli, runtime, label, options.network);

  async function begin(spec: ContainerSpec, output: Output): Promise<RunningContainer> {
    const resources = taskResources.of(spec);
    const common = ['--label', label, ...resources.network, ...(runtime.name === 'podman' ? PODMAN_OPTIONS : [])];
    const { args, env: variables } = createArguments(forRuntime(spec, runtime.name), common, resources.volumes, env);
    const created = await cli(['create', ...args], { env: variables });
    if (created.code !== 0) throw new StartFailure(`CannotCreateContainerError: ${lastLine(created.stderr)}`);
    const container = lastLine(created.stdout);
    const remove = () => cli(['rm', '-f', '-v', container]);

    const client = spawn(runtime.name, ['start', '--attach', container], {
      // podman's conmon writes a file named `oom` into its working directory.
      cwd: options.directory,
      env: { ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Hold the output back until it is known whether it comes from the container or from a failed start. When a child
    // exits, Node discards output that nobody reads.
    const streams = [client.stdout.pipe(new PassThrough()), client.stderr.pipe(new PassThrough())] as const;
    const left = new Promise<void>((done) => {
      client.once('exit', () => done());
      client.once('error', () => done());
    });
    const state = await started(container, left);
    if (!state.hasStarted) {
      const stderr = (await streams[1].setEncoding('utf8').toArray()).join('');
      await remove();
      const problem = startProblem(stderr);
      throw 'oci' in problem
        ? cannotStart(problem.oci)
        : new StartFailure(`CannotStartContainerError: ${problem.other}`);
    }
    let killed = false;
    const taken = takeOutput(streams, output);
    const exited = left.then(async (): Promise<ContainerExit> => {
      const failure = await taken;
      await cli(['wait', container]);
      const { exitCode, oomKilled } = await containerState(cli, container);
      const forMemory = exitCode === 137 && !killed && (oomKilled || (await wasKilledForMemory(container, env)));
      await remove();
      live.delete(running);
      if (forMemory) return { exitCode, reason: 'OutOfMemoryError: Container killed due to memory usage' };
      return failure === undefined ? { exitCode } : { exitCode, reason: `LogDriverError: ${failure.message}` };
    });
    const running: RunningContainer = {
      exited,
      signal(name) {
        killed ||= name === 'SIGKILL';
        void cli(['kill', '--signal', name === 'SIGTERM' ? state.stopSignal : name, container]);
      },
      check: async (words, signal) => (await cli(['exec', container, ...words], { signal })).code === 0,
    };
    live.add(running);
    return running;
  }

  /** Waits until the container runs, or until the client has exited without starting it. */
  async function started(container: string, left: Promise<void>): Promise<ContainerState> {
    const finished = new AbortController();
    void left.then(() => finished.abort());
    for (;;) {
      const gone = finished.signal.aborted;
      const state = await containerState(cli, container);
      if (state.hasStarted || gone) return state;
      await clock.sleep(POLL_MS, finished.signal);
    }
  }

  const tracked = <T>(work: Promise<T>): Promise<T> => {
    const tracking = work.finally(() => starting.delete(tracking));
    starting.add(tracking);
    tracking.catch(() => {});
    return tracking;
  };

  return {
    prepare: (task, signal) => tracked(taskResources.prepare(task, AbortSignal.any([signal, closing.signal]))),
    start: (spec, output) => tracked(begin(spec, output)),
    release: taskResources.release,
    async close() {
      closing.abort();
      await Promise.allSettled(starting);
      for (const container of live) container.signal('SIGTERM');
      const finished = new AbortController();
      void Promise.all([...live].map((container) => container.exited)).then(() => finished.abort());
      await once(AbortSignal.any([finished.signal, AbortSignal.timeout(CLOSE_MS)]), 'abort');
      for (const container of live) container.signal('SIGKILL');
      await Promise.all([...live].map((container) => container.exited));
      await removeAll(cli, label);
      await watchdog.dismiss();
    },
  };
}

/**
 * A runtime rejects more CPUs than the machine has. Podman copies the image's files and permissions at that path into a
 * tmpfs; on Fargate, as with docker, it is empty.
 */
function forRuntime(spec: ContainerSpec, runtime: Runtime['name']): ContainerSpec {
  const { isolation } = spec;
  if (isolation === undefined) return spec;
  const cpus = (isolation.cpus ?? 0) > availableParallelism() ? undefined : isolation.cpus;
  const empty = runtime === 'podman' ? ['notmpcopyup'] : [];
  const tmpfs = isolation.tmpfs.map((one) => ({ ...one, options: [...one.options, ...empty] }));
  return { ...spec, isolation: { ...isolation, cpus, tmpfs } };
}
