import { retry } from '../../api.ts';
import type { Bucket } from '../../aws/bucket.ts';
import type { Answer, CallFailure } from '../../core/base/failure.ts';
import type { Result } from '../../core/base/result.ts';
import { executionArnOf } from '../../core/fleet/execution-arns.ts';
import type { ExecutionContext } from './execution-ports.ts';

/** What is started. */
export interface StartRequest {
  stateMachineArn: string;
  /** The same fleet has the same name, so that a second start starts nothing. */
  name: string;
  /** The input, as JSON. */
  input: string;
  /** The targets file, and where it goes. */
  targets: { key: string; text: string };
}

/** Why nothing was started, or may have been. */
export type StartFailure =
  /** An execution of this name has other targets or settings. */
  | { why: 'another' }
  | { why: 'aws'; failure: CallFailure }
  /** StartExecution was sent, and nobody knows whether it was carried out. */
  | { why: 'unknown'; failure: CallFailure };

const NEVER = new AbortController().signal;

/**
 * Uploads the targets and starts the execution, or finds that this was done before. A repeated StartExecution with the
 * same name and input is answered like the first one while the execution runs, and with ExecutionAlreadyExists later.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export async function startExecution(
  { stateMachineArn, name, input, targets }: StartRequest,
  bucket: Bucket,
  { machines, clock, random }: ExecutionContext,
): Promise<Result<'started' | 'found', StartFailure>> {
  const arn = executionArnOf(stateMachineArn, name);
  const tries = { clock, random, signal: NEVER, purpose: () => 'task' as const };
  const fail = (failure: StartFailure) => ({ ok: false as const, failure });

  const uploaded = await upload();
  if (!uploaded.ok) return fail({ why: 'aws', failure: uploaded.failure });
  if (uploaded.value === 'another') return fail({ why: 'another' });

  let sent = false;
  const started = await retry(async () => {
    const answer = await machines.start(stateMachineArn, name, input);
    if (!answer.ok && answer.failure.kind === 'lost') sent = true;
    return busyAsThrottled(answer);
  }, tries);
  if (started.ok) return { ok: true, value: 'started' };
  if (started.failure.name === 'ExecutionAlreadyExists') return compare();
  return sent ? findOut(started.failure) : fail({ why: 'aws', failure: started.failure });

  /** Stores the targets, unless an execution of this name has others. */
  async function upload(): Promise<Answer<'stored' | 'another'>> {
    for (let etag: string | undefined, tried = 0; tried < 3; tried += 1) {
      const written = await retry(() => bucket.replace(targets.key, targets.text, etag), tries);
      if (!written.ok) return written;
      if (written.value === 'written') return { ok: true, value: 'stored' };
      const stored = await retry(() => bucket.get(targets.key), tries);
      if (!stored.ok) return stored;
      if (stored.value?.text === targets.text) return { ok: true, value: 'stored' };
      const described = await retry(() => machines.describe(arn), tries);
      if (described.ok) return { ok: true, value: 'another' };
      if (described.failure.name !== 'ExecutionDoesNotExist') return described;
      // A process that was killed before the start has left it.
      etag = stored.value?.etag;
    }
    return { ok: true, value: 'another' };
  }

  async function compare(): Promise<Result<'started' | 'found', StartFailure>> {
    const described = await retry(() => machines.describe(arn), tries);
    if (!described.ok) return fail({ why: 'unknown', failure: described.failure });
    return described.value.input === input ? { ok: true, value: 'found' } : fail({ why: 'another' });
  }

  /** The answers were lost. What Step Functions does not show has not been started, or will be shown soon. */
  async function findOut(failure: CallFailure): Promise<Result<'started' | 'found', StartFailure>> {
    const described = await retry(() => machines.describe(arn), tries);
    return described.ok ? { ok: true, value: 'started' } : fail({ why: 'unknown', failure });
  }
}

/** Too many executions are open: nothing was started, and that passes. */
function busyAsThrottled<T>(answer: Answer<T>): Answer<T> {
  if (answer.ok || answer.failure.name !== 'ExecutionLimitExceeded') return answer;
  return { ok: false, failure: { ...answer.failure, kind: 'throttled' } };
}
