import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Clock } from '../../core/clock.ts';
import type { Runtime } from './choose.ts';
import { command } from './command.ts';
import { createArguments, lastLine, networkOf, startProblem } from './container-arguments.ts';
import {
  type ContainerState,
  containerState,
  LABEL,
  removeAll,
  sweepLeftovers,
  wasKilledForMemory,
} from './container-state.ts';
import { pauseImage } from './pause-image.ts';
import {
  type ContainerExit,
  type ContainerSpec,
  cannotStart,
  type Output,
  type Runner,
  type RunningContainer,
  StartFailure,
  type TaskSpec,
  takeOutput,
} from './runner.ts';
import { startWatchdog } from './watchdog.ts';

export interface ContainerRunnerOptions {
  runtime: Runtime;
  /** Of the engine, for the label of all that is made. */
  id: string;
  network: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** Removed by the watchdog when we are killed. */
  directory: string;
  clock: Clock;
}

/** What a task has beside its containers. */
interface Room {
  network: readonly string[];
  volumes: ReadonlyMap<string, string>;
  /** Ids and names to remove. */
  pause: string | undefined;
  made: readonly string[];
}

const CLOSE_MS = 1_000;
const POLL_MS = 20;

/** Runs containers by the command line of docker or podman. */
export async function createContainerRunner(options: ContainerRunnerOptions): Promise<Runner> {
  const { runtime, id, clock, env } = options;
  const label = `${LABEL}=${id}`;
  const watchdog = startWatchdog(options.directory, { cli: runtime.name, label, env });
  const rooms = new Map<string, Room>();
  const live = new Set<RunningContainer>();
  const starting = new Set<Promise<unknown>>();
  const closing = new AbortController();
  let pause: Promise<string> | undefined;

  const cli = (
    args: readonly string[],
    rest: { env?: Record<string, string>; signal?: AbortSignal; input?: Buffer } = {},
  ) => command(runtime.name, args, { ...rest, env: { ...env, ...rest.env } });
  await sweepLeftovers(cli);

  async function must(args: readonly string[], failure: string, input?: Buffer): Promise<string> {
    const { code, stdout, stderr } = await cli(args, input === undefined ? {} : { input });
    if (code !== 0) throw new StartFailure(`${failure}: ${lastLine(stderr)}`);
    return lastLine(stdout);
  }

  async function pull(spec: ContainerSpec, signal: AbortSignal): Promise<void> {
    const image = spec.image ?? '';
    if ((await cli(['image', 'inspect', image])).code === 0) return;
    const { code, stderr } = await cli(['pull', '--quiet', image], { signal });
    if (code === 0 || signal.aborted) return;
    const problem = `pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${lastLine(stderr)}`;
    throw new StartFailure(`CannotPullContainerError: ${problem}`, spec.name);
  }

  /** As in ECS, a container that only waits holds the network that the others share. */
  async function startPause(task: TaskSpec): Promise<string> {
    const failure = 'ResourceInitializationError: failed to set up the network of the task';
    pause ??= importPause(failure);
    const image = await pause;
    return await must(
      [
        'run',
        '--detach',
        '--label',
        label,
        '--stop-timeout',
        '0',
        ...networkOf(task, options.network),
        ...hostName(),
        image,
        '/pause',
      ],
      failure,
    );
  }

  async function importPause(failure: string): Promise<string> {
    const image = pauseImage(runtime.architecture);
    if (image === undefined)
      throw new StartFailure(`${failure}: no containers can share one on ${runtime.architecture}`);
    return await must(['import', '--change', `LABEL ${LABEL}="${id}"`, '-'], failure, image);
  }

  // Podman knows the name by itself.
  const hostName = () =>
    runtime.name === 'docker' && options.network !== 'host' && options.network !== 'none'
      ? ['--add-host', 'host.docker.internal:host-gateway']
      : [];

  async function prepare(task: TaskSpec, signal: AbortSignal): Promise<void> {
    await Promise.all(task.containers.map((it) => pull(it, signal)));
    if (signal.aborted) return;
    const made: string[] = [];
    const volumes = new Map<string, string>();
    rooms.set(task.id, { network: [], volumes, pause: undefined, made });
    for (const { name, hostPath } of task.volumes) {
      const unique = `ecs-migrate-${task.id}-${name}`;
      if (hostPath === undefined)
        made.push(await must(['volume', 'create', '--label', label, unique], 'CannotCreateVolumeError'));
      volumes.set(name, hostPath ?? unique);
    }
    const shares = task.networkMode === 'awsvpc' && task.containers.length > 1;
    const holder = shares ? await startPause(task) : undefined;
    const network =
      holder === undefined
        ? [...networkOf(task, options.network), ...hostName()]
        : ['--network', `container:${holder}`];
    rooms.set(task.id, { network, volumes, pause: holder, made });
  }

  async function begin(spec: ContainerSpec, output: Output): Promise<RunningContainer> {
    const room = rooms.get(spec.isolation?.task ?? '');
    const volumeOf = (name: string) => room?.volumes.get(name) ?? name;
    const common = [
      '--label',
      label,
      ...(room?.network ?? []),
      ...(runtime.name === 'podman' ? ['--http-proxy=false'] : []),
    ];
    const { args, env: variables } = createArguments(withinMachine(spec), common, volumeOf, env);
    const created = await cli(['create', ...args], { env: variables });
    if (created.code !== 0) throw new StartFailure(`CannotCreateContainerError: ${lastLine(created.stderr)}`);
    const container = lastLine(created.stdout);
    const remove = () => cli(['rm', '-f', '-v', container]);

    const client = spawn(runtime.name, ['start', '--attach', '--sig-proxy=false', container], {
      env: { ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const left = new Promise<void>((done) => {
      client.once('exit', () => done());
      client.once('error', () => done());
    });
    const state = await started(container, left);
    if (!state.hasStarted) {
      const stderr = (await client.stderr.setEncoding('utf8').toArray()).join('');
      await remove();
      const problem = startProblem(stderr);
      throw 'oci' in problem
        ? cannotStart(problem.oci)
        : new StartFailure(`CannotStartContainerError: ${problem.other}`);
    }
    let killed = false;
    const taken = takeOutput([client.stdout, client.stderr], output);
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

  /** Waits until the container runs, or the client has left without having started it. */
  async function started(container: string, left: Promise<void>): Promise<ContainerState> {
    const over = new AbortController();
    void left.then(() => over.abort());
    for (;;) {
      const gone = over.signal.aborted;
      const state = await containerState(cli, container);
      if (state.hasStarted || gone) return state;
      await clock.sleep(POLL_MS, over.signal);
    }
  }

  const tracked = <T>(work: Promise<T>): Promise<T> => {
    const tracking = work.finally(() => starting.delete(tracking));
    starting.add(tracking);
    tracking.catch(() => {});
    return tracking;
  };

  return {
    prepare: (task, signal) => tracked(prepare(task, AbortSignal.any([signal, closing.signal]))),
    start: (spec, output) => tracked(begin(spec, output)),
    async release(taskId) {
      const room = rooms.get(taskId);
      rooms.delete(taskId);
      if (room?.pause !== undefined) await cli(['rm', '-f', '-v', room.pause]);
      if (room !== undefined && room.made.length > 0) await cli(['volume', 'rm', ...room.made]);
    },
    async close() {
      closing.abort();
      await Promise.allSettled(starting);
      for (const it of live) it.signal('SIGTERM');
      const over = new AbortController();
      void Promise.all([...live].map((it) => it.exited)).then(() => over.abort());
      await once(AbortSignal.any([over.signal, AbortSignal.timeout(CLOSE_MS)]), 'abort');
      for (const it of live) it.signal('SIGKILL');
      await Promise.all([...live].map((it) => it.exited));
      await removeAll(cli, label);
      watchdog.dismiss();
    },
  };
}

/** A runtime refuses more CPUs than there are. */
function withinMachine(spec: ContainerSpec): ContainerSpec {
  const { isolation } = spec;
  if (isolation?.cpus === undefined || isolation.cpus <= availableParallelism()) return spec;
  return { ...spec, isolation: { ...isolation, cpus: undefined } };
}
