import type { CallFailure } from '../../core/base/failure.ts';
import type { Ending } from '../../core/explain/endings.ts';
import { errorsAmong } from '../../core/findings/findings.ts';
import type { RunContext } from '../../core/ports.ts';
import type { LaunchState } from '../../core/run/launch-types.ts';
import { failLaunch } from '../../core/run/launch-waits.ts';
import { longestProgress, toProgress } from '../../core/run/progress.ts';
import { beginWatch } from '../../core/run/watch.ts';
import { shownSettings } from '../../core/settings/settings.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { endedBeforeLaunch } from '../base/endings.ts';
import { warnOfFindings } from '../base/warn.ts';
import { announce } from '../follow/follow-task.ts';
import { refOfLaunched, takeLaunchOn } from '../launch/launch.ts';
import { createLaunchCalls, type LaunchOptions } from '../launch/launch-calls.ts';
import { makePlan, type Plan } from '../plan/make-plan.ts';
import type { StepOptions, StepResult } from './step-types.ts';

/** How long AWS may fail before or during the launch, counted across turns. Milliseconds. */
const TROUBLE_MS = 120_000;

/** Plans and launches, as far as one turn allows. The turn ends as soon as something must be waited for. */
export async function launchInTurn(
  from: LaunchState,
  given: Resolved,
  options: StepOptions,
  context: RunContext,
): Promise<StepResult> {
  const fail = (failure: CallFailure, { settings: { cluster = 'default' } } = given) => {
    const launchContext = { now: context.clock.now(), troubleMs: TROUBLE_MS, endsAt: options.deadlineAt, cluster };
    const { state, effect } = failLaunch(from, failure, launchContext);
    return effect.do === 'wait' ? { progress: state, status: effect.text } : endedBeforeLaunch(effect.ending);
  };
  const endOrTryAgain = (ending: Ending, settled = given) =>
    ending.kind === 'aws' ? fail(ending.failure, settled) : endedBeforeLaunch(ending);
  const lookup = await options.findImages?.(context.interrupt);
  if (lookup?.ok === false) return endOrTryAgain(lookup.failure);

  const files = { ...options.files, ...(lookup && { images: lookup.value }) };
  const planning = await makePlan(given, files, context);
  const { resolved } = planning;
  if (!planning.ok) return fail(planning.failure, resolved);
  const { plan, findings } = planning.value;
  const isFirst = Object.keys(from).length === 1;
  if (isFirst) {
    await context.emit({ type: 'settings', settings: shownSettings(resolved) });
    await warnOfFindings(findings, context);
  }
  if (plan === undefined) return endedBeforeLaunch({ kind: 'invalid', findings: errorsAmong(findings) });
  const calls = createLaunchCalls(plan, resolved, launchOptions(plan, options), context);
  const { state, effect } = await takeLaunchOn({ state: from, input: { on: 'due' }, waits: false }, calls, context);
  if (effect.do === 'end') return endedBeforeLaunch(effect.ending);
  if (effect.do === 'wait') return { progress: state, status: effect.text };

  const found = await refOfLaunched(effect, { plan, calls, resolved }, context);
  if (!found.ok) return endOrTryAgain(found.failure, resolved);
  const { value: ref } = found;
  const { whose } = effect;
  await announce(ref, resolved, whose, context);
  const progress = toProgress(beginWatch(ref, context.clock.now(), false), whose, ref, false);
  return { progress, status: 'the task was launched', taskArn: ref.taskArn };
}

function launchOptions(plan: Plan, { files, deadlineAt, limit }: StepOptions): LaunchOptions {
  return {
    remakes: files.taskDefinition !== undefined || plan.images.length > 0,
    endsAt: deadlineAt,
    troubleMs: TROUBLE_MS,
    check: ({ arn }) => {
      const tooLong = limit?.(longestProgress(arn, plan.request.cluster, plan.container.name));
      return tooLong && { on: 'revision-unusable', ending: { kind: 'invalid', findings: [tooLong] } };
    },
  };
}
