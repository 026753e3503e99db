import * as z from 'zod';
import type { FoundImages } from './images.ts';

/** The files in which a pipeline passes its image on, the more exact one first. */
export const IMAGE_FILES = ['imageDetail.json', 'imagedefinitions.json'];

/**
 * imageDetail.json comes from an ECR source or a build, for CodeDeployToECS. imagedefinitions.json comes from a build, for the
 * ECS deploy action.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html
 */
const detail = z.looseObject({ ImageURI: z.string().min(1), ImageDigest: z.string().optional() });
const definitions = z.array(z.looseObject({ name: z.string().min(1), imageUri: z.string().min(1) })).min(1);

/** The images that one of these files names; `undefined` if the JSON has neither format. */
export function imagesInFile(file: string, json: unknown): FoundImages | undefined {
  const one = detail.safeParse(json);
  if (one.success) return { file, images: [{ image: pinImage(one.data) }] };
  const many = definitions.safeParse(json);
  if (!many.success) return undefined;
  return { file, images: many.data.map(({ name, imageUri }) => ({ container: name, image: imageUri })) };
}

/** Uses the digest if the file has one: a tag may mean another image by the time the task starts. */
function pinImage({ ImageURI: uri, ImageDigest: digest }: z.infer<typeof detail>): string {
  if (uri.includes('@') || digest === undefined) return uri;
  return `${uri.replace(/:[^/:]+$/, '')}@${digest}`;
}
