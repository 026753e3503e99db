import { keepLastLines, type LastLines } from '../../core/base/last-lines.ts';
import type { LaunchedEvent, LogEvent, MigrationEvent, ResultEvent } from '../../core/events/events.ts';
import type { FleetPlanEvent, TargetEvent, WaveEvent } from '../../core/events/fleet-events.ts';
import { type Collector, createCollector, eachLine, type MaskLine, type ReportFacts } from '../collect.ts';
import { type FleetReport, hasSucceeded, KEPT_OF_TARGET, type TargetReport, type WaveReport } from './fleet-report.ts';

/** The ending of a target that an earlier process has run: it is in no wave. */
const DONE_BEFORE = 'targets-done';

/** What is collected of a target while it runs. */
interface Collected {
  report: TargetReport;
  launched?: LaunchedEvent;
  /** Absent after a success: its lines are of no interest, and a fleet may have thousands of targets. */
  lines: LastLines | undefined;
}

/** Collects the report of a fleet from its events, in memory that grows with its targets and not with their logs. */
export function createFleetCollector(facts: ReportFacts): Collector {
  const whole = createCollector(facts);
  const targets = new Map<string, Collected>();
  const waves = new Map<number, WaveReport>();
  let plan: FleetPlanEvent | undefined;

  const collectedOf = (name: string, wave: number): Collected => {
    const known = targets.get(name);
    if (known !== undefined) return known;
    const collected: Collected = { report: newTarget(name, wave), lines: undefined };
    targets.set(name, collected);
    return collected;
  };

  function addOfTarget(event: MigrationEvent & { target: string }): void {
    const collected = collectedOf(event.target, 1);
    const { report } = collected;
    if (event.type === 'target') {
      takeState(collected, event);
    } else if (event.type === 'launched') {
      collected.launched = event;
      const log = event.logStreams.find(({ container }) => container === event.container);
      Object.assign(report, { console: event.console, logConsole: log?.console ?? null });
    } else if (event.type === 'warning') {
      const { at, code, text } = event;
      report.warnings = [...report.warnings, { at, code, text }].slice(-KEPT_OF_TARGET.warnings);
    } else if (event.type === 'log') {
      addLine(collected, event);
    }
  }

  return {
    add(event) {
      if (event.target !== undefined) {
        addOfTarget({ ...event, target: event.target });
        return;
      }
      if (event.type === 'fleet-plan') {
        plan = event;
        for (const { wave, targets: names } of event.waves) {
          waves.set(wave, { ...newWave(wave), targets: names.length });
          for (const name of names) collectedOf(name, wave).report.wave = wave;
        }
      }
      if (event.type === 'wave') takeWave(waves, event);
      whole.add(event);
    },
    report(result, mask = (line) => line) {
      const report = whole.report(result, mask);
      if (plan === undefined && targets.size === 0) return report;
      const shown = [...targets.values()].map((collected) => finishTarget(collected, mask));
      return { ...report, fleet: fleetOf(result, plan, [...waves.values()], shown) };
    },
  };
}

function newTarget(name: string, wave: number): TargetReport {
  return {
    name,
    row: null,
    group: null,
    wave,
    state: 'waiting',
    attempt: 0,
    outcome: null,
    exitCode: null,
    containerExitCode: null,
    ending: null,
    reasons: [],
    cause: '',
    next: '',
    causeCode: null,
    causeLine: null,
    again: null,
    taskArn: null,
    migration: null,
    image: null,
    launchedAt: null,
    endedAt: null,
    createdAt: null,
    phases: {},
    console: null,
    logConsole: null,
    warnings: [],
    lastLines: [],
  };
}

function newWave(wave: number): WaveReport {
  return { wave, targets: 0, succeeded: 0, failed: 0, startedAt: null, endedAt: null };
}

function takeState(collected: Collected, event: TargetEvent): void {
  const { report } = collected;
  const { at, type: _, target: __, task, phases, ...known } = event;
  Object.assign(report, known);
  if (event.ending === DONE_BEFORE) report.wave = 0;
  if (event.state === 'launching') report.launchedAt = at;
  if (event.state === 'waiting') report.attempt = 0;
  if (event.state !== 'ended') {
    if (event.state === 'launching') collected.lines = undefined;
    return;
  }
  report.endedAt = at;
  report.phases = phases ?? {};
  report.createdAt = task?.createdAt ?? null;
  if (hasSucceeded(report)) collected.lines = undefined;
}

function addLine(collected: Collected, event: LogEvent): void {
  const { report, launched } = collected;
  if (hasSucceeded(report)) return;
  if (launched !== undefined && event.container !== launched.container) return;
  // Longer than what is shown, so that a value at the cut is still complete when it is masked.
  const { lines, lineCharacters } = KEPT_OF_TARGET;
  collected.lines ??= keepLastLines({ lines, lineCharacters: 2 * lineCharacters });
  eachLine(event, collected.lines.add);
}

function finishTarget({ report, lines }: Collected, mask: MaskLine): TargetReport {
  const kept = lines?.all() ?? [];
  return {
    ...report,
    lastLines: kept.map((line) => mask(line, report.name).slice(0, KEPT_OF_TARGET.lineCharacters)),
  };
}

function takeWave(waves: Map<number, WaveReport>, event: WaveEvent): void {
  const { at, wave, state, targets, succeeded, failed } = event;
  const known = waves.get(wave) ?? newWave(wave);
  waves.set(wave, {
    ...known,
    targets: Math.max(known.targets, targets),
    succeeded,
    failed,
    startedAt: state === 'started' ? at : known.startedAt,
    endedAt: state === 'ended' ? at : known.endedAt,
  });
}

/** The numbers are those of the result. An interrupted run may have none: then they are counted. */
function fleetOf(
  result: ResultEvent,
  plan: FleetPlanEvent | undefined,
  waves: WaveReport[],
  targets: TargetReport[],
): FleetReport {
  const succeeded = targets.filter(hasSucceeded).length;
  const unlaunched = targets.filter(({ state }) => state === 'waiting').length;
  const counted = {
    fleet: plan?.fleet ?? '',
    rows: plan?.rows ?? targets.length,
    chosen: plan?.chosen ?? targets.length,
    succeeded: succeeded + (plan?.done ?? 0),
    failed: targets.length - succeeded - unlaunched,
    unknown: 0,
    unlaunched,
    outcomes: {},
    journal: plan?.journal ?? null,
    resume: plan?.resume ?? null,
  };
  return {
    ...(result.targets ?? counted),
    source: plan?.source ?? '',
    concurrency: plan?.concurrency ?? 1,
    waves: waves.toSorted((a, b) => a.wave - b.wave),
    targets,
  };
}
