import { type FindRevision, type ImageLookup, findDeployedImages as look, retry } from '../api.ts';
import type { Answer } from '../core/base/failure.ts';
import { readImageSource } from '../core/plan/deployed-image.ts';
import type { Deployed } from '../core/ports.ts';
import type { LookupContext } from './runtime.ts';
import type { Given } from './settings.ts';

/**
 * The image of the application's revision that is being deployed. Where the settings name an image, or leave it to the
 * task definition, nothing is asked.
 */
export async function findDeployedImages(
  { settings }: Given,
  findRevision: FindRevision,
  deployed: Deployed,
  context: LookupContext,
): Promise<ImageLookup> {
  const source = readImageSource(settings.imageFrom) ?? { from: 'deployment' };
  if (settings.image !== undefined || source.from === 'task-definition') return { ok: true, value: [] };
  if (source.from === 'artifact') {
    const problem = `imageFrom ${source.file}: a deployment has no artifact that could be read`;
    const fix = 'give image, or imageFrom: deployment or task-definition';
    return { ok: false, failure: { kind: 'invalid', findings: [{ code: 'usage', problem, fix }] } };
  }
  const ask = <T>(call: () => Promise<Answer<T>>) => retry(call, context);
  const tell = (line: string) => context.print(`ecs-migrate: ${line}`);
  return look(findRevision, source.container, { deployed, ask, tell });
}
