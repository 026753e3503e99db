import type { Tag } from '@aws-sdk/client-ecs';
import type { Tags } from '../core/ecs/cluster.ts';

export function toTags(tags: readonly Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ key = '', value = '' }) => [key, value]));
}
