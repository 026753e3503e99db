import * as z from 'zod';
import { pageOf, pageSize } from '../pages.ts';
import { number, text } from '../shapes.ts';
import { operation } from '../world.ts';

export const listClusters = operation(z.looseObject({ maxResults: number, nextToken: text }), (request, { store }) => {
  const { items, nextToken } = pageOf({
    items: [...store.clusters.values()],
    keyOf: (cluster) => cluster.name,
    limit: pageSize(request.maxResults),
    nextToken: request.nextToken,
  });
  return { clusterArns: items.map((cluster) => cluster.arn), nextToken };
});
