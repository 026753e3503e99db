import type { Finding } from './findings.ts';
import { nearest } from './near.ts';
import type { ImageOf } from './structured-kinds.ts';
import type { TaskDefinition } from './task-definition.ts';

/** The images that differ from the definition's, by container; an image without a container is the migration's. */
export function imagesOf(
  asked: readonly ImageOf[],
  migrating: string,
  { containers }: TaskDefinition,
  origin: string,
): { images: Map<string, string>; findings: Finding[] } {
  const images = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { container: name = migrating, image } of asked) {
    const container = containers.find((one) => one.name === name);
    const names = containers.map((one) => one.name);
    if (container === undefined) {
      findings.push({ code: 'container-unknown', container: name, origin, names, near: nearest(name, names) });
    } else if (container.image !== image) images.set(name, image);
  }
  return { images, findings };
}
