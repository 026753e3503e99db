import { type KilledFleet, playKilledFleet } from '../support/virtual-aws/killed-fleet.ts';
import { MIGRATE } from '../support/virtual-aws/timeline.ts';
import type { SimulatedTask } from '../support/virtual-aws/view.ts';

const HOUR = 60 * 60_000;
const MINUTE = 60_000;

/** What a fleet promises although its processes are killed. Each returns what is wrong, or nothing. */
const PROMISES: Readonly<Record<string, (told: KilledFleet) => string | undefined>> = {
  'it has an end': ({ problem, result }) => problem ?? (result === undefined ? 'no process has ended' : undefined),
  'each target once': (told) => told.targets.map((name) => launchedTwice(name, told)).find(Boolean),
  'an outcome for each row, and zero is earned': (told) => countsWrongly(told),
  'what has succeeded is known, or it is said that nobody knows': (told) =>
    told.targets.map((name) => isWrong(name, told)).find(Boolean),
  'nothing is stopped': ({ stops }) => (stops > 0 ? `${stops} tasks were stopped` : undefined),
};

/** A story that broke a promise. */
interface Found {
  runs: number;
  seed: number;
  violation: { invariant: string; what: string };
}

interface Totals {
  kills: number;
  longAbsences: number;
  /** Targets of which nobody can know how they ended, and the others. */
  unknown: number;
  succeeded: number;
}

/** Plays stories one after another until one breaks a promise. `totals` counts what happened in them. */
export async function check(
  { seed, runs }: { seed: number; runs: number },
  totals: Totals = { kills: 0, longAbsences: 0, unknown: 0, succeeded: 0 },
): Promise<Found | undefined> {
  for (let run = 0; run < runs; run += 1) {
    const told = await playKilledFleet(seed + run);
    totals.kills += told.kills;
    totals.longAbsences += told.longAbsences;
    totals.unknown += told.result?.targets?.unknown ?? 0;
    totals.succeeded += told.result?.targets?.succeeded ?? 0;
    for (const [invariant, find] of Object.entries(PROMISES)) {
      const what = find(told);
      if (what !== undefined) return { runs: run + 1, seed: seed + run, violation: { invariant, what } };
    }
  }
  return undefined;
}

const migrationOf = ({ timeline }: SimulatedTask) => timeline.lives.find(({ name }) => name === MIGRATE);
const hasSucceeded = (task: SimulatedTask) => migrationOf(task)?.self === true && migrationOf(task)?.code === 0;

/** Another launch is right only after an attempt that has ended, and has not succeeded. */
function launchedTwice(name: string, { tasks }: KilledFleet): string | undefined {
  const its = tasks.get(name) ?? [];
  for (const [index, later] of its.entries()) {
    for (const earlier of its.slice(0, index)) {
      if (hasSucceeded(earlier)) return `${name} was launched again, although it has succeeded`;
      if (earlier.timeline.executionStoppedAt > later.timeline.createdAt) return `two tasks of ${name} at once`;
    }
  }
  return undefined;
}

function countsWrongly({ targets, result, outcomes }: KilledFleet): string | undefined {
  const { succeeded = 0, failed = 0, unknown = 0, unlaunched = 0, rows } = result?.targets ?? {};
  if (rows !== targets.length) return `${rows} rows, but ${targets.length} targets`;
  if (succeeded + failed + unknown + unlaunched !== targets.length) return JSON.stringify(result?.targets);
  const [names, ended] = [targets.toSorted(), Object.keys(outcomes).toSorted()];
  if (names.join() !== ended.join()) return `no end was said of some of ${names}, but of ${ended}`;
  return (result?.exitCode === 0) === (succeeded === targets.length) ? undefined : `exit code ${result?.exitCode}`;
}

function isWrong(name: string, { tasks, memory, outcomes, startedAt }: KilledFleet): string | undefined {
  const its = memory?.targets.get(name);
  const last = tasks.get(name)?.at(-1);
  if (its?.end?.end === 'succeeded') {
    if (last === undefined || !hasSucceeded(last)) return `${name} has not succeeded`;
    return outcomes[name] === 'succeeded' ? undefined : `${name} has succeeded, but ${outcomes[name]} was said`;
  }
  if (its?.end?.end !== 'unknown' || outcomes[name] !== 'unknown') return `${name}: ${outcomes[name]}`;
  // ECS must have forgotten its task, or may have.
  const lastStart = startedAt.at(-1) ?? 0;
  const forgottenAt = last === undefined ? its.intendedAt + 50 * MINUTE : last.timeline.stoppedAt + HOUR;
  return lastStart + MINUTE >= forgottenAt ? undefined : `${name} is said to be unknown, but ECS knows its task`;
}
