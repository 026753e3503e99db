import type { Clock } from '../core/base/clock.ts';
import { Latch } from './latch.ts';
import type { Container } from './model.ts';
import type { ContainerSpec, RunningContainer } from './runners/runner.ts';

/** A container of a task while the engine runs it. */
export interface ContainerRun {
  container: Container;
  /** Opens when the container has started, or when it is certain that it never will. */
  begun: Latch;
  /** Opens when a health check succeeds for the first time. */
  healthy: Latch;
  ended: Latch;
  spec?: ContainerSpec | undefined;
  running?: RunningContainer;
}

export const containerRun = (container: Container): ContainerRun => ({
  container,
  begun: new Latch(),
  healthy: new Latch(),
  ended: new Latch(),
});

/** Waits for the dependencies of a container. If the container can never start, returns the reason. */
export async function awaitDependencies(
  run: ContainerRun,
  all: readonly ContainerRun[],
  stopping: Latch,
  clock: Clock,
): Promise<string | undefined> {
  for (const { containerName, condition } of run.container.definition?.dependsOn ?? []) {
    const other = all.find((each) => each.container.name === containerName);
    if (other === undefined) continue;
    const timedOut = await awaitCondition(other, condition, stopping, clock);
    if (stopping.isOpen) return undefined;
    const ordering = `container ordering dependency [${describeRun(other)}] for target [${describeRun(run)}]`;
    if (timedOut) return `dependency graph: ${ordering} has timed out.`;
    const why = describeUnmet(other, condition);
    if (why !== undefined) return `dependency graph: failed to resolve ${ordering} ${why}`;
  }
  return undefined;
}

const MET = {
  START: ({ begun }: ContainerRun) => begun,
  HEALTHY: ({ healthy }: ContainerRun) => healthy,
};

/** Returns whether the `startTimeout` of the other container passed before its condition was met. */
async function awaitCondition(other: ContainerRun, condition: string | undefined, stopping: Latch, clock: Clock) {
  const met = condition === 'START' || condition === 'HEALTHY' ? MET[condition](other) : other.ended;
  await Promise.race([other.begun.opened(), stopping.opened()]);
  const settled = AbortSignal.any([met.signal, other.ended.signal, stopping.signal]);
  const { startTimeout } = other.container.definition ?? {};
  if (settled.aborted) return false;
  const slept = new Promise<void>((done) => settled.addEventListener('abort', () => done(), { once: true }));
  await (startTimeout === undefined ? slept : clock.sleep(startTimeout * 1000, settled));
  return !settled.aborted;
}

function describeUnmet(other: ContainerRun, condition: string | undefined): string | undefined {
  if (other.running === undefined) return 'because dependency will never start.';
  if (condition === 'HEALTHY' && !other.healthy.isOpen) return 'because dependency will never be healthy.';
  const failed = condition === 'SUCCESS' && other.container.exitCode !== 0;
  return failed ? 'as dependency did not exit successfully.' : undefined;
}

/** ECS stops a container only after the containers that depend on it. */
export const dependentsOf = ({ container }: ContainerRun, all: readonly ContainerRun[]): ContainerRun[] =>
  all.filter((each) => each.container.definition?.dependsOn?.some((on) => on.containerName === container.name));

/** Prints a container as the ECS agent does. */
function describeRun({ container, ended }: ContainerRun): string {
  const states = ended.isOpen ? 'STOPPED->STOPPED' : 'CREATED->RUNNING';
  const exit = container.exitCode === undefined ? '' : ` - Exit: ${container.exitCode}`;
  return `${container.name}(${container.definition?.image ?? ''}) (${states})${exit}`;
}
