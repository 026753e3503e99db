import { clusterOfTask, parseArn } from '../base/arn.ts';
import { isMap } from '../base/json.ts';
import type { FleetMemory, TargetMemory } from './journal.ts';
import { isSuccess, type TargetOutcome } from './target-outcome.ts';

/** A target of an earlier execution, with the hash of its settings. */
type Remembered = TargetMemory & { digest?: string };

/** What the results of an execution (`results.json`) say about a fleet. `undefined` if the text is something else. */
export function memoryOfResults(text: string): FleetMemory | undefined {
  const outcomes = readOutcomes(text);
  const fleet = outcomes?.find(({ fleet: id }) => id !== undefined)?.fleet;
  if (outcomes === undefined || fleet === undefined) return undefined;
  return { fleet, source: 'results.json', rows: outcomes.length, targets: rememberOutcomes(outcomes) };
}

function readOutcomes(text: string): TargetOutcome[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isOne = (one: unknown) => isMap(one) && typeof one['name'] === 'string' && typeof one['outcome'] === 'string';
    return Array.isArray(value) && value.length > 0 && value.every(isOne) ? (value as TargetOutcome[]) : undefined;
  } catch {
    return undefined;
  }
}

/** What is known of each target. One that was never launched is not known, unless it had failed before. */
export function rememberOutcomes(outcomes: readonly TargetOutcome[]): Map<string, Remembered> {
  const targets = new Map<string, Remembered>();
  for (const outcome of outcomes) {
    const known = memoryOf(outcome);
    if (known !== undefined) targets.set(outcome.name, known);
  }
  return targets;
}

function memoryOf(outcome: TargetOutcome): Remembered | undefined {
  const { name, attempt, taskArn, exitCode, containerExitCode, cause, next, tookMs, digest } = outcome;
  const { at = new Date(0).toISOString() } = outcome;
  // What was not launched keeps its attempt: the one before has failed.
  const isUnlaunched = outcome.outcome === 'not-launched';
  if (isUnlaunched && attempt === 1) return undefined;
  const { region = '' } = parseArn(taskArn ?? '') ?? {};
  const intendedAt = outcome.begunAt ?? (tookMs === null ? 0 : Date.parse(at) - tookMs);
  const known = {
    target: name,
    attempt: isUnlaunched ? attempt - 1 : attempt,
    intendedAt,
    migration: '',
    image: '',
    cluster: clusterOfTask(taskArn ?? '') ?? '',
    region,
    ...(taskArn === null ? {} : { taskArn }),
    ...(digest === undefined ? {} : { digest }),
  };
  const { reasons = [] } = outcome;
  const mayRun = outcome.outcome === 'unknown' || reasons.includes('task-left');
  if (mayRun || (outcome.outcome === 'bug' && reasons.includes('launched'))) {
    return { ...known, progress: taskArn === null ? 'intended' : 'launched' };
  }
  const word = outcome.outcome === 'not-launched' ? 'failed' : outcome.outcome;
  const end = exitCode === 0 && isSuccess(word) ? 'succeeded' : 'failed';
  const how = { outcome: word, exitCode, containerExitCode, cause, next, tookMs };
  return { ...known, progress: 'ended', end: { at, end, ...how } };
}
