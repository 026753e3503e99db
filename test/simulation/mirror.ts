import type { ProcessPlan, Scenario, TurnsPlan } from '../support/virtual-aws/scenario.ts';

/** CodePipeline calls a function every half minute. */
const TURNS: TurnsPlan = { everyMs: 30_000, callMs: 60_000, limitMs: 24 * 60 * 60_000 };

/**
 * The same scenario with each run driven in the other way: runs in one go are played in turns, and runs in turns in one
 * go.
 */
export function mirror(scenario: Scenario): Scenario {
  return { ...scenario, processes: scenario.processes.map(driveOtherWay) };
}

/** The same scenario, where each run makes its calls through the ports that the runs of a fleet share. */
export function shareAll(scenario: Scenario): Scenario {
  return { ...scenario, processes: scenario.processes.map((plan) => ({ ...plan, shared: true as const })) };
}

function driveOtherWay(plan: ProcessPlan): ProcessPlan {
  return plan.turns === null ? driveInTurns(plan, TURNS) : { ...plan, turns: null };
}

/** A function cannot be interrupted and does not have these settings. */
export function driveInTurns(plan: ProcessPlan, turns: TurnsPlan): ProcessPlan {
  const { detach: _, rerun: __, onInterrupt: ___, ...settings } = plan.settings;
  return { ...plan, turns, signal: null, settings };
}
