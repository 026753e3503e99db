import { timeFormatter } from '../core/base/clock.ts';
import type { EventBody, MigrationEvent, ResultEvent } from '../core/events/events.ts';
import type { FleetPlanEvent, TargetFinding } from '../core/events/fleet-events.ts';
import type { TargetsRefused } from '../core/explain/explain-targets.ts';
import { type FleetEnding, outcomeOfFleet } from '../core/explain/fleet-endings.ts';
import { estimateFleet } from '../core/fleet/estimate.ts';
import type { FleetPlan } from '../core/fleet/fleet-plan.ts';
import { planFleet } from '../core/fleet/make-waves.ts';
import { findDifferences, startOf } from '../core/fleet/resume.ts';
import { findCapacity } from './find-capacity.ts';
import { aboutFleet, findRisks } from './find-risks.ts';
import type { Fleet, FleetOptions, FleetWork } from './fleet.ts';
import { type Preparation, type Prepared, prepareTargets } from './prepare.ts';
import { runTargets } from './run-fleet.ts';
import { shareAws } from './shared-aws.ts';

/** Launches a second: half of what AWS allows an account, because the account has other users. */
const RATE = 10;

/**
 * Runs a fleet, or only plans it. Nothing is launched before the plan of every target was made without an error. Does not
 * reject if a migration or AWS fails: the result says what happened.
 */
export async function startFleet(command: 'run' | 'plan', fleet: Fleet, given: FleetOptions): Promise<ResultEvent> {
  const { rate } = fleet.settings;
  const launching = rate === undefined ? {} : { launchesPerSecond: rate };
  const options: FleetWork = { ...given, aws: shareAws(given.openAws, { ...given, ...launching }) };
  const { clock, journal, emit } = options;
  const time = timeFormatter();
  const say = async (event: EventBody) => emit(Object.assign(event, { at: time(clock.now()) }) as MigrationEvent);
  const finish = async (ending: FleetEnding): Promise<ResultEvent> => {
    await journal?.close();
    const result = { type: 'result' as const, ...outcomeOfFleet(ending), phases: {}, task: null };
    await say(result);
    return result as unknown as ResultEvent;
  };

  const preparations = await prepareTargets(fleet, options);
  const refused = preparations.flatMap(describeRefusal);
  if (refused.length > 0) return finish({ kind: 'targets-refused', chosen: fleet.targets.length, refused });
  const prepared = new Map(
    preparations.flatMap(({ target, outcome }) => (outcome.ok ? [[target.name, outcome.value] as const] : [])),
  );
  const changed = fleet.settings.rerun ? [] : describeDifferences(fleet, prepared);
  if (changed.length > 0) return finish({ kind: 'targets-refused', chosen: fleet.targets.length, refused: changed });

  const isDone = doneTargets(fleet, clock.now());
  const plan = planFleet(fleet.targets, fleet.rows, fleet.settings, isDone);
  const event = await describeFleet(fleet, plan, preparations, options);
  await say(event);
  if (command === 'plan') return finish({ kind: 'targets-planned', chosen: fleet.targets.length });
  const unwritten = await beginJournal(fleet, options);
  if (unwritten.length > 0)
    return finish({ kind: 'targets-refused', chosen: fleet.targets.length, refused: unwritten });
  return runTargets(fleet, plan, prepared, { ...options, emit: withoutKnown(preparations, emit) });
}

function describeRefusal({ target, outcome: how }: Preparation) {
  if (how.ok) return [];
  const { outcome, exitCode, cause, next } = how.failure;
  return [{ target: target.name, row: target.row, outcome, exitCode, cause, next }];
}

function describeDifferences({ memory, targets }: Fleet, prepared: ReadonlyMap<string, Prepared>) {
  if (memory === undefined) return [];
  const rowOf = new Map(targets.map(({ name, row }) => [name, row]));
  return findDifferences(memory, prepared).map(({ target, what, before, now }) => ({
    target,
    row: rowOf.get(target) ?? '',
    outcome: 'invalid',
    exitCode: 64,
    cause:
      what === 'image'
        ? `the image is ${now} now, and was ${before}`
        : 'it would run another migration than before (its row, command, overrides or task definition have changed)',
    next: 'use the same as before; or give --rerun, and every target runs again, also those that have succeeded',
  }));
}

function doneTargets({ memory, settings }: Fleet, now: number): (name: string) => boolean {
  return (name) => startOf(memory?.targets.get(name), settings.rerun === true, now).do === 'skip';
}

async function describeFleet(
  fleet: Fleet,
  plan: FleetPlan,
  preparations: readonly Preparation[],
  options: FleetWork,
): Promise<Omit<FleetPlanEvent, 'at'>> {
  const isDone = doneTargets(fleet, options.clock.now());
  const rate = fleet.settings.rate ?? RATE;
  const prepared = preparations.flatMap(({ outcome }) => (outcome.ok ? [outcome.value] : []));
  const cpu = new Map(prepared.map(({ target, cpu: its }) => [target.name, its]));
  const { needs, waveMs } = estimateFleet(plan, { rate, runMs: medianRunMs(fleet), cpuOf: (name) => cpu.get(name) });
  const { id, source, rows, targets, resume } = fleet;
  const { maxFailures, concurrency, perGroup } = plan;
  const waiting = prepared.filter(({ target }) => !isDone(target.name));
  const own = findRisks(plan, needs, {
    targets: targets.length,
    settings: fleet.settings,
    now: options.clock.now(),
    buildStartedAt: options.each.buildStartedAt,
  });
  for (const finding of await findCapacity(waiting, needs)) own.push(aboutFleet(finding));
  return {
    type: 'fleet-plan',
    fleet: id,
    source,
    rows,
    chosen: targets.length,
    done: targets.filter(({ name }) => isDone(name)).length,
    waves: plan.waves.map((wave, index) => {
      return { wave: index + 1, targets: wave.map(({ name }) => name), expectedMs: waveMs[index] ?? 0 };
    }),
    concurrency,
    perGroup: perGroup ?? null,
    maxFailures: maxFailures ?? null,
    rate,
    journal: options.journal?.place ?? null,
    resume,
    expected: needs,
    findings: [...own, ...joinFindings(preparations)],
  };
}

/** What the plan of the fleet has said is not said again for each target. */
function withoutKnown(preparations: readonly Preparation[], emit: FleetOptions['emit']): FleetOptions['emit'] {
  const said = new Set(preparations.flatMap(({ findings }) => findings.map(({ cause, next }) => wordsOf(cause, next))));
  return (event) => (event.type === 'warning' && said.has(event.text) ? undefined : emit(event));
}

const wordsOf = (cause: string, next: string) => (next === '' ? cause : `${cause}: ${next}`);

/** A finding of many targets is said once. */
function joinFindings(preparations: readonly Preparation[]): TargetFinding[] {
  const joined = new Map<string, { finding: TargetFinding; count: number }>();
  for (const one of preparations) {
    const { name, row } = one.target;
    for (const finding of one.findings) {
      const key = `${finding.code} ${finding.cause}`;
      const known = joined.get(key);
      if (known !== undefined) known.count += 1;
      else joined.set(key, { finding: { ...finding, target: name, row }, count: 1 });
    }
  }
  return [...joined.values()].map(({ finding, count }) => {
    if (count === 1) return finding;
    const which = count === preparations.length ? 'all targets' : `${count} targets, such as ${finding.target}`;
    return { ...finding, cause: `${which}: ${finding.cause}`, target: null, row: null };
  });
}

/** How long the migrations of this fleet took, if some have ended. */
function medianRunMs({ memory }: Fleet): number | undefined {
  const took = [...(memory?.targets.values() ?? [])].flatMap(({ end }) => (end?.tookMs == null ? [] : [end.tookMs]));
  return took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)];
}

/** Stores the first entry of this process. If it cannot be stored, no target may be launched. */
async function beginJournal(
  fleet: Fleet,
  { journal, clock, random }: FleetOptions,
): Promise<TargetsRefused['refused']> {
  if (journal === undefined) return [];
  const { id, source, rows, tool } = fleet;
  const at = new Date(clock.now()).toISOString();
  try {
    await journal.append({ entry: 'fleet', version: 1, at, fleet: id, tool, source, rows, writer: random.uuid() });
    return [];
  } catch (error) {
    const cause = `the journal ${journal.place} could not be written (${(error as Error).message})`;
    const next = 'make it writable, or give --journal another place; if another process has it, wait for its end';
    return fleet.targets.map(({ name, row }) => ({ target: name, row, outcome: 'invalid', exitCode: 64, cause, next }));
  }
}
