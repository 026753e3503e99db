import type { Bucket } from '../../aws/bucket.ts';
import type { AwsOptions } from '../../core/base/aws-options.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { Aws } from '../../core/ports.ts';

/** What all calls of one execution of the state machine share. */
export interface Execution {
  /** The id of the fleet. Identities follow from it: a new execution of the same fleet launches nothing twice. */
  fleet: string;
  bucket: string;
  /** Where this execution keeps its objects: ends with `/`. */
  prefix: string;
  /** Settings of all targets, with the keys of the config file. The rows come before them. */
  settings: Record<string, unknown>;
}

/** A target as the targets file has it: its name, and the keys of the config file in which it differs. */
export interface Row {
  name: string;
  group?: string;
  /** The attempt, from 1. A target that has failed is launched again only with the next one. */
  attempt?: number;
  /**
   * In a failures file, of a target whose end is not known: when it began. Milliseconds since the epoch. If ECS may have
   * forgotten its task since then, it is looked for, and not launched.
   */
  begunAt?: number;
  /** A hash of its settings, from whoever started the execution. It is passed on with the outcome. */
  digest?: string;
  [key: string]: unknown;
}

/** A time at which this batch may launch. */
export interface Slot {
  /** When it begins, by the clock of S3. Milliseconds since the epoch. */
  at: number;
  /** How many launches it is for. */
  launches: number;
}

/** The progress of a batch: by target, the token of its run, or `ended`. A target that is absent has not begun. */
export interface BatchTokens {
  /** When the batch began. Milliseconds since the epoch. */
  began: number;
  targets: Record<string, string>;
  /** How many turns the batch has had. */
  turns?: number;
  /** When it may launch next. */
  slot?: Slot;
}

/** The targets of one child of the state machine. */
export interface Batch extends Execution {
  wave: number;
  targets: Row[];
  /** Launches a second of the execution. */
  rate: number;
  /** How many batches of the execution there are at once. */
  children: number;
  /** How many targets of this batch run at once. */
  concurrency: number;
  /** After so many failures of the execution nothing new is launched. */
  maxFailures: number;
  tokens: unknown;
}

export const ENDED = 'ended';

/** What a fleet of functions needs of AWS besides the runs. */
export interface FleetPorts {
  openBucket(name: string): Bucket;
  /** Opens AWS. */
  openAws: (options: AwsOptions, now: () => number) => Promise<Answer<Aws>>;
}

/** Counts of outcomes. */
export interface Counts {
  targets: number;
  succeeded: number;
  failed: number;
  /** Nobody knows how they ended: a task may run or have run. */
  unknown: number;
  notLaunched: number;
}
