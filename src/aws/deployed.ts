import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DescribeServiceRevisionsCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import type { Deployed } from '../core/ports.ts';
import { callOnce } from './call.ts';
import type { Clients } from './clients.ts';
import { toDefinition } from './task-definitions.ts';
import { transport } from './transport.ts';

/** `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG`; FIPS, dual-stack and China's hosts, too. */
const ECR_IMAGE =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.(?:aws|amazonwebservices\.com\.cn))\/([^:@]+)(?::([^@]+))?$/;

/** With the credentials of the function. */
export function openDeployed(now: () => number): Deployed {
  return deployedPort({ ecs: new ECSClient(transport()), ecr: transport(), context: { now, endpoint: undefined } });
}

/** The port that reads what a deployment brings. */
export function deployedPort({ ecs, ecr: config, context }: Pick<Clients, 'ecs' | 'ecr' | 'context'>): Deployed {
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
      const ecr = new ECRClient({ ...config, region });
      const send = () => ecr.send(new DescribeImagesCommand({ registryId, repositoryName, imageIds: [{ imageTag }] }));
      const answer = await callOnce('ecr:DescribeImages', send, context);
      ecr.destroy();
      return answer.ok ? { ok: true, value: answer.value.imageDetails?.[0]?.imageDigest } : answer;
    },
  };
}
