import type { Tags } from '../ecs/cluster.ts';
import { type SettingKey, settingOf, settingsWhere } from './settings-table.ts';
import type { Source } from './source.ts';

const PREFIX = 'ecs-migrate:';
const FAMILY = `${PREFIX}task-definition`;

/** Whether a resource has a tag of ecs-migrate. */
export function isTagged(tags: Tags): boolean {
  return Object.keys(tags).some((key) => key.startsWith(PREFIX));
}

/**
 * The settings in the tags of a task definition. Lists are separated by one space. Other tags are ignored, even if they
 * have our prefix.
 */
export function tagSource(tags: Tags, family: string): Source {
  const tagOf = (key: SettingKey) => settingOf(key).tag ?? PREFIX;
  const held = settingsWhere(({ tag }) => tag !== undefined && tags[tag] !== undefined);
  const values = Object.fromEntries(held.map((key) => [key, tags[tagOf(key)]]));
  return { values, origin: (key) => `tag ${tagOf(key)} of task definition ${family}` };
}

export type ClusterChoice =
  | { family: string; tag: string }
  /** The tags name several apps, or do not name the requested app. */
  | { apps: string[] }
  | undefined;

/** The task definition family that the tags of a cluster name, for one app if there are several. */
export function familyOf(tags: Tags, app: string | undefined): ClusterChoice {
  const apps = Object.keys(tags)
    .filter((tag) => tag.startsWith(`${FAMILY}:`))
    .map((tag) => tag.slice(FAMILY.length + 1))
    .toSorted();
  const named = (tag: string) => (tags[tag] === undefined ? undefined : { family: tags[tag], tag });
  if (app !== undefined) return named(`${FAMILY}:${app}`) ?? (apps.length > 0 ? { apps } : undefined);
  const [only, ...others] = apps;
  const alone = only === undefined ? undefined : named(`${FAMILY}:${only}`);
  return named(FAMILY) ?? (others.length > 0 ? { apps } : alone);
}

/** The task definition family that belongs to a cluster by naming convention. */
export function conventionalFamily(clusterName: string, app: string | undefined): string {
  return [clusterName, ...(app === undefined ? [] : [app]), 'migrate'].join('-');
}
