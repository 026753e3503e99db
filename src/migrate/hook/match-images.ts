import type { Answer } from '../../core/base/failure.ts';
import type { Result } from '../../core/base/result.ts';
import type { ServiceDeployment } from '../../core/ecs/service-deployment.ts';
import { type DeployedRevision, digestOf, type LookupFailure } from '../../core/plan/deployed-image.ts';
import type { FoundImages } from '../../core/plan/images.ts';
import type { ImageOf } from '../../core/settings/structured-kinds.ts';
import { type LookupContext, readRevision } from '../plan/find-deployed-images.ts';

/** Whether a deployment runs the images that the files of the pipeline name, and in which container. */
export type Match = Result<{ containers: string[]; revision: DeployedRevision }, LookupFailure>;

/** The revision of a service that a deployment brings. */
export function readDeployed({ targetRevision }: Pick<ServiceDeployment, 'targetRevision'>, context: LookupContext) {
  const unknown = async () => ({ ok: true, value: undefined }) as const;
  return readRevision(
    targetRevision === undefined ? unknown : () => context.deployed.serviceRevision(targetRevision),
    context,
  );
}

/**
 * Compares the images of a deployment with those of the pipeline's files, by reference or by digest. Where a file names a
 * container of the deployment, that container must run it. No containers: the deployment is another one.
 */
export async function matchImages(
  deployment: Pick<ServiceDeployment, 'targetRevision'>,
  files: readonly FoundImages[],
  context: LookupContext,
): Promise<Match> {
  const read = await readDeployed(deployment, context);
  if (!read.ok) return read;
  const revision = read.value;
  const own = revision.containers.filter(({ firelens }) => firelens === undefined);
  const wanted = files.flatMap(({ images }) => images);
  const named = wanted.filter(({ container }) => own.some(({ name }) => name === container));
  const containers: string[] = [];
  for (const one of named.length > 0 ? named : wanted) {
    const candidates = named.length > 0 ? own.filter(({ name }) => name === one.container) : own;
    for (const { name, image } of candidates) {
      const same = await isSame(one, image, revision.digests[name], context);
      if (!same.ok) return { ok: false, failure: { kind: 'aws', failure: same.failure } };
      if (same.value) containers.push(name);
      else if (named.length > 0) return { ok: true, value: { containers: [], revision } };
    }
  }
  return { ok: true, value: { containers: [...new Set(containers)], revision } };
}

async function isSame(
  wanted: ImageOf,
  image: string,
  resolved: string | undefined,
  { deployed, ask }: LookupContext,
): Promise<Answer<boolean>> {
  if (wanted.image === image) return { ok: true, value: true };
  const digest = digestOf(wanted.image);
  if (digest === undefined) return { ok: true, value: false };
  const known = resolved ?? digestOf(image);
  if (known !== undefined) return { ok: true, value: known === digest };
  // A tag of another repository cannot have this digest in it.
  if (repositoryOf(image) !== repositoryOf(wanted.image)) return { ok: true, value: false };
  const answer = await ask(() => deployed.digest(image));
  return answer.ok ? { ok: true, value: answer.value === digest } : answer;
}

function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]+$/, '');
}
