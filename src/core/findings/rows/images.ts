import { error, note, warning } from './row.ts';

export interface OfContainer {
  container: string;
  image: string;
}

/** Findings about images. */
export const IMAGE_FINDINGS = {
  'images-fit-none': error<{ file: string; found: string[]; names: string[] }>({
    doc: 'a file names images, and none of them is for a container of the task definition',
    cause: ({ file, found }) =>
      `${file} has images for ${found.join(', ')}, and the task definition has none of these containers`,
    next: ({ names }) => `it has ${names.join(', ')}: give --image CONTAINER=REF`,
  }),
  'image-open': error<OfContainer & { placeholder: string }>({
    doc: "a container's image has a placeholder that nobody has filled in",
    cause: ({ container, placeholder, image }) =>
      `the image of container ${container} has the placeholder ${placeholder}, which nobody has filled in: ${image}`,
    next: ({ container }) => `fill it in, or give --image ${container}=REF or --image-from imageDetail.json`,
  }),
  'image-invalid': error<{ origin: string; image: string; problem: string }>({
    doc: 'the reference of an image is not valid',
    cause: ({ origin, image, problem }) => `${origin}: image "${image}": ${problem}`,
    next: 'give REGISTRY/REPOSITORY:TAG or REPOSITORY@sha256:…',
  }),
  'build-no-repository': error<OfContainer & { origin: string }>({
    doc: '`--build`: the image of the container names no repository to push to',
    cause: ({ origin, image, container }) =>
      `${origin}: ${image}, the image of container ${container}, names no repository to push to`,
    next: 'put the repository into the task definition: the image is pushed where its image is',
  }),
  'other-architecture': warning<OfContainer & { runs: string; built: string }>({
    doc: "the image is named for another architecture than the task's",
    cause: ({ image, container, built, runs }) =>
      `image ${image} of ${container} is named ${built}, but the task runs on ${runs}`,
    next: 'check runtimePlatform.cpuArchitecture and the image: a wrong one ends with "exec format error"',
  }),
  'mutable-image': note<OfContainer>({
    doc: 'the image is a tag, which may mean another image tomorrow',
    cause: ({ image, container }) => `image ${image} of ${container} is a tag, which may mean another image tomorrow`,
    next: 'pin it by digest: repository@sha256:…',
  }),
};
