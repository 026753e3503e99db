import { DescribeClustersCommand, ListClustersCommand } from '@aws-sdk/client-ecs';
import { shortName } from '../core/base/arn.ts';
import type { Clusters } from '../core/ports.ts';
import { callOnce } from './call.ts';
import type { Clients } from './clients.ts';
import { toTags } from './present.ts';

/** The port over DescribeClusters and ListClusters. */
export function clustersPort({ ecs, context }: Clients): Clusters {
  return {
    async describe(name) {
      const send = () => ecs.send(new DescribeClustersCommand({ clusters: [name], include: ['TAGS'] }));
      const answer = await callOnce('ecs:DescribeClusters', send, context);
      if (!answer.ok) return answer;
      const [cluster] = answer.value.clusters ?? [];
      if (cluster === undefined) return { ok: true, value: undefined };
      const { clusterArn: arn = '', clusterName = name, status = 'ACTIVE', capacityProviders = [] } = cluster;
      const defaults = cluster.defaultCapacityProviderStrategy ?? [];
      const defaultStrategy = defaults.map(({ capacityProvider = '' }) => capacityProvider);
      const tags = toTags(cluster.tags);
      return { ok: true, value: { arn, name: clusterName, status, defaultStrategy, capacityProviders, tags } };
    },
    async list() {
      const answer = await callOnce(
        'ecs:ListClusters',
        () => ecs.send(new ListClustersCommand({ maxResults: 100 })),
        context,
      );
      return answer.ok ? { ok: true, value: (answer.value.clusterArns ?? []).map(shortName) } : answer;
    },
  };
}
