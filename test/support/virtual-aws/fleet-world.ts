import type { FleetTarget } from '../../../src/fleet/fleet.ts';
import { A_PROCESS, type Scenario } from './scenario.ts';
import type { SimulatedTask } from './view.ts';
import { resolvedOf } from './world.ts';

/** The driver loads these on demand. No virtual time may pass until they are there. */
export async function loadModules(): Promise<void> {
  await import('../../../src/aws/logs.ts');
  await import('../../../src/core/log-causes/find-cause.ts');
  await import('../../../src/migrate/run.ts');
}

/** A target whose lock is its own. */
export function aTarget(name: string, scenario: Scenario): FleetTarget {
  const { settings, origins } = resolvedOf(A_PROCESS, scenario);
  return {
    name,
    row: `targets.yml:${name}`,
    resolved: { settings: { ...settings, env: { ...settings.env, TENANT: name } }, origins, findings: [] },
    files: {},
    ownsLock: false,
  };
}

/** The target that a task was launched for: the end of its lock. */
export function tenantOf({ startedBy = '' }: SimulatedTask): string {
  return startedBy.slice(startedBy.lastIndexOf('/') + 1);
}
