import { type ProgramResult, runProgram } from '../../containers/run-program.ts';
import { isLeftover } from './leftovers.ts';

/** Runs the command line of the runtime. `env` adds variables to those of this machine. */
export type Cli = (
  args: readonly string[],
  rest?: { env?: Readonly<Record<string, string>>; signal?: AbortSignal; input?: Buffer | undefined },
) => Promise<Pick<ProgramResult, 'code' | 'stdout' | 'stderr'>>;

/** The label of everything that an engine creates in a container runtime. Its value is the engine's id. */
export const LABEL = 'ecs-migrate-engine';

export interface ContainerState {
  hasStarted: boolean;
  exitCode: number;
  oomKilled: boolean;
  /** SIGTERM unless the image sets another signal. */
  stopSignal: string;
}

const FORMAT = '{{.State.StartedAt}}|{{.State.ExitCode}}|{{.State.OOMKilled}}|{{.Config.StopSignal}}';

export async function containerState(cli: Cli, container: string): Promise<ContainerState> {
  const { stdout } = await cli(['container', 'inspect', '--format', FORMAT, container]);
  const [startedAt = '', exitCode = '', oomKilled, stopSignal] = stdout.trim().split('|');
  return {
    hasStarted: startedAt !== '' && !startedAt.startsWith('0001-'),
    // The runtime does not know the exit code if it was killed itself.
    exitCode: exitCode === '' ? 137 : Number(exitCode),
    oomKilled: oomKilled === 'true',
    stopSignal: stopSignal || 'SIGTERM',
  };
}

/**
 * Whether the kernel reports that it killed a process of the container because of its memory. Not every runtime notices
 * this.
 */
export async function wasKilledForMemory(
  container: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const { stdout } = await runProgram('dmesg', [], { env });
  return stdout.split('\n').some((line) => line.includes('oom-kill:') && line.includes(container));
}

/** The kinds of labelled objects: how to list them, where their label is, and how to remove them. */
const KINDS = [
  { list: ['ps', '-aq'], inspect: 'container', labels: '.Config.Labels', remove: ['rm', '-f', '-v'] },
  { list: ['volume', 'ls', '-q'], inspect: 'volume', labels: '.Labels', remove: ['volume', 'rm', '-f'] },
  { list: ['images', '-q'], inspect: 'image', labels: '.Config.Labels', remove: ['image', 'rm', '-f'] },
] as const;

/** Removes everything with the label. Containers come first, because they use the others. */
export async function removeAll(cli: Cli, label: string): Promise<void> {
  for (const { list, remove } of KINDS) {
    const ids = await listLabelled(cli, list, label);
    if (ids.length > 0) await cli([...remove, ...ids]);
  }
}

/** How often a list is asked for that fails. */
const LIST_ATTEMPTS = 5;

/**
 * The ids of all objects of one kind with the label. Podman's list of images fails ("layer not known") in the moment
 * in which somebody else removes an image, ours or not: then it is asked again, or our own objects would stay for ever.
 */
async function listLabelled(cli: Cli, list: readonly string[], label: string): Promise<string[]> {
  for (let attempt = 1; ; attempt += 1) {
    const { code, stdout } = await cli([...list, '--filter', `label=${label}`]);
    if (code === 0 || attempt === LIST_ATTEMPTS) return stdout.trim().split(/\s+/).filter(Boolean);
  }
}

/** Removes the leftovers of engines that were killed together with their watchdogs. */
export async function sweepLeftovers(cli: Cli): Promise<void> {
  for (const { list, inspect, labels } of KINDS) {
    const ids = await listLabelled(cli, list, LABEL);
    if (ids.length === 0) continue;
    const found = await cli([inspect, 'inspect', '--format', `{{index ${labels} "${LABEL}"}}`, ...ids]);
    const engines = new Set(found.stdout.trim().split('\n'));
    for (const engine of engines) if (isLeftover(engine)) await removeAll(cli, `${LABEL}=${engine}`);
  }
}
