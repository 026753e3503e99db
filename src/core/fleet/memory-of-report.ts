import { clusterOfTask, parseArn } from '../base/arn.ts';
import type { OutcomeName } from '../base/outcome.ts';
import type { EndedEntry, FleetMemory, TargetMemory } from './journal.ts';

/** A target in a JSON report, as far as a resumed fleet needs it. */
interface ReportedTarget {
  name: string;
  state: 'waiting' | 'launching' | 'running' | 'ended';
  attempt: number;
  outcome: OutcomeName | null;
  exitCode: number | null;
  containerExitCode: number | null;
  reasons: readonly string[];
  cause: string;
  next: string;
  taskArn: string | null;
  migration: string | null;
  image: string | null;
  launchedAt: string | null;
  endedAt: string | null;
  phases: { total?: number };
}

interface FleetInReport {
  endedAt: string;
  fleet: { fleet: string; source: string; rows: number; targets: readonly ReportedTarget[] };
}

/**
 * What a JSON report says about a fleet. `undefined` if the text is not the report of a fleet. It may be as good as the
 * journal: it is written when the process ends in order, so it lacks nothing that the journal has.
 */
export function memoryOfReport(text: string): FleetMemory | undefined {
  const report = readReport(text);
  if (report === undefined) return undefined;
  const { endedAt, fleet } = report;
  const launched = fleet.targets.filter(({ state, attempt }) => state !== 'waiting' && attempt > 0);
  return {
    fleet: fleet.fleet,
    source: fleet.source,
    rows: fleet.rows,
    targets: new Map(launched.map((target) => [target.name, memoryOf(target, endedAt)])),
  };
}

function readReport(text: string): FleetInReport | undefined {
  try {
    const value = JSON.parse(text) as Partial<FleetInReport> | null;
    const targets = value?.fleet?.targets;
    return typeof value?.fleet?.fleet === 'string' && Array.isArray(targets) ? (value as FleetInReport) : undefined;
  } catch {
    return undefined;
  }
}

function memoryOf(target: ReportedTarget, reportedAt: string): TargetMemory {
  const { name, attempt, taskArn, migration, image, launchedAt, endedAt, state } = target;
  const { region = '' } = parseArn(taskArn ?? '') ?? {};
  const known = {
    target: name,
    attempt,
    intendedAt: Date.parse(launchedAt ?? endedAt ?? reportedAt),
    migration: migration ?? '',
    image: image ?? '',
    cluster: clusterOfTask(taskArn ?? '') ?? '',
    region,
    ...(taskArn === null ? {} : { taskArn }),
  };
  if (state !== 'ended') return { ...known, progress: taskArn === null ? 'intended' : 'launched' };
  const { outcome, exitCode, containerExitCode, cause, next, phases } = target;
  const end = {
    at: endedAt ?? reportedAt,
    end: endOf(target),
    outcome: outcome ?? 'unknown',
    exitCode: exitCode ?? 1,
    containerExitCode,
    cause,
    next,
    tookMs: phases.total ?? null,
  };
  return { ...known, progress: 'ended', end };
}

/** Only what earned its zero has succeeded. If the task may still run, the next process follows the same attempt. */
function endOf({ outcome, exitCode, reasons }: ReportedTarget): EndedEntry['end'] {
  if (exitCode === 0 && (outcome === 'succeeded' || outcome === 'skipped')) return 'succeeded';
  const mayRun = outcome === 'unknown' || reasons.includes('task-left');
  return mayRun || (outcome === 'bug' && reasons.includes('launched')) ? 'unknown' : 'failed';
}
