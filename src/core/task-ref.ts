import type { LogStream } from './log-stream.ts';

/**
 * All that is needed to follow a task from another process: small enough (under 2,048 characters of JSON) for a
 * CodePipeline continuation token.
 */
export interface TaskRef {
  taskArn: string;
  cluster: string;
  region: string;
  taskDefinitionArn: string;
  /** The migration container: the only one that decides. */
  container: string;
  /** What it runs, as far as override and task definition tell. */
  command: string[];
  /** Names of the essential containers of the task definition. */
  essential: string[];
  /** All containers of the task definition; others were injected by AWS and never decide. */
  containers: string[];
  /** The containers that the migration container waits for, also by way of others; absent where it waits for none. */
  waitsFor?: string[];
  logs: LogStream[];
  /** When the task was accepted, in milliseconds since the epoch: time-outs count from here. */
  launchedAt: number;
}
