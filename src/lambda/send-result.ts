import { retry } from '../api.ts';
import { type Answer, describeFailure } from '../core/base/failure.ts';
import type { LambdaRuntime } from './runtime.ts';

/**
 * Errors of AWS for a result that was already reported: another delivery of the same event was faster, or an answer was
 * lost.
 */
const REPORTED = /^(InvalidJobState|LifecycleEventAlreadyCompleted)/;

/**
 * Sends a report. Each failed attempt is written to the log.
 * @throws {Error} If the report could not be sent, so that Lambda delivers the event again.
 */
export async function report(
  what: string,
  call: () => Promise<Answer<void>>,
  { clock, random, print }: Pick<LambdaRuntime, 'clock' | 'random' | 'print'>,
): Promise<void> {
  const said = async (attempt: () => Promise<Answer<void>>) => {
    const answer = await attempt();
    if (!answer.ok) print(`ecs-migrate: warning: ${what} was not reported: ${describeFailure(answer.failure)}`);
    return answer;
  };
  const signal = new AbortController().signal;
  const answer = await retry(() => said(call), { clock, random, signal });
  if (answer.ok) return;
  if (REPORTED.test(answer.failure.name)) return print(`ecs-migrate: ${what} was already reported`);
  throw new Error(`${what} could not be reported: ${describeFailure(answer.failure)}`);
}
