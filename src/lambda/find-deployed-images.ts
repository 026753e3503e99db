import { type ImageLookup, retry } from '../api.ts';
import type { Deployed } from '../aws/deployed.ts';
import { type Answer, type CallFailure, isPassing } from '../core/base/failure.ts';
import type { Finding } from '../core/findings/findings.ts';
import {
  type DeployedRevision,
  deploymentUnread,
  pickDeployedImages,
  pinToDigest,
  readImageSource,
  type TaggedImage,
  toFoundImages,
} from '../core/plan/deployed-image.ts';
import type { LambdaRuntime } from './runtime.ts';
import type { Given } from './settings.ts';

/** The revision that a deployment brings, without its containers; `undefined`: AWS does not know it. */
export type FindRevision = () => Promise<Answer<Omit<DeployedRevision, 'containers'> | undefined>>;

/**
 * The image of the application's revision that is being deployed, by digest: what is migrated must be what is deployed, and the
 * migration's own task definition still has the image of the release before. Where the settings name an image, or leave it to the
 * task definition, nothing is asked.
 */
export async function findDeployedImages(
  { settings }: Given,
  findRevision: FindRevision,
  deployed: Deployed,
  edge: LambdaRuntime,
  signal: AbortSignal,
): Promise<ImageLookup> {
  const source = readImageSource(settings.imageFrom) ?? { from: 'deployment' };
  if (settings.image !== undefined || source.from === 'task-definition') return { images: [] };
  if (source.from === 'artifact') {
    const problem = `imageFrom ${source.file}: a deployment has no artifact that could be read`;
    return refuse({ code: 'usage', problem, fix: 'give image, or imageFrom: deployment or task-definition' });
  }
  const { clock, random, print } = edge;
  const ask = <T>(call: () => Promise<Answer<T>>) => retry(call, { clock, random, signal });

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

  const picking = pickDeployedImages({ ...revision.value, containers: containers.value }, source.container);
  if ('finding' in picking) return refuse(picking.finding);
  const pinned: TaggedImage[] = [];
  for (const { container, image, digest } of picking.picked) {
    const answer: Answer<string | undefined> =
      digest === undefined ? await ask(() => deployed.digest(image)) : { ok: true, value: digest };
    const unpinned = (failure?: CallFailure): Finding => ({ code: 'deployed-tag', container, image, failure });
    if (!answer.ok) return giveUp(answer.failure, unpinned);
    if (answer.value === undefined) return refuse(unpinned());
    pinned.push({ container, image: pinToDigest(image, answer.value) });
  }
  for (const { container, image } of pinned) {
    print(`ecs-migrate: the deployment runs ${image} (container ${container} of ${taskDefinition})`);
  }
  return { images: [toFoundImages(taskDefinition, pinned)] };
}

function refuse(finding: Finding): ImageLookup {
  return { findings: [finding] };
}

/** A failure that passes by itself is for the next turn. Any other one is told, and ends the run. */
export function giveUp(failure: CallFailure, describe: (failure: CallFailure) => Finding): ImageLookup {
  return isPassing(failure) ? { failure } : refuse(describe(failure));
}
