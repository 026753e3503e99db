import type { Line } from '../support/virtual-aws/logs.ts';
import type { ProcessRecord } from '../support/virtual-aws/process-record.ts';
import { SECRET } from '../support/virtual-aws/scenario.ts';
import type { Simulation } from '../support/virtual-aws/simulate.ts';
import { MIGRATE } from '../support/virtual-aws/timeline.ts';
import type { Invariant } from './invariants.ts';

export const everyLineOnce: Invariant = (simulation) => {
  const { processes, logs } = simulation;
  for (const process of processes) {
    const streams = new Set([...process.lines.keys(), ...followed(process)]);
    for (const stream of streams) {
      const emitted = process.lines.get(stream) ?? [];
      const written = logs.linesOf(stream)?.all ?? [];
      const wrong = emitted.findIndex((line, index) => {
        return line.message !== written[index]?.message || line.timestamp !== written[index]?.timestamp;
      });
      if (wrong >= 0) return `p${process.index}: line ${wrong} of ${stream} is not what was written there`;
      const read = written.slice(0, emitted.length);
      const lost = written.slice(emitted.length).find((line) => isOwed(line, read, stream, process, simulation));
      if (lost !== undefined && promisesAll(process)) {
        return `p${process.index}: ${emitted.length} of ${written.length} lines of ${stream}`;
      }
    }
  }
  return undefined;
};

/** The log streams of the task that the process followed last, as it announced them. */
function followed({ ran }: ProcessRecord): string[] {
  const ref = ran?.ref;
  if (ref === undefined) return [];
  const id = ref.taskArn.slice(ref.taskArn.lastIndexOf('/') + 1);
  return ref.logs.map(({ stream, container }) => stream ?? `${id}-${container}`);
}

/** The quiet window, minus the longest time of a response. */
const QUIET_MS = 4_500;
/** How rarely long-silent streams are read and tasks are described. */
const SELDOM_MS = 25_000;

/** Whether the process had to read a line: one that became readable within the window that the documentation states. */
function isOwed(
  line: Line,
  read: Line[],
  stream: string,
  { ran, plan }: ProcessRecord,
  simulation: Simulation,
): boolean {
  const task = simulation.ecs.tasks.find(({ arn }) => arn === ran?.ref?.taskArn);
  const own = task?.timeline.lives.find(({ name }) => name === MIGRATE);
  if (task === undefined) return true;
  const endedAt = own?.endedAt ?? task.timeline.executionStoppedAt;
  // If no response tells AWS's time, the code trusts the machine's clock.
  const doubtMs = simulation.scenario.dated ? 0 : Math.abs(plan.clock.aheadMs) + 1_000;
  if (line.readableAt <= endedAt + QUIET_MS - doubtMs) return true;
  if (!stream.includes(MIGRATE)) return false;
  if (ran?.ending.kind === 'verdict' && ran.ending.verdict.kind === 'succeeded') {
    // Some logs round timestamps down to the second.
    const from = endedAt - 4_000 - doubtMs;
    return line.readableAt <= task.timeline.stoppedAt && read.every(({ timestamp }) => timestamp < from);
  }
  const silent = read.every(({ readableAt }) => readableAt < endedAt - SELDOM_MS);
  return silent && line.readableAt <= task.timeline.stoppedAt + QUIET_MS;
}

/** The process reached a verdict and did not warn that lines may be missing. */
function promisesAll({ ran, events }: ProcessRecord): boolean {
  const ending = ran?.ending;
  if (ending?.kind !== 'verdict' || ending.verdict.kind === 'forgotten') return false;
  const said = (code: string) =>
    ['log-incomplete', 'log-unavailable', 'log-may-end-early', 'log-missing'].includes(code);
  return !events.some((event) => event.type === 'warning' && said(event.code));
}

/** A token that CloudWatch has let expire must not be reported as trouble of AWS. */
export const noFalseTrouble: Invariant = ({ scenario, processes }) => {
  if (scenario.faults.some(({ operation }) => operation === 'all' || operation === 'GetLogEvents')) return undefined;
  for (const { index, events } of processes) {
    const said = events.find((event) => event.type === 'warning' && event.code === 'log-unavailable');
    if (said !== undefined)
      return `p${index} cannot read a log that nothing keeps from being read: ${JSON.stringify(said)}`;
  }
  return undefined;
};

export const noSecret: Invariant = ({ processes }) => {
  for (const { index, events, outcome } of processes) {
    const told = events.find((event) => event.type === 'warning' && event.text.includes(SECRET));
    if (told !== undefined) return `p${index}: ${JSON.stringify(told)}`;
    const said = `${outcome?.cause} ${outcome?.next}`;
    if (said.includes(SECRET)) return `p${index}: ${said}`;
    const other = events.some((event) => event.type !== 'warning' && JSON.stringify(event).includes(SECRET));
    if (other) return `p${index}: an event`;
  }
  return undefined;
};
