import type { Answer } from '../core/base/failure.ts';
import type { StateMachines } from '../core/fleet/state-machines.ts';
import type { Clients } from './clients.ts';
import { makeSignedCall } from './signed-call.ts';

const LONGEST_MS = 20_000;

/**
 * Step Functions, as far as a fleet uses it. `region`: that of the state machine.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html
 */
export function stateMachinesPort(clients: Clients, region: string): StateMachines {
  async function ask<T>(name: string, input: object, read: (answer: Loose) => T): Promise<Answer<T>> {
    const operation = `states:${name}`;
    const answer = await makeSignedCall(
      {
        operation,
        service: 'states',
        region,
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${name}` },
        body: JSON.stringify(input),
        urlOf: () => urlOf(clients, region),
      },
      clients,
      AbortSignal.timeout(LONGEST_MS),
    );
    if (!answer.ok) return answer;
    try {
      return { ok: true, value: read(JSON.parse(answer.value.body)) };
    } catch {
      const message = 'the response was not the one that was expected (because of a proxy or a broken connection)';
      return { ok: false, failure: { kind: 'lost', operation, name: 'SyntaxError', message } };
    }
  }

  return {
    definition: (stateMachineArn) =>
      ask('DescribeStateMachine', { stateMachineArn }, ({ definition, type }) => ({
        definition: textOf(definition),
        type: textOf(type),
      })),
    start: (stateMachineArn, name, input) =>
      ask('StartExecution', { stateMachineArn, name, input }, ({ executionArn }) => textOf(executionArn)),
    describe: (executionArn) =>
      ask('DescribeExecution', { executionArn }, (answer) => ({
        status: textOf(answer['status']),
        input: typeof answer['input'] === 'string' ? answer['input'] : '{}',
        ...(typeof answer['startDate'] === 'number' ? { startedAt: Math.round(answer['startDate'] * 1_000) } : {}),
        ...(typeof answer['error'] === 'string' ? { error: answer['error'] } : {}),
        ...(typeof answer['cause'] === 'string' ? { cause: answer['cause'] } : {}),
      })),
  };
}

type Loose = Record<string, unknown>;

/** Throws if it is no text: then the answer is not one of Step Functions. */
function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Error('no text');
  return value;
}

function urlOf({ context }: Clients, region: string): URL {
  // biome-ignore lint/style/noRestrictedGlobals: the SDK reads its own variables from it too.
  const env = process.env;
  const given = context.endpoint ?? (env['AWS_ENDPOINT_URL_SFN'] || env['AWS_ENDPOINT_URL']);
  if (given) return new URL(given);
  return new URL(`https://states.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`);
}
