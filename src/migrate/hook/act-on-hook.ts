import { type ClockLead, onOurClock } from '../../core/base/clock-lead.ts';
import type { HookFate, WaitingHook } from '../../core/ecs/service-deployment.ts';
import { type ActInput, type ActState, actStep } from '../../core/hook/act.ts';
import type { Wanted } from '../../core/hook/wanted-action.ts';
import type { HookContext } from './hook-context.ts';
import { lookAt } from './read-deployments.ts';

/** Does what the migration's end means for the deployment. Returns what became of it. */
export async function actOnHook(
  hook: WaitingHook,
  wanted: Wanted,
  lead: ClockLead,
  context: HookContext,
): Promise<HookFate> {
  const { clock, random, interrupt, serviceDeployments } = context;
  let state: ActState = { hook, wanted };
  let input: ActInput = { on: 'due' };
  for (;;) {
    const step = actStep(state, input, {
      now: clock.now(),
      random: random.next(),
      expiresAt: hook.expiresAt === undefined ? undefined : onOurClock(hook.expiresAt, lead),
      interrupted: interrupt.aborted,
    });
    ({ state } = step);
    const { effect } = step;
    if (effect.do === 'end') return effect.fate;
    if (effect.do === 'wait') {
      await clock.sleep(effect.ms, interrupt);
      input = { on: 'due' };
    } else if (effect.do === 'look') {
      const answer = await lookAt(hook.deployment, context);
      input = { on: 'looked', answer: answer.ok ? { ok: true, value: answer.value.deployment } : answer };
    } else {
      const answer = await serviceDeployments.continue(hook.deployment, hook.hookId, effect.action);
      input = { on: 'acted', answer };
    }
  }
}
