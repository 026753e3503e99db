import type { TaskState } from '../core/ecs/task.ts';
import type { Ending } from '../core/explain/endings.ts';
import { errorsAmong } from '../core/findings/findings.ts';
import type { DefinitionContext, FollowContext, RunContext } from '../core/ports.ts';
import type { GateAnswer } from '../core/run/launch-types.ts';
import { mayRace } from '../core/run/limits.ts';
import type { Resolved } from '../core/settings/source.ts';
import { endedBeforeLaunch, interruptedBeforeLaunch, type RunResult } from './base/endings.ts';
import { warnOfFindings } from './base/warn.ts';
import { findTask } from './follow/find-task.ts';
import { followTask } from './follow/follow-task.ts';
import { requestStopOrWarn } from './follow/stop.ts';
import { type Launch, refOfLaunched, takeLaunchOn } from './launch/launch.ts';
import { createLaunchCalls } from './launch/launch-calls.ts';
import { retireRevision } from './launch/revision.ts';
import { buildImage } from './plan/build-image.ts';
import type { Files } from './plan/make-plan.ts';
import { preparePlan } from './plan/prepare-plan.ts';

/** What limits the launch of a migration that a deployment waits for. */
export interface LaunchLimits {
  /** Asked before the launch, in place of the pipeline. */
  askGate?: () => Promise<GateAnswer>;
  /** After this time nothing is launched. A task that runs is followed to its end. Milliseconds since the epoch. */
  launchUntil?: number;
}

/** The whole run in one process: plan, launch, watch, verdict. */
export async function run(
  given: Resolved,
  files: Files,
  initial: RunContext,
  { askGate, launchUntil = Number.POSITIVE_INFINITY }: LaunchLimits = {},
): Promise<RunResult> {
  const { planning, told, context } = await preparePlan(given, files, initial);
  if (context.interrupt.aborted) return endedBeforeLaunch(interruptedBeforeLaunch(context));
  if (!planning.ok) return endedBeforeLaunch({ kind: 'aws', failure: planning.failure });
  const { resolved } = planning;
  const { plan, findings } = planning.value;
  await warnOfFindings([...told, ...findings], context);
  if (plan === undefined) return endedBeforeLaunch({ kind: 'invalid', findings: errorsAmong(findings) });

  const built = await buildImage(plan, context);
  if (!built.ok) return endedBeforeLaunch(built.failure);
  const remakes = files.taskDefinition !== undefined || built.value.images.length > 0;
  const endsAt = Math.min(context.deadlineAt ?? Number.POSITIVE_INFINITY, launchUntil);
  const options = { remakes, endsAt, troubleMs: 0, askGate };
  const calls = createLaunchCalls(built.value, resolved, options, untilHalt(context));
  const ran = await launchAndFollow({ plan: built.value, calls, resolved }, context);
  if (resolved.settings.deregister) for (const arn of calls.registered()) await retireRevision(arn, context);
  return ran;
}

/** Launches a task, or finds one to follow. Starts over if our task had to give way. */
async function launchAndFollow(launch: Launch, context: RunContext): Promise<RunResult> {
  const { calls, resolved } = launch;
  const { facts, scope } = calls;
  const refused = (await context.attempts?.lastRefused(facts.identity)) ?? 0;
  // Loaded before anything is launched: hours later, an update may have removed the file.
  const again = resolved.settings.retries ? await import('./again.ts') : undefined;
  let failed: RunResult | undefined;
  const end = (ending: Ending) =>
    failed === undefined || again === undefined ? endedBeforeLaunch(ending) : again.endWithoutTask(failed, ending);
  const launching = untilHalt(context);
  let launched = await takeLaunchOn(
    { state: { at: 'start', refused }, input: { on: 'due' }, waits: true },
    calls,
    launching,
  );
  for (;;) {
    const { state, effect } = launched;
    if (effect.do === 'end') return end(effect.ending);
    if (effect.do === 'wait') throw new Error('a launch that was left');
    const { task, whose } = effect;
    const found = await refOfLaunched(effect, launch, context);
    if (!found.ok) return end(found.failure);
    const race = mayRace(resolved, whose) ? { facts, scope } : undefined;
    const ran = await followTask({ ref: found.value, whose, race }, withinSeries(resolved, task), context);
    if (ran.ending.kind !== 'gave-way') {
      if (again === undefined) return ran;
      const after = await again.afterAttempt(ran, whose, resolved.settings, launching);
      if ('result' in after) return after.result;
      failed = ran;
      calls.continueSeries(after.next);
      const input = { on: 'again', task: after.next.task } as const;
      launched = await takeLaunchOn({ state, input, waits: true }, calls, launching);
      continue;
    }
    if (failed !== undefined) return end(ran.ending);
    const input = { on: 'gave-way', whose, task: ran.task ?? task } as const;
    launched = await takeLaunchOn({ state, input, waits: true }, calls, launching);
  }
}

/** With `--retries`, `--timeout` counts from the first attempt: this one has what is left. */
function withinSeries(resolved: Resolved, { marks, createdAt }: TaskState): Resolved {
  const { timeout } = resolved.settings;
  if (timeout === undefined || marks?.began === undefined || createdAt === undefined) return resolved;
  const left = Math.max(1, marks.began + timeout - createdAt);
  return { ...resolved, settings: { ...resolved.settings, timeout: left } };
}

/** The context of a launch: a halt interrupts it, too. */
function untilHalt(context: RunContext): RunContext {
  const { interrupt, launchHalt } = context;
  return launchHalt === undefined ? context : { ...context, interrupt: AbortSignal.any([interrupt, launchHalt]) };
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
