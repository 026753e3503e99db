import { readOwnStop } from '../../src/core/verdict/own-stop.ts';
import type { ProcessRecord } from '../support/virtual-aws/process-record.ts';
import type { Simulation } from '../support/virtual-aws/simulate.ts';
import { type Life, MIGRATE, sidecarName } from '../support/virtual-aws/timeline.ts';
import { isForgotten, type SimulatedTask } from '../support/virtual-aws/view.ts';
import type { Invariant } from './invariants.ts';

export const zeroIsEarned: Invariant = (simulation) => {
  for (const { process, task, life } of judged(simulation)) {
    if (process.outcome?.exitCode !== 0 || process.outcome.outcome === 'detached') continue;
    if (task === undefined) return `p${process.index} ends with 0 without a task`;
    if (life === undefined) return `p${process.index} ends with 0, but no container of ${task.arn} ever ran`;
    if (life.code !== 0) return `p${process.index} ends with 0, but the container with ${life.code}`;
    if (!life.self) return `p${process.index} ends with 0, but the container had been told to stop`;
  }
  return undefined;
};

export const ownCode: Invariant = (simulation) => {
  for (const { process, task, life } of judged(simulation)) {
    const { outcome, index, ran } = process;
    if (outcome?.outcome === 'failed' && (life?.code === undefined || outcome.exitCode !== clamped(life.code))) {
      return `p${index} says failed with ${outcome.exitCode}, but the container ended with ${life?.code}`;
    }
    const own = life?.self && life.code !== undefined && life.code !== 0 && showsItsCode(task, simulation);
    const reached = ran?.ending.kind === 'verdict' && ran.ending.verdict.kind !== 'forgotten';
    if (own && reached && outcome?.outcome !== 'failed') {
      return `p${index} says ${outcome?.outcome}, but the container ended by itself with ${life.code}`;
    }
  }
  return undefined;
};

/** As documented, codes outside 0 to 255 become 255. */
function clamped(code: number): number {
  return code >= 0 && code <= 255 ? code : 255;
}

export const greenIsGreen: Invariant = (simulation) => {
  for (const { process, task, life } of judged(simulation)) {
    const { outcome, ran, index } = process;
    if (ran?.ending.kind !== 'verdict' || !life?.self || life.code !== 0 || !showsItsCode(task, simulation)) continue;
    if (outcome?.outcome === 'succeeded') continue;
    if (outcome?.outcome === 'uncertain' && !neighboursTellAll(task, simulation)) continue;
    if (ran.ending.verdict.kind === 'forgotten' && isForgotten(task as SimulatedTask, process.endedAt ?? 0)) continue;
    // A process that came late cannot tell whether a non-essential container ended before somebody else's stop.
    const byOthers =
      task?.timeline.stopCode !== 'EssentialContainerExited' && readOwnStop(task?.timeline ?? {}) !== 'ended';
    if (byOthers && !simulation.scenario.definition.essential) continue;
    return `p${index} says ${outcome?.outcome}: ${outcome?.cause}; but the container earned its 0`;
  }
  return undefined;
};

/** Whether ECS shows the exit code while a process still waits for it. */
function showsItsCode(task: SimulatedTask | undefined, { scenario }: Simulation): boolean {
  const when = task?.fate.codeSeen;
  return when !== 'never' && (when !== 'after-stopped' || scenario.definition.essential);
}

/** Whether the exit codes of the other essential containers leave no doubt: each shows ECS's SIGTERM. */
function neighboursTellAll(task: SimulatedTask | undefined, { scenario: { definition } }: Simulation): boolean {
  return definition.sidecars.every(({ essential }, index) => {
    const life = task?.timeline.lives.find(({ name }) => name === sidecarName(index));
    return !essential || life?.code === 143;
  });
}

/**
 * All processes that reach a verdict on a task reach the same one at any time, except for facts that only a witness
 * knows.
 */
export const sameVerdict: Invariant = (simulation) => {
  const verdicts = judged(simulation).flatMap(({ process, task }) => {
    const ending = process.ran?.ending;
    // Facts that come only after a verdict's waiting time change the verdict.
    return showsItsCode(task, simulation) &&
      task !== undefined &&
      ending?.kind === 'verdict' &&
      ending.verdict.kind !== 'forgotten'
      ? [{ index: process.index, task, kind: ending.verdict.kind }]
      : [];
  });
  for (const [at, a] of verdicts.entries()) {
    for (const b of verdicts.slice(0, at)) {
      if (a.task !== b.task || a.kind === b.kind) continue;
      const kinds = new Set([a.kind, b.kind]);
      if (kinds.has('uncertain') && !neighboursTellAll(a.task, simulation)) continue;
      const stop = readOwnStop(a.task.timeline);
      const ownStop = stop === 'ended' || a.task.timeline.stopCode === 'EssentialContainerExited';
      if (!ownStop) continue;
      return `p${b.index} says ${b.kind} of ${a.task.arn.slice(-6)}, and p${a.index} ${a.kind}`;
    }
  }
  return undefined;
};

const CERTAIN = ['invalid', 'unreachable', 'try-later', 'denied'];

export const certainCodes: Invariant = ({ ecs, processes }) => {
  for (const { outcome, index, turnDied } of processes) {
    // A repeated turn does not know what the turn before it did.
    if (turnDied) continue;
    if (outcome === undefined || !CERTAIN.includes(outcome.outcome)) continue;
    const started = ecs.launched.find((task) => task.launchedBy === index && task.timeline.startedAt !== undefined);
    if (started) return `p${index} ends with ${outcome.exitCode}, but the container of ${started.arn} started`;
  }
  return undefined;
};

const MINUTE_MS = 60_000;

export const noFalseAlarm: Invariant = ({ scenario, processes, ecs }) => {
  for (const { outcome, ran, index, signalledAt, plan } of processes) {
    if (outcome?.outcome !== 'unknown') continue;
    if (outcome.taskArn === null && ran?.ending.kind !== 'launch-unknown')
      return `p${index} ends with 76 without a task`;
    // The user interrupted before our own time limit.
    if (signalledAt !== undefined && ran?.ending.kind === 'launch-unknown') continue;
    // Another process left this token in use. It names no task and prevents another request.
    const { ending } = ran ?? {};
    const inUse = ending?.kind === 'launch-unknown' && ending.failure.name === 'ConflictException';
    if (inUse && processes.length > 1) continue;
    const grave = scenario.faults.some(({ kind, when }) => {
      // A turn of a function has no time for several late responses in a row.
      if (kind === 'slow') return plan.turns !== null;
      const patience = kind === 'throttled' || kind === 'unreachable' || kind.startsWith('lost') ? 3_000 : 0;
      return 'nth' in when ? patience === 0 || when.times > 3 : when.forMs >= patience;
    });
    const task = ecs.tasks.find(({ arn }) => arn === outcome.taskArn);
    const late = task !== undefined && task.timeline.stoppedAt + 59 * MINUTE_MS < (ran?.ref?.launchedAt ?? 0);
    if (!grave && !late && ran?.ending.kind !== 'verdict')
      return `p${index} gave up without a reason: ${outcome.cause}`;
  }
  return undefined;
};

interface Judged {
  process: ProcessRecord;
  /** The task that the process reports on. */
  task: SimulatedTask | undefined;
  /** How its migration container really ended. */
  life: Life | undefined;
}

function judged({ ecs, processes }: Simulation): Judged[] {
  return processes
    .filter(({ outcome }) => outcome !== undefined)
    .map((process) => {
      const task = ecs.tasks.find(({ arn }) => arn === process.ran?.ref?.taskArn);
      return { process, task, life: task?.timeline.lives.find(({ name }) => name === MIGRATE) };
    });
}
