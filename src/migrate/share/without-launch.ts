import type { Answer } from '../../core/base/failure.ts';
import { FORGOTTEN } from '../../core/fleet/forgotten.ts';
import type { Aws } from '../../core/ports.ts';

/**
 * The same AWS, which launches nothing. For a target that was launched, or nearly, so long ago that ECS may have
 * forgotten its task and the client token: a task that still shows is found, and followed.
 */
export function withoutLaunch(aws: Aws): Aws {
  const run = async (): Promise<Answer<never>> => ({ ok: false, failure: FORGOTTEN });
  return { ...aws, tasks: { ...aws.tasks, run } };
}
