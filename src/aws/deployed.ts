import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DescribeServiceRevisionsCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import type { Answer } from '../core/base/failure.ts';
import type { DeployedRevision } from '../core/plan/deployed-image.ts';
import { callOnce } from './call.ts';
import { toDefinition } from './task-definitions.ts';
import { transport } from './transport.ts';

/** What a deployment that waits for a hook is about to run. */
export interface Deployed {
  /**
   * The revision of a service that ECS is deploying. Before its first task runs ECS may not have resolved any digest.
   * `undefined`: ECS does not know it.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevision.html
   */
  serviceRevision(arn: string): Promise<Answer<Omit<DeployedRevision, 'containers'> | undefined>>;
  /** The containers of a revision of a task definition; `undefined`: ECS does not know it. */
  containers(taskDefinition: string): Promise<Answer<DeployedRevision['containers'] | undefined>>;
  /** The digest that a tag has in a private ECR repository now; `undefined` for images of other registries and unknown tags. */
  digest(image: string): Promise<Answer<string | undefined>>;
}

/** `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG`; FIPS, dual-stack and China's hosts, too. */
const ECR_IMAGE =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.(?:aws|amazonwebservices\.com\.cn))\/([^:@]+)(?::([^@]+))?$/;

export function openDeployed(now: () => number): Deployed {
  const ecs = new ECSClient(transport());
  const context = { now, endpoint: undefined };
  return {
    async serviceRevision(arn) {
      const send = () => ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn] }));
      const answer = await callOnce('ecs:DescribeServiceRevisions', send, context);
      if (!answer.ok) return answer;
      const [found] = answer.value.serviceRevisions ?? [];
      if (found?.taskDefinition === undefined) return { ok: true, value: undefined };
      const digests = (found.containerImages ?? []).flatMap(({ containerName, imageDigest }) =>
        containerName && imageDigest ? [[containerName, imageDigest] as const] : [],
      );
      return { ok: true, value: { taskDefinition: found.taskDefinition, digests: Object.fromEntries(digests) } };
    },
    async containers(taskDefinition) {
      const send = () => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      const answer = await callOnce('ecs:DescribeTaskDefinition', send, context);
      if (!answer.ok) return answer;
      const { taskDefinition: found } = answer.value;
      return { ok: true, value: found && toDefinition(found, []).containers };
    },
    async digest(image) {
      const [, registryId, region, repositoryName, imageTag = 'latest'] = ECR_IMAGE.exec(image) ?? [];
      if (registryId === undefined || region === undefined) return { ok: true, value: undefined };
      const ecr = new ECRClient({ ...transport(), region });
      const send = () => ecr.send(new DescribeImagesCommand({ registryId, repositoryName, imageIds: [{ imageTag }] }));
      const answer = await callOnce('ecr:DescribeImages', send, context);
      ecr.destroy();
      return answer.ok ? { ok: true, value: answer.value.imageDetails?.[0]?.imageDigest } : answer;
    },
  };
}
