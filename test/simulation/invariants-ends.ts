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

/** Where tokens live no longer than the time between two reads, each read begins at the head; CloudWatch's live for a day. */
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

/** Until when a process may have something to wait for. */
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
    // Whoever may leave its task has to have told of it.
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

/** From the start of a container until the next look has shown it. */
const SHOWN_BY_MS = 25_000;

/** A stop for want of a start, or for another that was there first. */
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

/** Dates are whole seconds, and a look may have been due just then. */
const EARLY_MS = 1_500;

export const noneIsKilledEarly: Invariant = ({ scenario, ecs, processes }) => {
  // Where nothing tells of AWS's clock, that of the machine is believed.
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

/** When the task's time may be out for this process; what a function may take counts from its first turn. */
function dueAt({ plan, startedAt = 0 }: ProcessRecord, why: 'timeout' | 'start-timeout', createdAt: number): number {
  const own = why === 'timeout' ? plan.settings.timeout : (plan.settings.startTimeout ?? 10 * 60_000);
  const all = why === 'timeout' && plan.turns ? startedAt + plan.turns.limitMs : Number.POSITIVE_INFINITY;
  return Math.min(createdAt + (own ?? Number.POSITIVE_INFINITY), all);
}

const SLACK_MS = 30_000;
/** Who waits for another migration looks for a task of its own this often. */
const SURVEY_MS = 60_000;

/** How long nobody looks: between two turns, and while one that dies or is late comes to nothing. */
function blindMs({ turns }: ProcessPlan): number {
  return turns === null ? 0 : 2 * turns.everyMs + turns.callMs;
}

/** However little the logs answer meanwhile. */
export const timeOutsHold: Invariant = ({ scenario, ecs, processes }) => {
  const needed: (Operation | 'all')[] = ['all', 'DescribeTasks', 'StopTask', 'RunTask'];
  const fails = (operations: (Operation | 'all')[]) =>
    scenario.faults.some(({ operation }) => operations.includes(operation));
  if (fails(needed)) return undefined;
  for (const { index, plan, endedAt, ran } of processes) {
    // Each turn reads there what the task is, and which time limit its tags set.
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
