import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { pageOf, pageSize } from '../pages.ts';
import { number, text } from '../shapes.ts';
import { operation } from '../world.ts';

const input = z.looseObject({ familyPrefix: text, status: text, sort: text, maxResults: number, nextToken: text });

export const listTaskDefinitions = operation(input, (request, { store }) => {
  const { familyPrefix, status = 'ACTIVE', sort = 'ASC' } = request;
  if (!['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS'].includes(status)) throw invalidParameter('Invalid status.');
  if (!['ASC', 'DESC'].includes(sort)) throw invalidParameter('Invalid sort order.');
  // Despite its name, familyPrefix is the full name of a family.
  const families = [...store.families.entries()].filter(([family]) => (familyPrefix ?? family) === family);
  const { items, nextToken } = pageOf({
    items: families
      .flatMap(([, revisions]) => revisions)
      .filter((definition) => (definition.deregisteredAt === undefined ? 'ACTIVE' : 'INACTIVE') === status),
    keyOf: (definition) => `${definition.family} ${String(definition.revision).padStart(9, '0')}`,
    limit: pageSize(request.maxResults),
    nextToken: request.nextToken,
    descending: sort === 'DESC',
  });
  return { taskDefinitionArns: items.map((definition) => definition.arn), nextToken };
});
