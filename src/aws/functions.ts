import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Answer } from '../core/base/failure.ts';
import { callOnce } from './call.ts';
import { transport } from './transport.ts';

/** Lambda functions, as far as a function calls itself. */
export interface Functions {
  /** Calls a function asynchronously, in one attempt. Lambda answers as soon as it has queued the event. */
  invokeLater(functionArn: string, event: object): Promise<Answer<void>>;
}

/** Uses the region and the credentials of the function itself. */
export function openFunctions(now: () => number): Functions {
  const client = new LambdaClient(transport());
  return {
    async invokeLater(FunctionName, event) {
      const input = { FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) } as const;
      const send = () => client.send(new InvokeCommand(input));
      const answer = await callOnce('lambda:InvokeFunction', send, { now, endpoint: undefined });
      return answer.ok ? { ok: true, value: undefined } : answer;
    },
  };
}
