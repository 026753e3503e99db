import type { ProcessRecord } from '../support/virtual-aws/process-record.ts';
import type { Simulation } from '../support/virtual-aws/simulate.ts';
import type { Invariant } from './invariants.ts';

/** A container's exit code counts only for the migration that it ran: same overrides, same command. */
export const ownMigration: Invariant = ({ ecs, processes }) => {
  for (const { index, plan, outcome, ran } of processes) {
    if (outcome?.outcome !== 'succeeded' && outcome?.outcome !== 'failed') continue;
    const task = ecs.tasks.find(({ arn }) => arn === ran?.ref?.taskArn);
    const launcher = processes[task?.launchedBy ?? -1]?.plan;
    const same = launcher?.tenant === plan.tenant && launcher?.otherCommand === plan.otherCommand;
    if (!same) return `p${index} ends ${outcome.outcome} by ${task?.arn.slice(-6)}, which ran another migration`;
  }
  return undefined;
};

/** Later attempts of a build do not report an earlier task that never ran. */
export const againIsAnew: Invariant = (simulation) => {
  for (const process of simulation.processes) {
    const what = reportsVoidTask(process, simulation) ?? repliesAlone(process, simulation);
    if (what !== undefined) return `p${process.index} ${what}`;
  }
  return undefined;
};

/** We stopped the task before any of its containers had started, and before this process began. */
function reportsVoidTask({ ran, startedAt = 0, plan }: ProcessRecord, { ecs }: Simulation): string | undefined {
  const task = ecs.tasks.find(({ arn }) => arn === ran?.ref?.taskArn);
  if (task === undefined || plan.settings.detach) return undefined;
  const { timeline, fate } = task;
  const ours = ecs.stopsByClient(task.arn).some(({ at }) => at === timeline.toldAt);
  const seen = timeline.stoppedAt + fate.listedAfterMs + fate.shownAfterMs < startedAt;
  return ours && seen && timeline.startedAt === undefined
    ? `reports ${task.arn.slice(-6)}, which never ran`
    : undefined;
}

/** It gave up because of missing capacity, but ECS was never asked with a token of this process. */
function repliesAlone(
  { index, ran, startedAt = 0, endedAt = 0 }: ProcessRecord,
  simulation: Simulation,
): string | undefined {
  const { scenario, ecs, processes } = simulation;
  // A refusal that another process receives at the same time may not be remembered yet.
  const alone = processes.every(
    (one) => one.index === index || (one.endedAt ?? 0) < startedAt || (one.startedAt ?? 0) > endedAt,
  );
  // A function has no local folder to remember refusals in.
  const remembers = scenario.remembers && processes.every(({ plan }) => plan.turns === null);
  const knows = alone && remembers && processes.every(({ killedAt }) => killedAt === undefined);
  if (!knows || ran?.ending.kind !== 'placement') return undefined;
  const asked = ecs.refusedAt.some((at) => at >= startedAt && at <= endedAt);
  return asked ? undefined : 'gave up for want of capacity on answers to earlier runs';
}
