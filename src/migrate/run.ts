import { errorsAmong } from '../core/findings/findings.ts';
import type { DefinitionContext, FollowContext, RunContext } from '../core/ports.ts';
import type { Resolved } from '../core/settings/source.ts';
import { endedBeforeLaunch, interruptedBeforeLaunch, type RunResult } from './base/endings.ts';
import { warnOfFindings } from './base/warn.ts';
import { findTask } from './follow/find-task.ts';
import { followTask } from './follow/follow-task.ts';
import { requestStopOrWarn } from './follow/stop.ts';
import { type LaunchLimits, launchPlan } from './launch-plan.ts';
import { buildImage } from './plan/build-image.ts';
import type { Files } from './plan/make-plan.ts';
import { preparePlan } from './plan/prepare-plan.ts';

/** The whole run in one process: plan, launch, watch, verdict. */
export async function run(
  given: Resolved,
  files: Files,
  initial: RunContext,
  limits: LaunchLimits = {},
): Promise<RunResult> {
  const { planning, pipelineFindings, context } = await preparePlan(given, files, initial);
  if (context.interrupt.aborted) return endedBeforeLaunch(interruptedBeforeLaunch(context));
  if (!planning.ok) return endedBeforeLaunch({ kind: 'aws', failure: planning.failure });
  const { resolved } = planning;
  const { plan, findings } = planning.value;
  await warnOfFindings([...pipelineFindings, ...findings], context);
  if (plan === undefined) return endedBeforeLaunch({ kind: 'invalid', findings: errorsAmong(findings) });

  const built = await buildImage(plan, context);
  if (!built.ok) return endedBeforeLaunch(built.failure);
  const remakes = files.taskDefinition !== undefined || built.value.images.length > 0;
  const launchable = { plan: built.value, resolved, remakes, ...limits };
  if (resolved.settings.approved === undefined && !resolved.settings.skipIfNone) return launchPlan(launchable, context);
  const { runAfterPreview } = await import('./preview.ts');
  return runAfterPreview(launchable, files, context);
}

/** Follows a task that is running or has stopped. */
export async function attach(
  task: string,
  resolved: Resolved,
  context: FollowContext & DefinitionContext & Pick<RunContext, 'region' | 'deadlineAt'>,
): Promise<RunResult> {
  const found = await findTask(task, resolved, context);
  return found.ok
    ? followTask({ ref: found.value, whose: 'others' }, resolved, context)
    : endedBeforeLaunch(found.failure);
}

/** Stops a task and follows it to its end. */
export async function stop(
  task: string,
  resolved: Resolved,
  context: FollowContext & DefinitionContext & Pick<RunContext, 'region' | 'deadlineAt'>,
): Promise<RunResult> {
  const found = await findTask(task, resolved, context);
  if (!found.ok) return endedBeforeLaunch(found.failure);
  const answer = await requestStopOrWarn(found.value, 'asked', context);
  if (!answer.ok) return endedBeforeLaunch({ kind: 'aws', failure: answer.failure });
  const ran = await followTask({ ref: found.value, whose: 'others' }, resolved, context);
  return ran.ending.kind === 'verdict' ? { ...ran, ending: { kind: 'stop-done', verdict: ran.ending.verdict } } : ran;
}
