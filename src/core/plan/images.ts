import { nearest } from '../base/did-you-mean.ts';
import { checkImage } from '../ecs/definition-rules/image-reference.ts';
import type { TaskDefinition } from '../ecs/task-definition.ts';
import type { Finding } from '../findings/findings.ts';
import type { ImageOf } from '../settings/structured-kinds.ts';

/** What a file of the pipeline says of images. */
export interface FoundImages {
  file: string;
  images: ImageOf[];
}

interface Asked {
  /** By `--image`; they win. */
  given: readonly ImageOf[];
  origin: string;
  /** By `--image-from`. */
  found: readonly FoundImages[];
}

/**
 * The images that differ from the definition's, by container; one without a container is the migration's, and fills
 * the places that a template for CodeDeployToECS leaves open, such as `<IMAGE1_NAME>`.
 */
export function imagesOf(
  { given, origin, found }: Asked,
  migrating: string,
  { containers }: Pick<TaskDefinition, 'containers'>,
): { images: Map<string, string>; findings: Finding[] } {
  const images = new Map<string, string>();
  const findings: Finding[] = [];
  const names = containers.map((one) => one.name);
  for (const { file, images: entries } of found) {
    const anyFits = entries.some(({ container }) => container !== undefined && names.includes(container));
    const [only] = entries.length === 1 ? entries : [];
    findings.push(...entries.flatMap(({ image }) => badImage(file, image)));
    // The migration's task definition need not call its container as the service's does.
    if (only !== undefined && !anyFits) fill(only.image);
    else if (!anyFits)
      findings.push({ code: 'images-fit-none', file, found: entries.map((one) => one.container ?? ''), names });
    else
      for (const { container, image } of entries)
        if (container && names.includes(container)) images.set(container, image);
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

  function fill(image: string): void {
    images.set(migrating, image);
    const open = containers.filter((one) => placeholderIn(one.image) !== undefined);
    const own = containers.find(({ name }) => name === migrating)?.image;
    for (const one of open) if (one.image === own || open.length === 1) images.set(one.name, image);
  }
}

/** Images of a revision that ECS has, which it took, and which no task can pull. Open ones are told with the others. */
export function inspectImages({ containers }: Pick<TaskDefinition, 'containers'>): Finding[] {
  return containers.flatMap(({ name, image }) =>
    placeholderIn(image) === undefined ? badImage(`container ${name}`, image) : [],
  );
}

/** What is left open: by CodeDeployToECS in `taskdef.json`, or by any other template. */
function placeholderIn(image: string): string | undefined {
  return checkImage(image)?.placeholder;
}

function badImage(origin: string, image: string): Finding[] {
  const found = checkImage(image);
  return found === undefined ? [] : [{ code: 'image-invalid', origin, image, problem: found.problem }];
}
