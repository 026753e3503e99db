import { retry } from '../api.ts';
import type { Deployed } from '../aws/deployed.ts';
import type { Answer } from '../core/base/failure.ts';
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
import type { FoundImages } from '../core/plan/images.ts';
import { callTime } from './call-time.ts';
import type { LambdaContext, LambdaRuntime } from './runtime.ts';
import type { Given } from './settings.ts';

/** What the migration is to run; or why that is not known, and then nothing may be launched. */
export interface DeployedImages {
  images: FoundImages[];
  findings: Finding[];
}

/** The revision that a deployment brings, without its containers; `undefined`: AWS does not know it. */
export type FindRevision = () => Promise<Answer<Omit<DeployedRevision, 'containers'> | undefined>>;

const NONE: DeployedImages = { images: [], findings: [] };

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
  context: LambdaContext | undefined,
): Promise<DeployedImages> {
  const source = readImageSource(settings.imageFrom) ?? { from: 'deployment' };
  if (settings.image !== undefined || source.from === 'task-definition') return NONE;
  if (source.from === 'artifact') {
    const problem = `imageFrom ${source.file}: a deployment has no artifact that could be read`;
    return refuse({ code: 'usage', problem, fix: 'give image, or imageFrom: deployment or task-definition' });
  }
  const { clock, random, print } = edge;
  using time = callTime(context, clock);
  const ask = <T>(call: () => Promise<Answer<T>>) => retry(call, { clock, random, signal: time.soft });

  const revision = await ask(findRevision);
  if (!revision.ok) return refuse(deploymentUnread('what is being deployed could not be read', revision.failure));
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
  if (!containers.ok) return refuse(deploymentUnread(what, containers.failure));
  if (containers.value === undefined) return refuse(deploymentUnread(what, undefined));

  const picking = pickDeployedImages({ ...revision.value, containers: containers.value }, source.container);
  if ('finding' in picking) return refuse(picking.finding);
  const pinned: TaggedImage[] = [];
  for (const { container, image, digest } of picking.picked) {
    const answer: Answer<string | undefined> =
      digest === undefined ? await ask(() => deployed.digest(image)) : { ok: true, value: digest };
    if (!answer.ok || answer.value === undefined) {
      const failure = answer.ok ? undefined : answer.failure;
      return refuse({ code: 'deployed-tag', container, image, failure });
    }
    pinned.push({ container, image: pinToDigest(image, answer.value) });
  }
  for (const { container, image } of pinned) {
    print(`ecs-migrate: the deployment runs ${image} (container ${container} of ${taskDefinition})`);
  }
  return { images: [toFoundImages(taskDefinition, pinned)], findings: [] };
}

function refuse(finding: Finding): DeployedImages {
  return { images: [], findings: [finding] };
}
