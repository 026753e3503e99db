import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { ecsArn } from '../names.ts';
import { tags, text, texts } from '../shapes.ts';
import { operation } from '../world.ts';
import { clusterView } from './cluster-view.ts';
import { checkedTags } from './tags.ts';

const input = z.looseObject({
  clusterName: text,
  tags,
  capacityProviders: texts,
  defaultCapacityProviderStrategy: z.array(z.looseObject({ capacityProvider: text })).optional(),
});

export const createCluster = operation(input, (request, world) => {
  const { clusterName = 'default' } = request;
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(clusterName)) {
    throw invalidParameter('Cluster name must be 1 to 255 letters, numbers, hyphens and underscores.');
  }
  const given = checkedTags(request.tags);
  const cluster =
    world.store.clusters.get(clusterName) ??
    world.store.addCluster(ecsArn(world.place, `cluster/${clusterName}`), given, {
      capacityProviders: request.capacityProviders ?? [],
      defaultStrategy: request.defaultCapacityProviderStrategy ?? [],
    });
  return { cluster: clusterView(cluster, [], true) };
});
