import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { text, texts } from '../shapes.ts';
import { operation } from '../world.ts';
import { taggedBy } from './tagged.ts';

export const untagResource = operation(z.looseObject({ resourceArn: text, tagKeys: texts }), (request, world) => {
  const resource = taggedBy(request.resourceArn, world);
  const { tagKeys = [] } = request;
  if (tagKeys.length === 0) throw invalidParameter('tagKeys can not be empty.');
  if (tagKeys.some((key) => /^aws:/i.test(key))) {
    throw invalidParameter('Tag keys must not begin with aws:, which is reserved.');
  }
  resource.tags = resource.tags.filter(({ key }) => !tagKeys.includes(key));
  return {};
});
