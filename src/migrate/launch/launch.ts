import type { Aws, DefinitionContext, EmitContext, RunContext, WaitContext } from '../../core/ports.ts';
import { launch } from '../../core/run/launch.ts';
import type { LaunchEffect, LaunchInput, LaunchState } from '../../core/run/launch-types.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { taskRef } from '../base/task-ref.ts';
import { refOfTask } from '../follow/find-task.ts';
import type { Plan } from '../plan/make-plan.ts';
import type { LaunchCalls } from './launch-calls.ts';

/** How far a launch has come: a task to watch, an ending without a task, or a wait. */
interface Launched {
  state: LaunchState;
  effect: Extract<LaunchEffect, { do: 'watch' | 'end' | 'wait' }>;
}

/** What is launched, and how. */
export interface Launch {
  plan: Plan;
  calls: LaunchCalls;
  resolved: Resolved;
}

/** Continues a launch. With `waits`, it sleeps while it must wait; without it, it returns what it waits for. */
export async function takeLaunchOn(
  { state: from, input: first, waits }: { state: LaunchState; input: LaunchInput; waits: boolean },
  calls: LaunchCalls,
  context: WaitContext & EmitContext & Pick<RunContext, 'attempts'>,
): Promise<Launched> {
  let state = from;
  let input = first;
  for (;;) {
    const step = launch(state, input, calls.context());
    ({ state } = step);
    if (step.refused !== undefined) await context.attempts?.rememberRefused(calls.facts.identity, step.refused);
    for (const event of step.events) await context.emit(event);
    const { effect } = step;
    switch (effect.do) {
      case 'end':
      case 'watch':
        return { state, effect };
      case 'wait':
        if (!waits) return { state, effect };
        if (effect.event !== undefined) await context.emit(effect.event);
        await context.clock.sleep(effect.ms, context.interrupt);
        input = { on: 'due' };
        break;
      default:
        input = await calls.perform(effect);
    }
  }
}

/** Everything that is needed to follow the task of a launch. */
export async function refOfLaunched(
  { task, whose }: Extract<LaunchEffect, { do: 'watch' }>,
  { plan, calls, resolved }: Launch,
  context: DefinitionContext & Pick<Aws, 'region'>,
): ReturnType<typeof refOfTask> {
  const { cluster } = plan.request;
  const definition = calls.definition();
  const isKnown = whose === 'ours' || task.taskDefinitionArn === definition.arn;
  if (!isKnown) return refOfTask(task, cluster, resolved, context);
  return { ok: true, value: taskRef(task, { definition, container: plan.container.name, cluster }, context) };
}
