import * as z from 'zod';
import { shortName } from '../../core/base/arn.ts';
import { ecsArn } from '../names.ts';
import { texts } from '../shapes.ts';
import { operation } from '../world.ts';
import { clusterView } from './cluster-view.ts';

export const describeClusters = operation(z.looseObject({ clusters: texts, include: texts }), (request, world) => {
  const { store, clock, place } = world;
  const withTags = request.include?.includes('TAGS') ?? false;
  const asked = (request.clusters ?? ['default']).map((nameOrArn) => ({ name: shortName(nameOrArn), arn: nameOrArn }));
  return {
    clusters: asked.flatMap(({ name }) => {
      const cluster = store.clusters.get(name);
      return cluster === undefined ? [] : [clusterView(cluster, store.tasks(cluster, clock.now()), withTags)];
    }),
    failures: asked
      .filter(({ name }) => !store.clusters.has(name))
      .map(({ name, arn }) => ({
        arn: arn.startsWith('arn:') ? arn : ecsArn(place, `cluster/${name}`),
        reason: 'MISSING',
      })),
  };
});
