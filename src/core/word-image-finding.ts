import { assertNever } from './assert-never.ts';
import type { Finding } from './findings.ts';

type ImageFinding = Extract<
  Finding,
  {
    code:
      | 'images-fit-none'
      | 'image-open'
      | 'image-invalid'
      | 'build-no-repository'
      | 'other-architecture'
      | 'mutable-image';
  }
>;

/** The wording of what was found about images. */
export function wordImageFinding(finding: ImageFinding): { cause: string; mend: string } {
  switch (finding.code) {
    case 'images-fit-none':
      return {
        cause: `${finding.file} has images for ${finding.found.join(', ')}, and the task definition has none of these containers`,
        mend: `it has ${finding.names.join(', ')}: give --image CONTAINER=REF`,
      };
    case 'image-open':
      return {
        cause: `the image of container ${finding.container} has the placeholder ${finding.placeholder}, which nobody has filled in: ${finding.image}`,
        mend: `fill it in, or give --image ${finding.container}=REF or --image-from imageDetail.json`,
      };
    case 'image-invalid':
      return {
        cause: `${finding.origin}: image "${finding.image}": ${finding.problem}`,
        mend: 'give REGISTRY/REPOSITORY:TAG or REPOSITORY@sha256:…',
      };
    case 'build-no-repository':
      return {
        cause: `${finding.origin}: ${finding.image}, the image of container ${finding.container}, names no repository to push to`,
        mend: 'put the repository into the task definition: the image is pushed where its image is',
      };
    case 'other-architecture':
      return {
        cause: `image ${finding.image} of ${finding.container} is named ${finding.built}, but the task runs on ${finding.runs}`,
        mend: 'check runtimePlatform.cpuArchitecture and the image: a wrong one ends with "exec format error"',
      };
    case 'mutable-image':
      return {
        cause: `image ${finding.image} of ${finding.container} is a tag, which may mean another image tomorrow`,
        mend: 'pin it by digest: repository@sha256:…',
      };
    default:
      return assertNever(finding);
  }
}
