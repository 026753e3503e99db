import { errorsAmong } from '../../core/findings/findings.ts';
import type { PipelineContext, PlanContext, RunContext } from '../../core/ports.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { endedBeforeLaunch, interruptedBeforeLaunch, type RunResult } from '../base/endings.ts';
import { describePlan } from './describe-plan.ts';
import { inspectPipeline } from './inspect-pipeline.ts';
import type { Files } from './make-plan.ts';
import { inspectExecution } from './pipeline-gate.ts';
import { preparePlan } from './prepare-plan.ts';
import { probeStop } from './probe.ts';

/** Does everything that `run` does before the launch, and shows it. */
export async function showPlan(
  given: Resolved,
  files: Files,
  initial: PlanContext & PipelineContext & Pick<RunContext, 'builder'>,
): Promise<RunResult> {
  const { planning, pipelineFindings, context } = await preparePlan(given, files, initial);
  if (context.interrupt.aborted) return endedBeforeLaunch(interruptedBeforeLaunch(context));
  if (!planning.ok) return endedBeforeLaunch({ kind: 'aws', failure: planning.failure });
  const { resolved, value: planned } = planning;
  const { request } = planned.plan ?? {};
  const asked = await Promise.all([
    request === undefined || given.settings.local ? [] : probeStop(request.cluster, context),
    inspectPipeline(resolved, context),
    inspectExecution(resolved.settings, context),
  ]);
  const findings = [...planned.findings, ...pipelineFindings, ...asked.flat()];
  await context.emit({ type: 'plan', ...describePlan({ ...planned, findings }, context.builder) });
  const errors = errorsAmong(findings);
  return endedBeforeLaunch(errors.length > 0 ? { kind: 'invalid', findings: errors } : { kind: 'planned' });
}
