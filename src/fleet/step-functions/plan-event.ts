import type { FleetPlanEvent } from '../../core/events/fleet-events.ts';
import { estimateFleet } from '../../core/fleet/estimate.ts';
import type { FleetPlan } from '../../core/fleet/fleet-plan.ts';
import type { Settings } from '../../core/settings/settings-table.ts';
import { findRisks } from '../find-risks.ts';

interface Facts {
  fleet: string;
  source: string;
  rows: number;
  chosen: number;
  done: number;
  rate: number;
  execution: string;
  /** The command that follows the execution again. */
  resume: string;
  settings: Pick<Settings, 'buildTimeout'>;
  now: number;
  buildStartedAt: number | undefined;
}

/** What an execution will do. The sizes of tasks are not known here: the function reads the task definitions. */
export function describeExecutionPlan(
  { waves, concurrency, maxFailures }: FleetPlan,
  { settings, now, buildStartedAt, ...facts }: Facts,
): Omit<FleetPlanEvent, 'at'> {
  const plan = { waves, concurrency, ...(maxFailures === undefined ? {} : { maxFailures }) };
  const assumed = { rate: facts.rate, runMs: undefined, cpuOf: () => undefined };
  const { needs, waveMs } = estimateFleet(plan, assumed);
  return {
    type: 'fleet-plan',
    ...facts,
    waves: waves.map((wave, index) => {
      return { wave: index + 1, targets: wave.map(({ name }) => name), expectedMs: waveMs[index] ?? 0 };
    }),
    concurrency,
    perGroup: null,
    maxFailures: maxFailures ?? null,
    journal: null,
    expected: needs,
    findings: findRisks({ ...(maxFailures === undefined ? {} : { maxFailures }) }, needs, {
      targets: facts.chosen,
      settings,
      now,
      buildStartedAt,
    }),
  };
}
