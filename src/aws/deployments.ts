import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import type { Answer } from '../core/base/failure.ts';
import { callOnce } from './call.ts';
import { transport } from './transport.ts';

/** The lifecycle hooks of CodeDeploy's deployments. */
export interface Deployments {
  /** Reports the result, in one attempt. CodeDeploy accepts one result for each hook, within an hour. */
  report(deploymentId: string, hookExecutionId: string, status: 'Succeeded' | 'Failed'): Promise<Answer<void>>;
}

export function openDeployments(now: () => number): Deployments {
  const client = new CodeDeployClient(transport());
  return {
    async report(deploymentId, lifecycleEventHookExecutionId, status) {
      const input = { deploymentId, lifecycleEventHookExecutionId, status };
      const send = () => client.send(new PutLifecycleEventHookExecutionStatusCommand(input));
      const operation = 'codedeploy:PutLifecycleEventHookExecutionStatus';
      const answer = await callOnce(operation, send, { now, endpoint: undefined });
      return answer.ok ? { ok: true, value: undefined } : answer;
    },
  };
}
