import * as z from 'zod';
import { pageOf, pageSize } from '../pages.ts';
import { number, text } from '../shapes.ts';
import { operation } from '../world.ts';

export const listServices = operation(
  z.looseObject({ cluster: text, maxResults: number, nextToken: text }),
  (request, { store }) => {
    const { items, nextToken } = pageOf({
      items: store.services(store.cluster(request.cluster)),
      keyOf: (service) => service.serviceName,
      limit: pageSize(request.maxResults ?? 10),
      nextToken: request.nextToken,
    });
    return { serviceArns: items.map((service) => service.serviceArn), nextToken };
  },
);
