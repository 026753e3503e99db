import { type CallFailure, describeFailure, isDenied } from '../../base/failure.ts';
import { fixDenied } from '../explain-denied.ts';
import { error, note, warning } from './row.ts';

/** What says where the migration's image comes from, if not from the deployment. */
const OTHER_SOURCE =
  'say which image the migration runs: image, or imageFrom: task-definition for the one that its task definition has';

export interface OfContainer {
  container: string;
  image: string;
}

/** Findings about images. */
export const IMAGE_FINDINGS = {
  'images-fit-none': error<{ file: string; found: string[]; names: string[] }>({
    doc: 'a file names images, but none of them is for a container of the task definition',
    cause: ({ file, found }) =>
      `${file} has images for ${found.join(', ')}, but the task definition has none of these containers`,
    next: ({ names }) => `give --image CONTAINER=REF; the task definition has: ${names.join(', ')}`,
  }),
  'deployment-unread': error<{ what: string; failure: CallFailure | undefined }>({
    doc: 'in a Lambda hook: the image that is being deployed could not be found out',
    cause: ({ what, failure }) =>
      `${what}${failure === undefined ? '' : `: ${describeFailure(failure)}`}; nothing was launched`,
    next: ({ failure }) =>
      `${failure !== undefined && isDenied(failure) ? `${fixDenied(failure)}; or ` : ''}${OTHER_SOURCE}`,
  }),
  'deployed-container-unknown': error<{
    container: string;
    taskDefinition: string;
    names: string[];
    near: string | undefined;
  }>({
    doc: 'in a Lambda hook: `imageFrom` names a container that the deployment does not have',
    cause: ({ container, taskDefinition }) =>
      `${taskDefinition}, which is being deployed, has no container ${container}`,
    next: ({ names, near }) => `${near === undefined ? `it has ${names.join(', ')}` : `did you mean ${near}?`}`,
  }),
  'deployed-tag': error<{ container: string; image: string; failure: CallFailure | undefined }>({
    doc: 'in a Lambda hook: the image that is being deployed is a tag, and its digest is not known',
    cause: ({ container, image, failure }) =>
      `image ${image} of ${container}, which is being deployed, is a tag without a known digest: it may mean another image by the time the migration starts${failure === undefined ? '' : ` (${describeFailure(failure)})`}`,
    next: ({ failure }) =>
      `${failure !== undefined && isDenied(failure) ? `${fixDenied(failure)}; or deploy` : 'deploy'} images by digest; or ${OTHER_SOURCE}`,
  }),
  'image-open': error<OfContainer & { placeholder: string }>({
    doc: "a container's image has a placeholder that was not replaced",
    cause: ({ container, placeholder, image }) =>
      `the image of container ${container} has the placeholder ${placeholder}, which was not replaced: ${image}`,
    next: ({ container }) => `replace it, or give --image ${container}=REF or --image-from imageDetail.json`,
  }),
  'image-invalid': error<{ origin: string; image: string; problem: string }>({
    doc: 'an image reference is not valid',
    cause: ({ origin, image, problem }) => `${origin}: image "${image}": ${problem}`,
    next: 'give REGISTRY/REPOSITORY:TAG or REPOSITORY@sha256:…',
  }),
  'build-no-repository': error<OfContainer & { origin: string }>({
    doc: '`--build`: the image of the container names no repository to push to',
    cause: ({ origin, image, container }) =>
      `${origin}: ${image}, the image of container ${container}, names no repository to push to`,
    next: "name the repository in the task definition: the new image is pushed to the repository of the container's image",
  }),
  'other-architecture': warning<OfContainer & { runs: string; built: string }>({
    doc: 'the name of the image says another CPU architecture than the one of the task',
    cause: ({ image, container, built, runs }) =>
      `the name of image ${image} of ${container} says ${built}, but the task runs on ${runs}`,
    next: 'check runtimePlatform.cpuArchitecture and the image; if they differ, the container fails with "exec format error"',
  }),
  'mutable-image': note<OfContainer>({
    doc: 'the image is named by a tag, which may point to another image tomorrow',
    cause: ({ image, container }) =>
      `image ${image} of ${container} is named by a tag, which may point to another image tomorrow`,
    next: 'pin it by digest: repository@sha256:…',
  }),
};
