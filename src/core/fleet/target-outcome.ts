import type { OutcomeName } from '../base/outcome.ts';
import type { TargetEvent } from '../events/fleet-events.ts';

/**
 * How a target has ended, as the state machine of terraform/modules/fleet keeps it in S3. Members may be added, but none
 * is removed: an execution may have been made by an older function.
 */
export interface TargetOutcome extends Partial<OutcomeDetails> {
  name: string;
  attempt: number;
  /** `not-launched`: the fuse stopped the fleet before. */
  outcome: OutcomeName | 'not-launched';
  exitCode: number;
  containerExitCode: number | null;
  taskArn: string | null;
  cause: string;
  next: string;
  /** From the launch to the stop of the task. Milliseconds; null if not known. */
  tookMs: number | null;
  /** The id of the fleet. */
  fleet?: string;
  /** When the function saw the end: ISO 8601 with milliseconds. */
  at?: string;
  /** Of an unknown end: when the function began with it, if that is known. Milliseconds since the epoch. */
  begunAt?: number;
  /** The migration container, whose lines these are. */
  container?: string;
  /** A hash of the settings of the target: whoever continues the fleet compares it with theirs. */
  digest?: string;
  /** The last lines of the migration container, masked. Only if it did not succeed. */
  lines?: string[];
}

/** The same as in the event of a target. */
export type OutcomeDetails = Required<
  Pick<TargetEvent, 'ending' | 'reasons' | 'causeCode' | 'causeLine' | 'again' | 'phases'>
>;

/** Which targets of a batch have begun, and have no outcome yet. It is written before the launch. */
export interface BatchProgress {
  targets: Record<string, RunningTarget>;
}

export interface RunningTarget {
  attempt: number;
  /** When the function began with it: not later than the launch. Milliseconds since the epoch. */
  begunAt: number;
  /** The task, once it is known. */
  taskArn?: string;
  /** When the task was launched. Milliseconds since the epoch. */
  launchedAt?: number;
}

/** A success of the migration, or a rollback that needs none. */
export function isSuccess(outcome: TargetOutcome['outcome']): boolean {
  return outcome === 'succeeded' || outcome === 'skipped';
}

/**
 * What the keys of outcomes and of progress begin with: all of them, those of a wave (from 0), or of a batch of it. The outcomes of a
 * batch are in several objects, of which none is ever overwritten.
 */
export const outcomesPrefix = (wave?: number, batch = '') => prefixOf('outcomes', wave, batch);
export const progressPrefix = (wave?: number, batch = '') => prefixOf('progress', wave, batch);

const prefixOf = (folder: string, wave: number | undefined, batch: string) =>
  wave === undefined ? `${folder}/` : `${folder}/${wave}/${batch}`;

/**
 * One outcome of each target. Two calls of the function may have written one of the same target at the same time: then
 * what is known counts more than `unknown`, and a failure more than a success.
 */
export function joinOutcomes(outcomes: readonly TargetOutcome[]): TargetOutcome[] {
  const joined = new Map<string, TargetOutcome>();
  for (const one of outcomes) {
    const other = joined.get(one.name);
    if (other === undefined || weightOf(one) > weightOf(other)) joined.set(one.name, one);
  }
  return [...joined.values()];
}

function weightOf({ outcome }: TargetOutcome): number {
  if (outcome === 'not-launched') return 0;
  if (outcome === 'unknown') return 1;
  return isSuccess(outcome) ? 2 : 3;
}
