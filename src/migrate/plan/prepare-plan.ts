import type { PipelineContext, PlanContext } from '../../core/ports.ts';
import { shownSettings } from '../../core/settings/settings.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { type Files, makePlan } from './make-plan.ts';
import { emitBuild, findExecution } from './pipeline-gate.ts';

/**
 * Makes the plan and, at the same time, reads what the pipeline knows of this build. Emits the settings and the build.
 */
export async function preparePlan<T extends PlanContext & PipelineContext>(given: Resolved, files: Files, initial: T) {
  const [planning, { build, findings }] = await Promise.all([
    makePlan(given, files, initial),
    findExecution(given.settings, initial),
  ]);
  const context: T = { ...initial, build };
  await context.emit({ type: 'settings', settings: shownSettings(planning.resolved) });
  await emitBuild(build, context);
  return { planning, pipelineFindings: findings, context };
}
