import * as z from 'zod';
import { shortName } from '../../core/base/arn.ts';
import { invalidParameter } from '../errors.ts';
import { ecsArn } from '../names.ts';
import { text, texts } from '../shapes.ts';
import { operation } from '../world.ts';

export const describeServices = operation(
  z.looseObject({ cluster: text, services: texts, include: texts }),
  (request, { store, place }) => {
    const cluster = store.cluster(request.cluster);
    const asked = request.services ?? [];
    if (asked.length === 0) throw invalidParameter('Services cannot be empty.');
    if (asked.length > 10) throw invalidParameter('Too many services: at most 10 can be described at once.');
    const known = store.services(cluster);
    return {
      services: known.filter(({ serviceName }) => asked.some((name) => shortName(name) === serviceName)),
      failures: asked
        .filter((name) => !known.some(({ serviceName }) => serviceName === shortName(name)))
        .map((name) => ({
          arn: name.startsWith('arn:') ? name : ecsArn(place, `service/${cluster.name}/${name}`),
          reason: 'MISSING',
        })),
    };
  },
);
