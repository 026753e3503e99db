import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { tags, text } from '../shapes.ts';
import { operation } from '../world.ts';
import { taggedBy } from './tagged.ts';
import { checkedTags } from './tags.ts';

export const tagResource = operation(z.looseObject({ resourceArn: text, tags }), (request, world) => {
  const resource = taggedBy(request.resourceArn, world);
  const given = checkedTags(request.tags);
  if (given.length === 0) throw invalidParameter('tags can not be empty.');
  const kept = resource.tags.filter(({ key }) => !given.some((one) => one.key === key));
  const own = kept.filter(({ key }) => !key.startsWith('aws:'));
  if (own.length + given.length > 50) throw invalidParameter('The number of tags exceeds the limit of 50.');
  resource.tags = [...kept, ...given];
  return {};
});
