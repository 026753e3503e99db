import { isSuccess, type TargetOutcome } from '../../core/fleet/target-outcome.ts';
import type { LambdaRuntime } from '../runtime.ts';
import { type FleetStore, openStore } from './fleet-store.ts';
import type { Counts, FleetPorts, Row } from './fleet-types.ts';
import { readCount, readExecution } from './read-event.ts';

/** The counts of a wave, and whether no other wave may begin. */
export interface WaveCounts extends Counts {
  wave: number;
  stop: boolean;
}

/** Counts how the targets of a wave have ended. A target of a child that died has no outcome: it is unknown. */
export async function countWave(
  event: Record<string, unknown>,
  ports: FleetPorts,
  edge: LambdaRuntime,
): Promise<WaveCounts> {
  const execution = readExecution(event);
  const store = openStore(ports.openBucket(execution.bucket), execution, edge);
  const wave = typeof event['wave'] === 'number' ? event['wave'] : 0;
  const counts = countOf((await readWave(store, wave, true, execution.fleet)).map(({ outcome }) => outcome));
  const [failedSoFar, halted] = [typeof event['failed'] === 'number' ? event['failed'] : 0, await store.isFuseSet()];
  const failed = failedSoFar + counts.failed + counts.unknown;
  const stop = halted || counts.notLaunched > 0 || failed >= readCount(event, 'maxFailures', 1);
  return { wave, ...counts, stop };
}

export interface Finished extends Counts {
  /** Where the outcome of each target is. */
  results: string;
  /** A targets file of everything that did not succeed, for another execution. Absent if all did. */
  failures?: string;
}

/**
 * Writes how each target ended, and a targets file of those that did not succeed: what has failed gets its next attempt,
 * what is unknown or was not launched keeps its own, so that a task that runs is found again.
 */
export async function finishFleet(
  event: Record<string, unknown>,
  ports: FleetPorts,
  edge: LambdaRuntime,
): Promise<Finished> {
  const execution = readExecution(event);
  const store = openStore(ports.openBucket(execution.bucket), execution, edge);
  const waves = readCount(event, 'waves', 1);
  const begun = typeof event['begun'] === 'number' ? event['begun'] : waves;
  const all: { row: Row; outcome: TargetOutcome }[] = [];
  for (let wave = 0; wave < waves; wave += 1) {
    all.push(...(await readWave(store, wave, wave < begun, execution.fleet)));
  }
  const at = (key: string) => `s3://${execution.bucket}/${execution.prefix}${key}`;
  await store.write(
    'results.json',
    all.map(({ outcome }) => outcome),
  );
  const counts = countOf(all.map(({ outcome }) => outcome));
  const left = all.filter(({ outcome }) => !isSuccess(outcome.outcome));
  if (left.length === 0) return { ...counts, results: at('results.json') };
  const rows = left.map(({ row, outcome }) => rowOfNext(row, outcome));
  await store.write('failures.json', rows);
  return { ...counts, results: at('results.json'), failures: at('failures.json') };
}

/** When an unknown target began stays known, until its attempt is over: ECS forgets a task an hour after its end. */
function rowOfNext({ begunAt: before, ...row }: Row, outcome: TargetOutcome): Row {
  const isUnknown = outcome.outcome === 'unknown' || outcome.outcome === 'not-launched';
  const begunAt = isUnknown ? (before ?? outcome.begunAt) : undefined;
  return { ...row, attempt: nextAttempt(outcome), ...(begunAt === undefined ? {} : { begunAt }) };
}

function nextAttempt({ attempt, outcome }: TargetOutcome): number {
  return outcome === 'unknown' || outcome === 'not-launched' ? attempt : attempt + 1;
}

/** Every target of a wave with its outcome. `begun`: whether its map was started. */
async function readWave(
  store: FleetStore,
  wave: number,
  begun: boolean,
  fleet: string,
): Promise<{ row: Row; outcome: TargetOutcome }[]> {
  const rows = (await store.read(`waves/${wave}.json`)) as Row[] | undefined;
  if (rows === undefined) throw new Error(`the targets of wave ${wave} cannot be found`);
  const outcomes = new Map((await store.outcomes(wave)).map((one) => [one.name, one]));
  const isWhole = rows.every(({ name }) => outcomes.has(name));
  const running = isWhole || !begun ? {} : await store.progress(wave);
  return rows.map((row) => {
    const { name, attempt = 1, digest } = row;
    const same = { name, attempt, fleet, ...(digest === undefined ? {} : { digest }) };
    const { taskArn = null, begunAt } = running[name] ?? {};
    const since = begunAt === undefined ? {} : { begunAt };
    return { row, outcome: outcomes.get(name) ?? { ...same, ...(begun ? { ...lost(taskArn), ...since } : UNBEGUN) } };
  });
}

const NONE = { containerExitCode: null, tookMs: null };

const UNBEGUN = {
  ...NONE,
  outcome: 'not-launched',
  exitCode: 75,
  taskArn: null,
  cause: 'its wave did not begin',
  next: 'start another execution with the failures file',
} as const;

function lost(taskArn: string | null) {
  const next = 'start another execution with the failures file: it finds the task, if there is one';
  const cause = 'the child of the state machine has died';
  return { ...NONE, outcome: 'unknown', exitCode: 76, taskArn, cause, next } as const;
}

function countOf(outcomes: readonly TargetOutcome[] | readonly { outcome: TargetOutcome['outcome'] }[]): Counts {
  const counts: Counts = { targets: outcomes.length, succeeded: 0, failed: 0, unknown: 0, notLaunched: 0 };
  for (const { outcome } of outcomes) {
    if (isSuccess(outcome)) counts.succeeded += 1;
    else if (outcome === 'unknown') counts.unknown += 1;
    else if (outcome === 'not-launched') counts.notLaunched += 1;
    else counts.failed += 1;
  }
  return counts;
}
