import { readOwnStop } from '../../src/core/verdict/own-stop.ts';
import type { ProcessRecord } from '../support/virtual-aws/process-record.ts';
import type { Operation, ProcessPlan } from '../support/virtual-aws/scenario.ts';
import type { Simulation } from '../support/virtual-aws/simulate.ts';
import type { Invariant } from './invariants.ts';

export const noCrash: Invariant = ({ processes }) => {
  const crashed = processes.find(({ thrown }) => thrown !== undefined);
  if (crashed === undefined) return undefined;
  const { thrown } = crashed;
  return `p${crashed.index}: ${thrown instanceof Error ? thrown.stack : String(thrown)}`;
};

const SOON_MS = 3 * 60_000;

/** If tokens expire between two reads, each read begins at the head. CloudWatch's tokens live for a day. */
const LONGER_THAN_A_REST_MS = 20_000;

export const itEnds: Invariant = (simulation) => {
  if (simulation.stuck !== undefined) return simulation.stuck;
  for (const process of simulation.processes) {
    const { startedAt = 0, endedAt, index, calls } = process;
    if (endedAt === undefined) continue;
    const latest =
      Math.max(startedAt, ...reasonsToStay(process, simulation)) + SOON_MS + SURVEY_MS + blindMs(process.plan);
    if (simulation.scenario.faults.length === 0 && endedAt > latest) {
      return `p${index} ended ${(endedAt - latest) / 1_000} s too late: ${process.outcome?.cause}`;
    }
    const streams = simulation.scenario.definition.sidecars.length + 1;
    const count = Object.values(calls).reduce((sum, one) => sum + one, 0);
    const allowed = 150 + ((endedAt - startedAt) / 1_000) * (1 + 1.5 * streams);
    const { pageLines, tokenLifeMs } = simulation.scenario.logs;
    if (pageLines >= 100 && tokenLifeMs > LONGER_THAN_A_REST_MS && count > allowed) {
      return `p${index} made ${count} calls in ${(endedAt - startedAt) / 1_000} s: ${JSON.stringify(calls)}`;
    }
  }
  return undefined;
};

/** The times until which a process can have something to wait for. */
function reasonsToStay({ ran, plan, startedAt = 0, outcome, events }: ProcessRecord, { ecs }: Simulation): number[] {
  const waited = events.some((event) => event.type === 'status' && event.phase === 'waiting');
  if (waited) return ecs.tasks.map(({ timeline }) => timeline.stoppedAt);
  const task = ecs.tasks.find(({ arn }) => arn === ran?.ref?.taskArn);
  if (task !== undefined && outcome?.outcome !== 'detached') return [task.timeline.stoppedAt];
  const { waitTimeout = 30 * 60_000, startTimeout = 10 * 60_000 } = plan.settings;
  return [startedAt + waitTimeout + startTimeout];
}

export const nothingHalfStarted: Invariant = ({ ecs, processes }) => {
  for (const { index, ran, plan, events, endedAt = 0 } of processes) {
    const ending = ran?.ending;
    if (ending?.kind !== 'interrupted' && ending?.kind !== 'timed-out') continue;
    const followed = ran?.ref?.taskArn;
    const meant = ending.kind === 'interrupted' ? plan.settings.onInterrupt : plan.settings.onTimeout;
    // A process can leave its task running only if it has reported the task.
    if (meant === 'detach' && followed !== undefined) continue;
    if (events.some((event) => event.type === 'warning' && event.code === 'stop-failed')) continue;
    const left = ecs.tasks.find(({ arn, launchedBy, timeline }) => {
      const its = followed === undefined ? launchedBy === index : arn === followed;
      return its && timeline.toldAt > endedAt;
    });
    if (left) return `p${index} ended (${ending.kind}), and task ${left.arn} goes on`;
    const stops = followed === undefined ? [] : ecs.stopsByClient(followed);
    if (ending.stopped && stops.length === 0) return `p${index} says that it stopped ${followed}; it did not`;
  }
  return undefined;
};

/** From the start of a container until a DescribeTasks call has shown it. */
const SHOWN_BY_MS = 25_000;

/** The task was stopped because it did not start, or because another task was first. */
export const noneIsKilledAtWork: Invariant = ({ ecs, processes }) => {
  const unseenMs = SHOWN_BY_MS + Math.max(...processes.map(({ plan }) => blindMs(plan)));
  for (const { arn, timeline } of ecs.launched) {
    const why = readOwnStop(timeline);
    if (why !== 'start-timeout' && why !== 'lost-race') continue;
    const worked = timeline.toldAt - (timeline.startedAt ?? timeline.toldAt);
    if (worked > unseenMs) return `${arn} was stopped (${why}) after a container had run for ${worked} ms`;
  }
  return undefined;
};

/** Header dates are whole seconds, and a DescribeTasks call may have been due just then. */
const EARLY_MS = 1_500;

export const noneIsKilledEarly: Invariant = ({ scenario, ecs, processes }) => {
  // If no response tells AWS's time, the code trusts the machine's clock.
  if (!scenario.dated && processes.some(({ plan }) => plan.clock.aheadMs !== 0)) return undefined;
  for (const { arn, timeline } of ecs.launched) {
    const why = readOwnStop(timeline);
    if (why !== 'timeout' && why !== 'start-timeout') continue;
    const earliest = Math.min(...processes.map((process) => dueAt(process, why, timeline.createdAt)));
    const early = earliest - EARLY_MS - timeline.toldAt;
    if (early > 0) return `${arn} was stopped (${why}) ${early} ms too early`;
  }
  return undefined;
};

/**
 * The earliest time at which this process can end the task because of a time limit. The limit of a function counts from
 * its first turn.
 */
function dueAt({ plan, startedAt = 0 }: ProcessRecord, why: 'timeout' | 'start-timeout', createdAt: number): number {
  const own = why === 'timeout' ? plan.settings.timeout : (plan.settings.startTimeout ?? 10 * 60_000);
  const all = why === 'timeout' && plan.turns ? startedAt + plan.turns.limitMs : Number.POSITIVE_INFINITY;
  return Math.min(createdAt + (own ?? Number.POSITIVE_INFINITY), all);
}

const SLACK_MS = 30_000;
/** How often a process that waits for another migration searches for its own task. */
const SURVEY_MS = 60_000;

/** How long nobody calls DescribeTasks: between two turns, and during a turn that dies or is late. */
function blindMs({ turns }: ProcessPlan): number {
  return turns === null ? 0 : 2 * turns.everyMs + turns.callMs;
}

/** The limits hold even if the log calls fail. */
export const timeOutsHold: Invariant = ({ scenario, ecs, processes }) => {
  const needed: (Operation | 'all')[] = ['all', 'DescribeTasks', 'StopTask', 'RunTask'];
  const fails = (operations: (Operation | 'all')[]) =>
    scenario.faults.some(({ operation }) => operations.includes(operation));
  if (fails(needed)) return undefined;
  for (const { index, plan, endedAt, ran } of processes) {
    // Each turn reads the task definition, whose tags can set a time limit.
    if (plan.turns !== null && fails(['DescribeTaskDefinition'])) continue;
    const { timeout, onTimeout = 'stop' } = plan.settings;
    const task = ecs.tasks.find(({ arn, launchedBy }) => arn === ran?.ref?.taskArn && launchedBy === index);
    if (timeout === undefined || onTimeout !== 'stop' || task === undefined || endedAt === undefined) continue;
    const latest = task.timeline.createdAt + timeout + SLACK_MS + blindMs(plan);
    const late = task.timeline.toldAt - latest;
    if (late > 0 && endedAt > latest) {
      return `p${index}: the task went on ${late / 1_000} s after its time-out`;
    }
  }
  return undefined;
};
