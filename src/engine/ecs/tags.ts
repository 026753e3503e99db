import { invalidParameter } from '../errors.ts';
import type { Tag } from '../model.ts';

type TagInput = readonly { key?: string | undefined; value?: string | undefined }[];

const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Validates the tags of a request: at most 50, keys of 1 to 128 characters, values of up to 256. */
export function checkedTags(input: TagInput = []): Tag[] {
  const tags = input.map(({ key = '', value = '' }) => ({ key, value }));
  if (tags.length > 50) throw invalidParameter('The number of tags exceeds the limit of 50.');
  for (const { key, value } of tags) {
    if (key.length < 1 || key.length > 128) throw invalidParameter('Tag keys must have 1 to 128 characters.');
    if (value.length > 256) throw invalidParameter('Tag values must have at most 256 characters.');
    if (!ALLOWED.test(key) || !ALLOWED.test(value)) throw invalidParameter('Tags contain invalid characters.');
    if (/^aws:/i.test(key)) throw invalidParameter('Tag keys must not begin with aws:, which is reserved.');
  }
  if (new Set(tags.map((tag) => tag.key)).size < tags.length) throw invalidParameter('Duplicate tag keys.');
  return tags;
}
