import { nearest } from '../base/did-you-mean.ts';
import { type CallFailure, isPassing } from '../base/failure.ts';
import type { Result } from '../base/result.ts';
import type { ContainerDefinition } from '../ecs/task-definition.ts';
import type { Finding } from '../findings/findings.ts';
import type { FoundImages } from './images.ts';

/** Where a function that is called by a deployment takes the migration's image from. */
export type ImageSource =
  | { from: 'deployment'; container?: string }
  | { from: 'task-definition' }
  /** A file of an input artifact of the pipeline; `auto` is the usual one. */
  | { from: 'artifact'; file: string };

/** Reads the setting `imageFrom` as a function understands it; `undefined` if it is not set. */
export function readImageSource(imageFrom: readonly string[] | undefined): ImageSource | undefined {
  const [given] = imageFrom ?? [];
  if (given === undefined) return undefined;
  if (given === 'task-definition') return { from: 'task-definition' };
  if (!/^deployment(?::|$)/.test(given)) return { from: 'artifact', file: given };
  const container = given.slice('deployment:'.length);
  return container === '' ? { from: 'deployment' } : { from: 'deployment', container };
}

/** What is being deployed: a revision of the application's task definition, with the digests that ECS has resolved so far. */
export interface DeployedRevision {
  taskDefinition: string;
  containers: Pick<ContainerDefinition, 'name' | 'image' | 'essential' | 'firelens'>[];
  digests: Readonly<Record<string, string>>;
}

/** An image that can be pulled by digest only if somebody resolves its tag. */
export interface TaggedImage {
  container: string;
  image: string;
}

/**
 * The images of a deployment that the migration can run: the image of the named container; else the image of the only
 * essential container; else all images, by the name of their container. Log routers do not count. `digest` is absent if the
 * image is a tag: the tag may mean another image by the time the migration starts.
 */
export function pickDeployedImages(
  { taskDefinition, containers, digests }: DeployedRevision,
  container: string | undefined,
): Result<(TaggedImage & { digest: string | undefined })[], Finding> {
  const withDigest = ({ name, image }: { name: string; image: string }) => {
    return { container: name, image, digest: digests[name] ?? digestOf(image) };
  };
  if (container !== undefined) {
    const named = containers.find(({ name }) => name === container);
    if (named !== undefined) return { ok: true, value: [withDigest(named)] };
    const names = containers.map(({ name }) => name);
    const near = nearest(container, names);
    return { ok: false, failure: { code: 'deployed-container-unknown', container, taskDefinition, names, near } };
  }
  const own = containers.filter(({ firelens }) => firelens === undefined);
  const essential = own.filter((one) => one.essential);
  return { ok: true, value: (essential.length === 1 ? essential : own).map(withDigest) };
}

/** The digest that an image reference ends in. */
export function digestOf(image: string): string | undefined {
  return /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
}

/** The image by digest, without its tag. */
export function pinToDigest(image: string, digest: string): string {
  return `${image.replace(/@.*$/, '').replace(/:[^/:]+$/, '')}@${digest}`;
}

/**
 * What the plan takes: with one image alone, whatever its container is called, it is the migration's. The digests are not
 * part of the identity: a tag may mean another image when the same migration is started again.
 */
export function toFoundImages(taskDefinition: string, pinned: readonly TaggedImage[]): FoundImages {
  const images = pinned.map(({ container, image }) => ({ container, image }));
  return { file: taskDefinition, images, asked: `deployed:${taskDefinition}` };
}

/** Why the image that is deployed could not be found out. */
export function deploymentUnread(what: string, failure: CallFailure | undefined): Finding {
  return { code: 'deployment-unread', what, failure };
}

/**
 * Why the images of a deployment are not known, as the ending of the run. `aws`: a later call may succeed. `invalid`: nothing
 * may be launched.
 */
export type LookupFailure = { kind: 'aws'; failure: CallFailure } | { kind: 'invalid'; findings: Finding[] };

/** A failure that passes by itself is for a later call. Any other one is reported, and ends the run. */
export function giveUp(
  failure: CallFailure,
  describe: (failure: CallFailure) => Finding,
): Result<never, LookupFailure> {
  if (isPassing(failure)) return { ok: false, failure: { kind: 'aws', failure } };
  return { ok: false, failure: { kind: 'invalid', findings: [describe(failure)] } };
}
