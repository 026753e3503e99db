import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { pageOf, pageSize } from '../pages.ts';
import { number, text } from '../shapes.ts';
import { operation } from '../world.ts';

const input = z.looseObject({ familyPrefix: text, status: text, maxResults: number, nextToken: text });

export const listTaskDefinitionFamilies = operation(input, (request, { store }) => {
  const { familyPrefix = '', status = 'ALL' } = request;
  if (!['ACTIVE', 'INACTIVE', 'ALL'].includes(status)) throw invalidParameter('Invalid status.');
  // A family is active if it has an active revision.
  const stateOf = (family: string) => (store.definition(family) === undefined ? 'INACTIVE' : 'ACTIVE');
  const { items, nextToken } = pageOf({
    items: [...store.families.keys()].filter(
      (family) => family.startsWith(familyPrefix) && [stateOf(family), 'ALL'].includes(status),
    ),
    keyOf: (family) => family,
    limit: pageSize(request.maxResults),
    nextToken: request.nextToken,
  });
  return { families: items, nextToken };
});
