import * as z from 'zod';
import { familyAndRevision } from '../../core/base/arn.ts';
import { clientException } from '../errors.ts';
import { text } from '../shapes.ts';
import { operation } from '../world.ts';
import { definitionView } from './definition-view.ts';

export const deregisterTaskDefinition = operation(z.looseObject({ taskDefinition: text }), (request, world) => {
  const { taskDefinition = '' } = request;
  if (familyAndRevision(taskDefinition).revision === undefined) throw clientException('Revision is missing.');
  const definition = world.store.definition(taskDefinition);
  if (definition === undefined) throw clientException('The specified task definition does not exist.');
  definition.deregisteredAt ??= world.clock.now();
  return { taskDefinition: definitionView(definition) };
});
