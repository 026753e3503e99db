import type { Runtime } from '../../containers/choose-runtime.ts';
import { lastLine } from './container-arguments.ts';
import type { Cli } from './container-state.ts';
import { pauseImage } from './pause-image.ts';
import { type ContainerSpec, engineHint, StartFailure, type TaskSpec } from './runner.ts';

/** The resources of a task besides its containers. */
interface TaskResources {
  /** Arguments of `create`. */
  network: readonly string[];
  /** The source to mount for each volume name: a volume of the runtime, or a folder of this machine. */
  volumes: Map<string, string>;
  /** The volumes that the engine has created and must remove. */
  made: string[];
  /** The container that holds the network. */
  holder?: string;
}

const NETWORK_FAILURE = 'ResourceInitializationError: failed to set up the network of the task';

/** Pulls images, and creates and removes the volumes and networks of tasks. */
export function createTaskResources(cli: Cli, runtime: Runtime, label: string, network: string | undefined) {
  const byTask = new Map<string, TaskResources>();
  let pause: Promise<string> | undefined;

  async function runOrFail(args: readonly string[], failure: string, input?: Buffer): Promise<string> {
    const { code, stdout, stderr } = await cli(args, { input });
    if (code !== 0) throw new StartFailure(`${failure}: ${lastLine(stderr)}`);
    return lastLine(stdout);
  }

  async function pull(spec: ContainerSpec, signal: AbortSignal): Promise<void> {
    const image = spec.image ?? '';
    if ((await cli(['image', 'inspect', image])).code === 0) return;
    const { code, stderr } = await cli(['pull', '--quiet', image], { signal });
    if (code === 0 || signal.aborted) return;
    const problem = `pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${lastLine(stderr)}${engineHint('sign in to the registry (docker login), or give --runner process, which needs no image')}`;
    throw new StartFailure(`CannotPullContainerError: ${problem}`, spec.name);
  }

  function networkOf({ networkMode }: TaskSpec): string[] {
    const name = networkMode === 'host' || networkMode === 'none' ? networkMode : network;
    // Podman defines host.docker.internal itself.
    const named = runtime.name === 'docker' && name !== 'host' && name !== 'none';
    const host = named ? ['--add-host', 'host.docker.internal:host-gateway'] : [];
    return [...(name === undefined ? [] : ['--network', name]), ...host];
  }

  /** As in ECS, a container that only waits holds the network that the others share. */
  async function startHolder(task: TaskSpec): Promise<string> {
    pause ??= importPause();
    const args = ['run', '--detach', '--label', label, '--stop-timeout', '0', ...networkOf(task)];
    return await runOrFail([...args, await pause, '/pause'], NETWORK_FAILURE);
  }

  async function importPause(): Promise<string> {
    const image = pauseImage(runtime.architecture);
    if (image !== undefined)
      return await runOrFail(['import', '--change', `LABEL ${label}`, '-'], NETWORK_FAILURE, image);
    throw new StartFailure(`${NETWORK_FAILURE}: no containers can share one on ${runtime.architecture}`);
  }

  return {
    of: (spec: ContainerSpec): TaskResources =>
      byTask.get(spec.isolation?.task ?? '') ?? { network: [], volumes: new Map(), made: [] },

    async prepare(task: TaskSpec, signal: AbortSignal): Promise<void> {
      await Promise.all(task.containers.map((container) => pull(container, signal)));
      if (signal.aborted) return;
      const resources: TaskResources = { network: networkOf(task), volumes: new Map(), made: [] };
      byTask.set(task.id, resources);
      for (const { name, hostPath } of task.volumes) {
        const own = `ecs-migrate-${task.id}-${name}`;
        resources.volumes.set(name, hostPath ?? own);
        if (hostPath !== undefined) continue;
        resources.made.push(await runOrFail(['volume', 'create', '--label', label, own], 'CannotCreateVolumeError'));
      }
      if (task.networkMode !== 'awsvpc' || task.containers.length < 2) return;
      resources.holder = await startHolder(task);
      resources.network = ['--network', `container:${resources.holder}`];
    },

    async release(taskId: string): Promise<void> {
      const { holder, made = [] } = byTask.get(taskId) ?? {};
      byTask.delete(taskId);
      if (holder !== undefined) await cli(['rm', '-f', '-v', holder]);
      if (made.length > 0) await cli(['volume', 'rm', ...made]);
    },
  };
}
