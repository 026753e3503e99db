import { type ProgramResult, runProgram } from '../../containers/run-program.ts';
import { isLeftover } from './leftovers.ts';

/** The command line of the runtime, with variables beside those of this machine. */
export type Cli = (
  args: readonly string[],
  rest?: { env?: Readonly<Record<string, string>>; signal?: AbortSignal; input?: Buffer | undefined },
) => Promise<Pick<ProgramResult, 'code' | 'stdout' | 'stderr'>>;

/** On everything that an engine makes in a container runtime; the value is the engine's id. */
export const LABEL = 'ecs-migrate-engine';

export interface ContainerState {
  hasStarted: boolean;
  exitCode: number;
  oomKilled: boolean;
  /** SIGTERM unless the image names another. */
  stopSignal: string;
}

const FORMAT = '{{.State.StartedAt}}|{{.State.ExitCode}}|{{.State.OOMKilled}}|{{.Config.StopSignal}}';

export async function containerState(cli: Cli, container: string): Promise<ContainerState> {
  const { stdout } = await cli(['container', 'inspect', '--format', FORMAT, container]);
  const [startedAt = '', exitCode = '', oomKilled, stopSignal] = stdout.trim().split('|');
  return {
    hasStarted: startedAt !== '' && !startedAt.startsWith('0001-'),
    // Unknown to a runtime that was killed itself.
    exitCode: exitCode === '' ? 137 : Number(exitCode),
    oomKilled: oomKilled === 'true',
    stopSignal: stopSignal || 'SIGTERM',
  };
}

/** Whether the kernel says that it killed something in the container for its memory: not every runtime notices. */
export async function wasKilledForMemory(
  container: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const { stdout } = await runProgram('dmesg', [], { env });
  return stdout.split('\n').some((line) => line.includes('oom-kill:') && line.includes(container));
}

/** What carries the label: how it is listed, where its label is, and how it is removed. */
const KINDS = [
  { list: ['ps', '-aq'], inspect: 'container', labels: '.Config.Labels', remove: ['rm', '-f', '-v'] },
  { list: ['volume', 'ls', '-q'], inspect: 'volume', labels: '.Labels', remove: ['volume', 'rm', '-f'] },
  { list: ['images', '-q'], inspect: 'image', labels: '.Config.Labels', remove: ['image', 'rm', '-f'] },
] as const;

/** Removes all that carries the label: containers before what they use. */
export async function removeAll(cli: Cli, label: string): Promise<void> {
  for (const { list, remove } of KINDS) {
    const { stdout } = await cli([...list, '--filter', `label=${label}`]);
    const ids = stdout.trim().split(/\s+/).filter(Boolean);
    if (ids.length > 0) await cli([...remove, ...ids]);
  }
}

/** Removes what engines left that were killed along with their watchdogs. */
export async function sweepLeftovers(cli: Cli): Promise<void> {
  for (const { list, inspect, labels } of KINDS) {
    const { stdout } = await cli([...list, '--filter', `label=${LABEL}`]);
    const ids = stdout.trim().split(/\s+/).filter(Boolean);
    if (ids.length === 0) continue;
    const found = await cli([inspect, 'inspect', '--format', `{{index ${labels} "${LABEL}"}}`, ...ids]);
    const engines = new Set(found.stdout.trim().split('\n'));
    for (const engine of engines) if (isLeftover(engine)) await removeAll(cli, `${LABEL}=${engine}`);
  }
}
