import type { RunContext } from '../../core/ports.ts';
import { shownSettings } from '../../core/settings/settings.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { type Files, makePlan } from './make-plan.ts';
import { findExecution, tellBuild } from './pipeline-gate.ts';

/**
 * Makes the plan and, at the same time, reads what the pipeline knows of this build. Emits the settings and the build.
 */
export async function preparePlan(given: Resolved, files: Files, around: RunContext) {
  const [planning, { build, findings }] = await Promise.all([
    makePlan(given, files, around),
    findExecution(given.settings, around),
  ]);
  const world: RunContext = { ...around, build };
  await world.emit({ type: 'settings', settings: shownSettings(planning.resolved) });
  await tellBuild(build, world);
  return { planning, told: findings, world };
}
