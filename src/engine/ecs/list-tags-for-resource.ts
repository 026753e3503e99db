import * as z from 'zod';
import { text } from '../shapes.ts';
import { operation } from '../world.ts';
import { taggedBy } from './tagged.ts';

export const listTagsForResource = operation(z.looseObject({ resourceArn: text }), (request, world) => ({
  tags: taggedBy(request.resourceArn, world).tags,
}));
