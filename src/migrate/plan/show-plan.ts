import { errorsAmong } from '../../core/findings/findings.ts';
import type { RunContext } from '../../core/ports.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { endedBeforeLaunch, interruptedBeforeLaunch, type RunResult } from '../base/endings.ts';
import { describePlan } from './describe-plan.ts';
import { inspectPipeline } from './inspect-pipeline.ts';
import type { Files } from './make-plan.ts';
import { inspectExecution } from './pipeline-gate.ts';
import { preparePlan } from './prepare-plan.ts';
import { probeStop } from './probe.ts';

/** Does everything that `run` does before the launch, and shows it. */
export async function showPlan(given: Resolved, files: Files, around: RunContext): Promise<RunResult> {
  const { planning, told, world } = await preparePlan(given, files, around);
  if (world.interrupt.aborted) return endedBeforeLaunch(interruptedBeforeLaunch(world));
  if ('failure' in planning) return endedBeforeLaunch({ kind: 'aws', failure: planning.failure });
  const { request } = planning.plan ?? {};
  const { resolved } = planning;
  const asked = await Promise.all([
    request === undefined || given.settings.local ? [] : probeStop(request.cluster, world),
    inspectPipeline(resolved, world),
    inspectExecution(resolved.settings, world),
  ]);
  const findings = [...planning.findings, ...told, ...asked.flat()];
  await world.emit({ type: 'plan', ...describePlan({ ...planning, findings }, world.builder) });
  const errors = errorsAmong(findings);
  return endedBeforeLaunch(errors.length > 0 ? { kind: 'invalid', findings: errors } : { kind: 'planned' });
}
