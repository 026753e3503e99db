import type { Bucket } from '../../aws/bucket.ts';
import type { AwsOptions } from '../../core/base/aws-options.ts';
import type { Clock, Random } from '../../core/base/clock.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { ResultEvent } from '../../core/events/events.ts';
import type { DatedEvent } from '../../core/fleet/execution-progress.ts';
import type { StateMachines } from '../../core/fleet/state-machines.ts';

/** What a fleet on Step Functions needs of AWS. */
export interface ExecutionAws {
  machines: StateMachines;
  openBucket(name: string): Bucket;
}

/** AWS itself, loaded on demand. `region`: that of the state machine. `env` may name other endpoints. */
export async function openExecutionAws(
  options: AwsOptions,
  region: string,
  env: Readonly<Record<string, string | undefined>>,
  now: () => number,
): Promise<Answer<ExecutionAws>> {
  const { createClients } = await import('../../aws/clients.ts');
  const { stateMachinesPort } = await import('../../aws/state-machines.ts');
  const { openBuckets } = await import('../../aws/bucket.ts');
  const there = { ...options, region };
  const clients = await createClients(there, now);
  if (!clients.ok) return clients;
  const machines = stateMachinesPort(clients.value, region);
  return { ok: true, value: { machines, openBucket: openBuckets(there, env, now) } };
}

/** What whoever starts or follows an execution uses of the process. */
export interface ExecutionContext extends ExecutionAws {
  clock: Clock;
  random: Random;
  /** A hash of a text, in hexadecimal digits. */
  digest(text: string): string;
  /** Emits an event. */
  emit(event: DatedEvent | ResultEvent): void | Promise<void>;
  /** Aborted at the first signal. Its reason is the name of the signal. */
  halt: AbortSignal;
}
