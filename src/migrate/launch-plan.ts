import type { TaskState } from '../core/ecs/task.ts';
import type { Ending } from '../core/explain/endings.ts';
import type { RunContext } from '../core/ports.ts';
import type { GateAnswer, LaunchState } from '../core/run/launch-types.ts';
import { mayRace } from '../core/run/limits.ts';
import type { Resolved } from '../core/settings/source.ts';
import { endedBeforeLaunch, type RunResult } from './base/endings.ts';
import { followTask } from './follow/follow-task.ts';
import { type Launch, refOfLaunched, takeLaunchOn } from './launch/launch.ts';
import { createLaunchCalls, type LaunchCalls } from './launch/launch-calls.ts';
import { retireRevision } from './launch/revision.ts';
import type { Plan } from './plan/make-plan.ts';

/** What limits the launch of a migration that a deployment waits for. */
export interface LaunchLimits {
  /** Asked before the launch, in place of the pipeline. */
  askGate?: () => Promise<GateAnswer>;
  /** After this time nothing is launched. A task that runs is followed to its end. Milliseconds since the epoch. */
  launchUntil?: number;
}

/** A plan that can be launched. */
export interface Launchable extends LaunchLimits {
  plan: Plan;
  resolved: Resolved;
  /** See {@link LaunchCalls}. */
  remakes: boolean;
  /** The preview that the launch follows. */
  after?: LaunchState['after'];
}

export function launchCallsOf(
  { plan, resolved, remakes, askGate, launchUntil }: Launchable,
  context: RunContext,
): LaunchCalls {
  const never = Number.POSITIVE_INFINITY;
  const endsAt = Math.min(context.deadlineAt ?? never, launchUntil ?? never);
  const options = { remakes, endsAt, troubleMs: 0, askGate };
  return createLaunchCalls(plan, resolved, options, untilHalt(context));
}

/** Launches a plan and follows its task to its end. */
export async function launchPlan(launchable: Launchable, context: RunContext): Promise<RunResult> {
  const { plan, resolved, after } = launchable;
  const calls = launchCallsOf(launchable, context);
  const ran = await launchAndFollow({ plan, calls, resolved }, after, context);
  if (resolved.settings.deregister) for (const arn of calls.registered()) await retireRevision(arn, context);
  return ran;
}

/** Launches a task, or finds one to follow. Starts over if our task had to give way. */
async function launchAndFollow(launch: Launch, after: LaunchState['after'], context: RunContext): Promise<RunResult> {
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
    { state: { at: 'start', refused, ...(after && { after }) }, input: { on: 'due' }, waits: true },
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
      const followed = await again.afterAttempt(ran, whose, resolved.settings, launching);
      if ('result' in followed) return followed.result;
      failed = ran;
      calls.continueSeries(followed.next);
      const input = { on: 'again', task: followed.next.task } as const;
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
