import { type ClockLead, onTheirClock } from '../base/clock-lead.ts';
import type { ServiceDeployment, WaitingHook } from '../ecs/service-deployment.ts';
import type { Ending } from '../explain/endings.ts';
import { explainExpiry, explainLongWait, explainOver } from '../explain/explain-hook.ts';
import { fateOfHook } from './act.ts';

/** The time for launch, start and action. A migration that needs longer than the hook waits is not continued. */
export const LEAST_MS = 3 * 60_000;

/** ECS shows a stopped task for an hour. Before that a migration that has run for this hook is found again. */
const SHOWN_MS = 55 * 60_000;

export interface LaunchLook {
  deployment: ServiceDeployment | undefined;
  /** Our clock, and its lead over AWS's. */
  now: number;
  lead: ClockLead;
  /** `--rerun`: somebody says that the migration is to run, whatever has run before. */
  rerun: boolean;
}

/** Why a migration for this hook must not be launched any more. `undefined`: it may. */
export function forbidsLaunch(hook: WaitingHook, { deployment, now, lead, rerun }: LaunchLook): Ending | undefined {
  const fate = fateOfHook(hook, deployment, undefined);
  if (fate !== undefined) return { kind: 'hook-over', words: explainOver({ hook, fate }) };
  const at = onTheirClock(now, lead);
  if (hook.expiresAt !== undefined && hook.expiresAt - at < LEAST_MS) {
    return { kind: 'hook-expires', words: explainExpiry(hook) };
  }
  if (!rerun && hook.since !== undefined && at - hook.since > SHOWN_MS) {
    return { kind: 'hook-waits-long', words: explainLongWait(hook) };
  }
  return undefined;
}
