import {
  CodeDeployClient,
  GetApplicationRevisionCommand,
  GetDeploymentCommand,
  PutLifecycleEventHookExecutionStatusCommand,
  type RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import type { Answer } from '../core/base/failure.ts';
import { callOnce } from './call.ts';
import { transport } from './transport.ts';

/** The lifecycle hooks of CodeDeploy's deployments. */
export interface Deployments {
  /** Reports the result, in one attempt. CodeDeploy accepts one result for each hook, within an hour. */
  report(deploymentId: string, hookExecutionId: string, status: 'Succeeded' | 'Failed'): Promise<Answer<void>>;
  /**
   * The AppSpec of a deployment, as text. GetDeployment names it by its hash alone; GetApplicationRevision has it.
   * `undefined`: it is a file in S3, or the deployment is unknown.
   * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RevisionLocation.html
   */
  appSpec(deploymentId: string): Promise<Answer<string | undefined>>;
}

/** Uses the region and the credentials of the function itself. */
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
    async appSpec(deploymentId) {
      const get = () => client.send(new GetDeploymentCommand({ deploymentId }));
      const answer = await callOnce('codedeploy:GetDeployment', get, { now, endpoint: undefined });
      if (!answer.ok) return answer;
      const { applicationName, revision } = answer.value.deploymentInfo ?? {};
      const inline = contentOf(revision);
      if (inline !== undefined || applicationName === undefined || revision === undefined) {
        return { ok: true, value: inline };
      }
      if (revision.revisionType !== 'String' && revision.revisionType !== 'AppSpecContent') {
        return { ok: true, value: undefined };
      }
      const read = () => client.send(new GetApplicationRevisionCommand({ applicationName, revision }));
      const found = await callOnce('codedeploy:GetApplicationRevision', read, { now, endpoint: undefined });
      return found.ok ? { ok: true, value: contentOf(found.value.revision) } : found;
    },
  };
}

/** `String` is the older name of the same. */
function contentOf(revision: RevisionLocation | undefined): string | undefined {
  return revision?.appSpecContent?.content ?? revision?.string?.content;
}
