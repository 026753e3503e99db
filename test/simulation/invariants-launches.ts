import type { ProcessRecord } from '../support/virtual-aws/process-record.ts';
import type { Simulation } from '../support/virtual-aws/simulate.ts';
import { MIGRATE } from '../support/virtual-aws/timeline.ts';
import type { SimulatedTask } from '../support/virtual-aws/view.ts';
import type { Invariant } from './invariants.ts';

const HOUR_MS = 60 * 60_000;

export const atMostOne: Invariant = ({ ecs }) => {
  for (const tasks of byIdentity(ecs.launched).values()) {
    for (const [index, later] of tasks.entries()) {
      for (const earlier of tasks.slice(0, index)) {
        const { startedAt, stoppedAt } = earlier.timeline;
        // By then ECS has forgotten both the token and the task.
        if (later.timeline.createdAt >= stoppedAt + HOUR_MS) continue;
        if (startedAt !== undefined) return `${name(later)} was launched although ${name(earlier)} has run`;
        if (later.timeline.createdAt < stoppedAt)
          return `${name(later)} was launched before ${name(earlier)} had ended`;
      }
    }
  }
  return undefined;
};

export const oneAtATime: Invariant = (simulation) => {
  const { launched } = simulation.ecs;
  for (const [index, a] of launched.entries()) {
    for (const b of launched.slice(0, index)) {
      if (a.marks?.identity === b.marks?.identity || a.startedBy !== b.startedBy) continue;
      const [first, second] = [spanOf(a), spanOf(b)];
      if (first === undefined || second === undefined) continue;
      const overlap = first.from < second.to && second.from < first.to;
      if (overlap && !isExcused(a, b, simulation))
        return `${name(a)} and ${name(b)} ran at the same time, and nobody said so`;
    }
  }
  return besideForeign(simulation);
};

/** Our task ran beside somebody's standalone run of the same command, which was visible before our launch. */
function besideForeign({ ecs, processes }: Simulation): string | undefined {
  for (const ours of ecs.launched) {
    const launcher = processes[ours.launchedBy ?? -1];
    const span = spanOf(ours);
    if (span === undefined || launcher === undefined || launcher.plan.settings.ifRunning === 'allow') continue;
    if (ours.commands !== undefined) continue;
    for (const foreign of ecs.tasks) {
      if (foreign.launchedBy !== undefined || foreign.group.startsWith('service:') || foreign.commands) continue;
      const { createdAt, stoppedAt } = foreign.timeline;
      const seen = createdAt + foreign.fate.listedAfterMs < (launcher.startedAt ?? 0);
      if (seen && stoppedAt > span.from) return `${name(ours)} ran beside ${name(foreign)}, which was there before`;
    }
  }
  return undefined;
}

export const notOurBusiness: Invariant = ({ ecs, processes }) => {
  const others = ecs.tasks.filter(({ group, commands, launchedBy }) => {
    return launchedBy === undefined && (group.startsWith('service:') || commands !== undefined);
  });
  for (const { arn, timeline } of others) {
    if (timeline.stopCode === 'UserInitiated') return `${arn} was stopped`;
    for (const { index, events } of processes) {
      const event = events.find((one) => 'text' in one && one.text.includes(arn));
      if (event !== undefined) return `p${index} minds ${arn}: ${JSON.stringify(event)}`;
    }
  }
  return undefined;
};

/** From the start of the migration container to its end. */
function spanOf({ timeline }: SimulatedTask): { from: number; to: number } | undefined {
  const life = timeline.lives.find((one) => one.name === MIGRATE);
  return life && { from: life.startedAt, to: life.endedAt };
}

/** The overlap was requested or reported, or no process was left that could prevent it. */
function isExcused(a: SimulatedTask, b: SimulatedTask, { processes }: Simulation): boolean {
  const concerned = processes.filter(({ index, ran }) => {
    return [a, b].some((task) => task.launchedBy === index || ran?.ref?.taskArn === task.arn);
  });
  const launchers = concerned.filter(({ index }) => index === a.launchedBy || index === b.launchedBy);
  return concerned.some(saidSo) || launchers.some(wasAway);
}

function saidSo({ plan, events }: ProcessRecord): boolean {
  if (plan.settings.ifRunning === 'allow') return true;
  return events.some((event) => event.type === 'warning' && ['overlap', 'guard-blind'].includes(event.code));
}

/** The process did not follow its task until the container ran. */
function wasAway({ plan, killedAt, turnDied, outcome }: ProcessRecord): boolean {
  // Its turn died at the launch, and no later turn found the task again.
  if (turnDied && outcome?.taskArn === null) return true;
  const left = outcome !== undefined && ['interrupted', 'timed-out', 'unknown', 'detached'].includes(outcome.outcome);
  return killedAt !== undefined || plan.settings.detach === true || left;
}

function byIdentity(tasks: readonly SimulatedTask[]): Map<string, SimulatedTask[]> {
  const groups = new Map<string, SimulatedTask[]>();
  for (const task of tasks) {
    const identity = task.marks?.identity ?? '';
    groups.set(identity, [...(groups.get(identity) ?? []), task]);
  }
  return groups;
}

function name({ arn, launchedBy, marks }: SimulatedTask): string {
  return `task ${arn.slice(-6)} (p${launchedBy}, ${marks?.build}, attempt ${marks?.attempt})`;
}
