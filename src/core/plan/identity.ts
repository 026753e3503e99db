import type { ContainerDefinition } from '../ecs/task-definition.ts';
import type { ImageOf } from '../settings/structured-kinds.ts';
import { type Migrating, overrideOf, type RequestDraft } from './request.ts';

/** What the user gave that requires a new revision. */
interface Asked {
  images: readonly ImageOf[];
  secrets?: Readonly<Record<string, string>>;
}

/**
 * The text whose hash identifies a migration, whatever the build. It contains the region, cluster, family, container,
 * command, every other override, and the images and secrets as the user gave them. It does not contain revision,
 * digest, network and tags, because these may change between two tries of one build.
 */
export function migrationText(
  { images, secrets = {} }: Asked,
  { region, clusterName }: { region: string; clusterName: string },
  { definition, container }: Migrating,
  request: Pick<RequestDraft, 'overrides'>,
): string {
  const { containerOverrides, ...task } = request.overrides;
  const own = overrideOf(request, container.name);
  const command = effectiveCommand(own?.command, container);
  const env = (own?.environment ?? [])
    .map(({ name, value }) => [name, value] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const others = containerOverrides.filter((one) => one !== own);
  const base = [region, clusterName, definition.family, container.name, command, env];
  const given = Object.entries(secrets).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([...base, task, others, images, ...(given.length > 0 ? [given] : [])]);
}

/** The text whose hash identifies a run: the build and the migration (see {@link migrationText}). */
export function identityText(buildKey: string, migration: string): string {
  return JSON.stringify([buildKey, migration]);
}

/** The command that the container will run, as far as the task definition shows it. */
export function effectiveCommand(override: readonly string[] | undefined, container: ContainerDefinition): string[] {
  return [...(override ?? container.command ?? [])];
}
