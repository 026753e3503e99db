import type { FleetNeeds, TargetFinding } from '../core/events/fleet-events.ts';
import { wordFleet } from '../core/events/fleet-warnings.ts';
import type { FleetPlan } from '../core/fleet/fleet-plan.ts';
import type { Settings } from '../core/settings/settings-table.ts';

interface Around {
  /** How many targets were chosen. */
  targets: number;
  settings: Pick<Settings, 'buildTimeout'>;
  now: number;
  buildStartedAt: number | undefined;
}

/** What may go otherwise than somebody expects: more failures than the limit, and more time than the build has. */
export function findRisks(
  { maxFailures }: Pick<FleetPlan, 'maxFailures'>,
  { tasksAtOnce, wallMs }: FleetNeeds,
  { targets, settings: { buildTimeout }, now, buildStartedAt = now }: Around,
): TargetFinding[] {
  const risks: TargetFinding[] = [];
  if (maxFailures !== undefined && tasksAtOnce > 1 && maxFailures < targets) {
    risks.push(aboutFleet(wordFleet('failures-at-once', { maxFailures, concurrency: tasksAtOnce })));
  }
  const leftMs = buildTimeout === undefined ? undefined : buildStartedAt + buildTimeout - now;
  if (leftMs !== undefined && leftMs < wallMs) {
    risks.push(aboutFleet(wordFleet('ends-too-late', { expectedMs: wallMs, leftMs: Math.max(0, leftMs) })));
  }
  return risks;
}

/** A warning about the whole fleet. */
export function aboutFleet({ code, cause, next }: ReturnType<typeof wordFleet>): TargetFinding {
  return { code, severity: 'warning', cause, next, mend: next, target: null, row: null };
}
