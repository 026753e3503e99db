import type { Source } from './settings.ts';
import type { SettingKey } from './settings-table.ts';

/** Tags of an AWS resource. */
export type Tags = Readonly<Record<string, string>>;

const PREFIX = 'ecs-migrate:';
const FAMILY = `${PREFIX}task-definition`;

/** The settings that a task definition's tags may hold, by their tag. Lists are separated by one space. */
const TAGGED: Readonly<Record<string, SettingKey>> = {
  'ecs-migrate:subnets': 'subnets',
  'ecs-migrate:security-groups': 'securityGroups',
  'ecs-migrate:assign-public-ip': 'assignPublicIp',
  'ecs-migrate:capacity-providers': 'capacityProvider',
  'ecs-migrate:launch-type': 'launchType',
  'ecs-migrate:container': 'container',
  'ecs-migrate:timeout': 'timeout',
  'ecs-migrate:lock': 'lock',
};

/** Whether a resource was tagged for ecs-migrate. */
export function isTagged(tags: Tags): boolean {
  return Object.keys(tags).some((key) => key.startsWith(PREFIX));
}

/** What the tags of a task definition say. Other tags are none of our business, also of our prefix. */
export function tagSource(tags: Tags, family: string): Source {
  const entries = Object.entries(TAGGED).flatMap(([tag, key]) => (tags[tag] === undefined ? [] : [[key, tags[tag]]]));
  const tagOf = (key: SettingKey) => Object.keys(TAGGED).find((tag) => TAGGED[tag] === key) ?? PREFIX;
  return { values: Object.fromEntries(entries), origin: (key) => `tag ${tagOf(key)} of task definition ${family}` };
}

export type ClusterChoice =
  | { family: string; tag: string }
  /** The tags name several apps, or not the one that was asked for. */
  | { apps: string[] }
  | undefined;

/** The family that the tags of a cluster name, for an app where there are several. */
export function familyOf(tags: Tags, app: string | undefined): ClusterChoice {
  const apps = Object.keys(tags)
    .filter((tag) => tag.startsWith(`${FAMILY}:`))
    .map((tag) => tag.slice(FAMILY.length + 1))
    .toSorted();
  const named = (tag: string) => (tags[tag] === undefined ? undefined : { family: tags[tag], tag });
  if (app !== undefined) return named(`${FAMILY}:${app}`) ?? (apps.length > 0 ? { apps } : undefined);
  const [only, ...others] = apps;
  return named(FAMILY) ?? (others.length > 0 ? { apps } : only === undefined ? undefined : named(`${FAMILY}:${only}`));
}

/** The family that belongs to a cluster by its name. */
export function conventionalFamily(cluster: string, app: string | undefined): string {
  return [cluster, ...(app === undefined ? [] : [app]), 'migrate'].join('-');
}
