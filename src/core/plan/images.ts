import { nearest } from '../base/did-you-mean.ts';
import type { Result } from '../base/result.ts';
import { checkImage } from '../ecs/definition-rules/image-reference.ts';
import type { ContainerDefinition, TaskDefinition } from '../ecs/task-definition.ts';
import type { Finding } from '../findings/findings.ts';
import type { ImageOf } from '../settings/structured-kinds.ts';

/** The images that one file of the pipeline names. */
export interface FoundImages {
  file: string;
  images: ImageOf[];
  /** What stands for the images in the identity of the migration. Default: the images themselves. */
  asked?: string;
}

interface Asked {
  /** Images of `--image`. They take precedence. */
  given: readonly ImageOf[];
  origin: string;
  /** Images of `--image-from`. */
  found: readonly FoundImages[];
}

/**
 * The images that differ from the definition's, by container. An image without a container name is for the migration
 * container. It also fills the placeholders of a CodeDeployToECS template, such as `<IMAGE1_NAME>`.
 */
export function imagesOf(
  { given, origin, found }: Asked,
  migrating: string,
  { containers }: Pick<TaskDefinition, 'containers'>,
): { images: Map<string, string>; findings: Finding[] } {
  const images = new Map<string, string>();
  const findings: Finding[] = [];
  const names = containers.map((one) => one.name);
  for (const one of found) {
    findings.push(...one.images.flatMap(({ image }) => badImage(one.file, image)));
    const fitting = fitImages(one, migrating, containers);
    if (!fitting.ok) findings.push(fitting.failure);
    else for (const [container, image] of fitting.value) images.set(container, image);
  }
  for (const { container = migrating, image } of given) {
    findings.push(...badImage(origin, image));
    if (names.includes(container)) images.set(container, image);
    else findings.push({ code: 'container-unknown', container, origin, names, near: nearest(container, names) });
  }
  for (const { name, image } of containers) {
    const placeholder = placeholderIn(image);
    if (placeholder !== undefined && !images.has(name)) {
      findings.push({ code: 'image-open', container: name, image, placeholder });
    }
    if (images.get(name) === image) images.delete(name);
  }
  return { images, findings };
}

/** The images of one file, by container of the task definition. */
function fitImages(
  { file, images: entries }: FoundImages,
  migrating: string,
  containers: readonly ContainerDefinition[],
): Result<[container: string, image: string][], Finding> {
  const names = containers.map(({ name }) => name);
  const fitting = entries.flatMap(({ container, image }): [string, string][] =>
    container !== undefined && names.includes(container) ? [[container, image]] : [],
  );
  if (fitting.length > 0) return { ok: true, value: fitting };
  // The migration's task definition may use another container name than the service's.
  const [only] = entries.length === 1 ? entries : [];
  if (only !== undefined) return { ok: true, value: placesOf(migrating, containers).map((name) => [name, only.image]) };
  return {
    ok: false,
    failure: { code: 'images-fit-none', file, found: entries.map(({ container = '' }) => container), names },
  };
}

/** The migration container, and the containers for which the template has a placeholder for the same image. */
function placesOf(migrating: string, containers: readonly ContainerDefinition[]): string[] {
  const open = containers.filter(({ image }) => placeholderIn(image) !== undefined);
  const own = containers.find(({ name }) => name === migrating)?.image;
  return [migrating, ...open.filter(({ image }) => image === own || open.length === 1).map(({ name }) => name)];
}

/**
 * Images of a registered revision that ECS accepted although no task can pull them. Placeholders are reported
 * separately.
 */
export function inspectImages({ containers }: Pick<TaskDefinition, 'containers'>): Finding[] {
  return containers.flatMap(({ name, image }) =>
    placeholderIn(image) === undefined ? badImage(`container ${name}`, image) : [],
  );
}

/** The placeholder of an image: that of CodeDeployToECS in `taskdef.json`, or that of any other template. */
function placeholderIn(image: string): string | undefined {
  return checkImage(image)?.placeholder;
}

function badImage(origin: string, image: string): Finding[] {
  const found = checkImage(image);
  return found === undefined ? [] : [{ code: 'image-invalid', origin, image, problem: found.problem }];
}
