import { familyAndRevision } from '../../core/base/arn.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { Result } from '../../core/base/result.ts';
import {
  type ContainerDefinition,
  type TaskDefinition,
  type TaskDefinitionInput,
  withImages,
  withSecrets,
} from '../../core/ecs/task-definition.ts';
import type { Finding } from '../../core/findings/findings.ts';
import { buildPlatform, buildTag, type ImageBuild, repositoryOf } from '../../core/plan/build.ts';
import { type FoundImages, imagesOf } from '../../core/plan/images.ts';
import type { Aws, DefinitionContext, PlanContext } from '../../core/ports.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { describeDefinition } from './find-definition.ts';

export interface Base {
  definition: TaskDefinition;
  /** The input to register before the launch; the definition is then only a preview. */
  register?: TaskDefinitionInput;
}

/** A definition, and the changes that this run makes to it. */
export interface Changing {
  resolved: Resolved;
  base: Base;
  /** The task definition that ECS returns for the requested name. */
  registered: TaskDefinition | undefined;
  files: { images?: readonly FoundImages[] };
}

/**
 * Returns the registered definition if the file is equal to it; otherwise the file's preview. Without a file, returns
 * the registered definition.
 */
export function chooseDefinition(
  file: TaskDefinitionInput | undefined,
  registered: TaskDefinition | undefined,
  { definitions }: Pick<Aws, 'definitions'>,
): Base | undefined {
  if (file === undefined) return registered && { definition: registered };
  const preview = definitions.preview(file);
  const equal = registered?.status === 'ACTIVE' && registered.fingerprint === preview.fingerprint;
  return equal ? { definition: registered } : { definition: preview, register: file };
}

/** What `--build` builds, tagged for the repository of the image that it replaces. */
export function buildOf(
  { resolved: { settings, origins }, base }: Changing,
  { name: container, image }: ContainerDefinition,
  { build: facts, random }: Pick<PlanContext, 'build' | 'random'>,
): Result<ImageBuild | undefined, Finding> {
  const { build: context, local = false } = settings;
  if (context === undefined) return { ok: true, value: undefined };
  const origin = origins.build ?? '--build';
  if (settings.image?.some((one) => (one.container ?? container) === container)) {
    return { ok: false, failure: { code: 'exclusive-settings', first: origin, second: origins.image ?? '--image' } };
  }
  // A local build is not pushed, so any repository name will do.
  const repository = repositoryOf(image) ?? (local ? 'ecs-migrate-build' : undefined);
  if (repository === undefined)
    return { ok: false, failure: { code: 'build-no-repository', origin, container, image } };
  const platform = local ? undefined : buildPlatform(base.definition);
  const tag = buildTag(facts.commit, random.uuid());
  const build: ImageBuild = { context, repository, tag, push: !local, ...(platform && { platform }) };
  return { ok: true, value: build };
}

/**
 * Returns the definition with the requested images and secrets: a copy to register, unless the latest revision is
 * already equal to it.
 */
export async function withChanges(
  { base, registered, resolved: { settings, origins }, files }: Changing,
  migrating: string,
  build: ImageBuild | undefined,
  context: DefinitionContext,
): Promise<Answer<{ chosen: Base; findings: Finding[] }>> {
  const asked = {
    given: settings.image ?? [],
    origin: origins.image ?? '--image',
    found: [...(files.images ?? []), ...standIn(build)],
  };
  const { images, findings } = imagesOf(asked, migrating, base.definition);
  const { secret = {} } = settings;
  if (images.size === 0 && Object.keys(secret).length === 0) return { ok: true, value: { chosen: base, findings } };
  const imaged = withImages(base.register ?? context.definitions.copy(base.definition), images);
  const input = Object.keys(secret).length === 0 ? imaged : withSecrets(imaged, migrating, secret);
  // For the name of a family, ECS returned the latest revision. For the name of a revision, the latest must still be
  // read.
  const pinned = base.register === undefined && familyAndRevision(settings.taskDefinition ?? '').revision !== undefined;
  const latest = pinned
    ? await describeDefinition(base.definition.family, context)
    : ({ ok: true, value: registered } as const);
  if (!latest.ok) return latest;
  return { ok: true, value: { chosen: chooseDefinition(input, latest.value, context) ?? base, findings } };
}

/**
 * Treats the built image as if a file of the pipeline named it, so that it also fills the placeholders of a template.
 */
function standIn(build: ImageBuild | undefined): FoundImages[] {
  if (build === undefined) return [];
  return [{ file: build.context, images: [{ image: `${build.repository}:${build.tag}` }] }];
}
