import type { Answer, CallFailure } from '../../core/base/failure.ts';
import type { Result } from '../../core/base/result.ts';
import type { Finding } from '../../core/findings/findings.ts';
import {
  type DeployedRevision,
  deploymentUnread,
  giveUp,
  type LookupFailure,
  pickDeployedImages,
  pinToDigest,
  type TaggedImage,
  toFoundImages,
} from '../../core/plan/deployed-image.ts';
import type { FoundImages } from '../../core/plan/images.ts';
import type { Deployed } from '../../core/ports.ts';

/** The revision that a deployment brings, without its containers; `undefined`: AWS does not know it. */
export type FindRevision = () => Promise<Answer<Omit<DeployedRevision, 'containers'> | undefined>>;

/** The images to run instead of those of the task definition. */
export type ImageLookup = Result<FoundImages[], LookupFailure>;

/** How the deployment is asked. */
export interface LookupContext {
  deployed: Deployed;
  /** Makes a call, and repeats it while it is worth it. */
  ask<T>(call: () => Promise<Answer<T>>): Promise<Answer<T>>;
  /** Reports an image that was found. */
  tell(line: string): void | Promise<void>;
}

/**
 * The image of the application's revision that is being deployed, by digest: what is migrated must be what is deployed, and the
 * migration's own task definition still has the image of the release before. `container`: whose image, if it is not clear.
 */
export async function findDeployedImages(
  findRevision: FindRevision,
  container: string | undefined,
  context: LookupContext,
): Promise<ImageLookup> {
  const read = await readRevision(findRevision, context);
  return read.ok ? pinImages(read.value, container, context) : read;
}

/** The revision that is being deployed, with its containers. */
export async function readRevision(
  findRevision: FindRevision,
  { deployed, ask }: LookupContext,
): Promise<Result<DeployedRevision, LookupFailure>> {
  const revision = await ask(findRevision);
  if (!revision.ok)
    return giveUp(revision.failure, (failure) => deploymentUnread('what is being deployed could not be read', failure));
  if (revision.value === undefined) {
    return refuse(
      deploymentUnread(
        'nothing names the task definition that is being deployed (an unknown revision, or an AppSpec in S3, which is not read)',
        undefined,
      ),
    );
  }
  const { taskDefinition } = revision.value;
  const containers = await ask(() => deployed.containers(taskDefinition));
  const what = `the task definition ${taskDefinition}, which is being deployed, could not be read`;
  if (!containers.ok) return giveUp(containers.failure, (failure) => deploymentUnread(what, failure));
  if (containers.value === undefined) return refuse(deploymentUnread(what, undefined));
  return { ok: true, value: { ...revision.value, containers: containers.value } };
}

/** The image that the migration takes from a revision, by digest. */
export async function pinImages(
  revision: DeployedRevision,
  container: string | undefined,
  { deployed, ask, tell }: LookupContext,
): Promise<ImageLookup> {
  const { taskDefinition } = revision;
  const picking = pickDeployedImages(revision, container);
  if (!picking.ok) return refuse(picking.failure);
  const pinned: TaggedImage[] = [];
  for (const { container: name, image, digest } of picking.value) {
    const answer: Answer<string | undefined> =
      digest === undefined ? await ask(() => deployed.digest(image)) : { ok: true, value: digest };
    const unpinned = (failure?: CallFailure): Finding => ({ code: 'deployed-tag', container: name, image, failure });
    if (!answer.ok) return giveUp(answer.failure, unpinned);
    if (answer.value === undefined) return refuse(unpinned());
    pinned.push({ container: name, image: pinToDigest(image, answer.value) });
  }
  for (const { container: name, image } of pinned) {
    await tell(`the deployment runs ${image} (container ${name} of ${taskDefinition})`);
  }
  return { ok: true, value: [toFoundImages(taskDefinition, pinned)] };
}

function refuse(finding: Finding): Result<never, LookupFailure> {
  return { ok: false, failure: { kind: 'invalid', findings: [finding] } };
}
