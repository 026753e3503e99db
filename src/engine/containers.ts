import { Latch } from './latch.ts';
import type { Container } from './model.ts';
import type { RunningContainer } from './runners/runner.ts';

/** A container of a task while the engine takes care of it. */
export interface ContainerRun {
  container: Container;
  /** Opens when it has started, or never will. */
  begun: Latch;
  ended: Latch;
  running?: RunningContainer;
}

export const containerRun = (container: Container): ContainerRun => ({
  container,
  begun: new Latch(),
  ended: new Latch(),
});

/**
 * Waits for what a container depends on, and answers why it can never start. HEALTHY is taken as START: health checks
 * are not run yet.
 */
export async function dependencies(
  run: ContainerRun,
  all: readonly ContainerRun[],
  stopping: Latch,
): Promise<string | undefined> {
  for (const { containerName, condition } of run.container.definition?.dependsOn ?? []) {
    const other = all.find((it) => it.container.name === containerName);
    if (other === undefined) continue;
    const awaited = condition === 'COMPLETE' || condition === 'SUCCESS' ? other.ended : other.begun;
    await Promise.race([awaited.opened(), stopping.opened()]);
    if (!awaited.isOpen) return undefined;
    const why = unmet(other, condition);
    if (why !== undefined) {
      return `dependency graph: failed to resolve container ordering dependency [${describe(other)}] for target [${describe(run)}] ${why}`;
    }
  }
  return undefined;
}

function unmet(other: ContainerRun, condition: string | undefined): string | undefined {
  if (other.running === undefined) return 'because dependency will never start.';
  const failed = condition === 'SUCCESS' && other.container.exitCode !== 0;
  return failed ? 'as dependency did not exit successfully.' : undefined;
}

/** As the ECS agent prints a container. */
function describe({ container, ended }: ContainerRun): string {
  const states = ended.isOpen ? 'STOPPED->STOPPED' : 'CREATED->RUNNING';
  const exit = container.exitCode === undefined ? '' : ` - Exit: ${container.exitCode}`;
  return `${container.name}(${container.definition?.image ?? ''}) (${states})${exit}`;
}
