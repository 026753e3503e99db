import { type DeployedRevision, readImageSource } from '../../core/plan/deployed-image.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { type ImageLookup, type LookupContext, pinImages } from '../plan/find-deployed-images.ts';
import { type HookContext, lookupContext } from './hook-context.ts';
import { readDeployed } from './match-images.ts';

interface Found {
  hook: { targetRevision?: string };
  /** Present if a file of the pipeline names the image: the revision that runs it, and the container. */
  bound?: { revision: DeployedRevision; containers: string[] };
}

/** The image that the migration runs: that of the deployment, by digest, unless a setting names another. */
export async function findImages(
  { hook, bound }: Found,
  { settings }: Resolved,
  context: HookContext,
  tell: LookupContext['tell'],
): Promise<ImageLookup> {
  const asking = lookupContext(context, tell);
  if (bound !== undefined) {
    const [only, ...others] = bound.containers;
    return pinImages(bound.revision, others.length > 0 ? undefined : only, asking);
  }
  const source = readImageSource(settings.imageFrom) ?? { from: 'deployment' };
  if (settings.image !== undefined || source.from !== 'deployment') return { ok: true, value: [] };
  const read = await readDeployed(hook, asking);
  return read.ok ? pinImages(read.value, source.container, asking) : read;
}
