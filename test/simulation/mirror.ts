import type { ProcessPlan, Scenario, TurnsPlan } from '../support/virtual-aws/scenario.ts';

/** As CodePipeline calls a function: each half minute. */
const TURNS: TurnsPlan = { everyMs: 30_000, callMs: 60_000, limitMs: 24 * 60 * 60_000 };

/** The same scenario with each run driven the other way: in turns what went in one go, in one go what went in turns. */
export function mirror(scenario: Scenario): Scenario {
  return { ...scenario, processes: scenario.processes.map(driveOtherWay) };
}

function driveOtherWay(plan: ProcessPlan): ProcessPlan {
  return plan.turns === null ? driveInTurns(plan, TURNS) : { ...plan, turns: null };
}

/** Nobody interrupts a function, and these are no settings of one. */
export function driveInTurns(plan: ProcessPlan, turns: TurnsPlan): ProcessPlan {
  const { detach: _, rerun: __, onInterrupt: ___, ...settings } = plan.settings;
  return { ...plan, turns, signal: null, settings };
}
