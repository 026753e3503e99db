import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Answer } from '../core/base/failure.ts';
import { callOnce } from './call.ts';
import { transport } from './transport.ts';

/** Lambda functions, as far as one calls itself. */
export interface Functions {
  /** One attempt at an asynchronous call: it is answered once Lambda has queued the event. */
  invokeLater(functionArn: string, event: object): Promise<Answer<void>>;
}

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
