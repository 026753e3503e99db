import { buildPlatform, buildTag, type ImageBuild, repositoryOf } from '../core/build.ts';
import type { Finding } from '../core/findings.ts';
import type { FoundImages } from '../core/images.ts';
import type { World } from '../core/ports.ts';
import type { Resolved } from '../core/settings.ts';
import type { ContainerDefinition, TaskDefinition } from '../core/task-definition.ts';

/** What is known when the build is planned. */
interface Planning {
  resolved: Resolved;
  base: { definition: TaskDefinition };
  world: World;
}

/** What `--build` is to build, tagged for the repository of the image that it stands in for. */
export function planImageBuild(
  { resolved: { settings, origins }, base, world }: Planning,
  { name: container, image }: ContainerDefinition,
): { build?: ImageBuild } | { finding: Finding } {
  const { build: context, local = false } = settings;
  if (context === undefined) return {};
  const origin = origins.build ?? '--build';
  if (settings.image?.some((one) => (one.container ?? container) === container)) {
    return { finding: { code: 'exclusive-settings', first: origin, second: origins.image ?? '--image' } };
  }
  // Nothing is pushed there, so that any name does.
  const repository = repositoryOf(image) ?? (local ? 'ecs-migrate-build' : undefined);
  if (repository === undefined) return { finding: { code: 'build-no-repository', origin, container, image } };
  const platform = local ? undefined : buildPlatform(base.definition);
  const tag = buildTag(world.build.commit, world.random.uuid());
  const build: ImageBuild = { context, repository, tag, push: !local, ...(platform && { platform }) };
  return { build };
}

/** As if a file of the pipeline named the image: it also fills the places that a template leaves open. */
export function imagesToBeBuilt(build: ImageBuild | undefined): FoundImages[] {
  if (build === undefined) return [];
  return [{ file: build.context, images: [{ image: `${build.repository}:${build.tag}` }] }];
}
