import { DescribeServicesCommand, ListServicesCommand, type Service as SdkService } from '@aws-sdk/client-ecs';
import { shortName } from '../core/base/arn.ts';
import type { Service } from '../core/ecs/cluster.ts';
import type { Services } from '../core/ports.ts';
import { callOnce } from './call.ts';
import type { Clients } from './clients.ts';
import { dropUndefined } from './present.ts';

/** The port over DescribeServices and ListServices. */
export function servicesPort({ ecs, context }: Clients): Services {
  return {
    async describe(cluster, name) {
      const send = () => ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
      const answer = await callOnce('ecs:DescribeServices', send, context);
      if (!answer.ok) return answer;
      const service = answer.value.services?.find(({ status }) => status === 'ACTIVE');
      return { ok: true, value: service && toService(service) };
    },
    async list(cluster) {
      const send = () => ecs.send(new ListServicesCommand({ cluster, maxResults: 100 }));
      const answer = await callOnce('ecs:ListServices', send, context);
      return answer.ok ? { ok: true, value: (answer.value.serviceArns ?? []).map(shortName) } : answer;
    },
  };
}

/**
 * Services that CodeDeploy or an external controller deploys keep these settings in their task sets. The primary task
 * set is the one that serves.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
 */
function toService(service: SdkService): Service {
  const primary = service.taskSets?.find(({ status }) => status === 'PRIMARY') ?? service.taskSets?.[0];
  const { subnets, securityGroups, assignPublicIp } =
    (service.networkConfiguration ?? primary?.networkConfiguration)?.awsvpcConfiguration ?? {};
  const strategy = service.capacityProviderStrategy ?? primary?.capacityProviderStrategy ?? [];
  const { placementConstraints = [], placementStrategy = [] } = service;
  return dropUndefined({
    subnets,
    securityGroups: securityGroups?.length ? securityGroups : undefined,
    assignPublicIp: assignPublicIp === undefined ? undefined : assignPublicIp === 'ENABLED',
    launchType: strategy.length > 0 ? undefined : (service.launchType ?? primary?.launchType),
    capacityProvider:
      strategy.length === 0
        ? undefined
        : strategy.map(({ capacityProvider = '', weight = 0, base = 0 }) => ({ capacityProvider, weight, base })),
    platformVersion: service.platformVersion ?? primary?.platformVersion,
    placement: {
      ...(placementConstraints.length > 0 ? { placementConstraints } : {}),
      ...(placementStrategy.length > 0 ? { placementStrategy } : {}),
    },
  });
}
