import * as z from 'zod';
import { clientException } from '../errors.ts';
import { text, texts } from '../shapes.ts';
import { operation } from '../world.ts';
import { definitionView } from './definition-view.ts';

export const describeTaskDefinition = operation(
  z.looseObject({ taskDefinition: text, include: texts }),
  (request, { store }) => {
    if (!request.taskDefinition) throw clientException('Task definition can not be blank.');
    const definition = store.definition(request.taskDefinition);
    if (definition === undefined) throw clientException('Unable to describe task definition.');
    const tags = request.include?.includes('TAGS') ? definition.tags : undefined;
    return { taskDefinition: definitionView(definition), tags };
  },
);
