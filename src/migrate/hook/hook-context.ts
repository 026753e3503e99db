import type { Answer } from '../../core/base/failure.ts';
import type { Aws, PipelineContext, RetryContext } from '../../core/ports.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';
import type { LookupContext } from '../plan/find-deployed-images.ts';

/** To find a deployment that waits, and to act on its hook. */
export interface HookContext
  extends RetryContext,
    PipelineContext,
    Pick<Aws, 'serviceDeployments' | 'deployed' | 'services'> {}

/** To ask what a deployment runs. `tell` receives each image that was found. */
export function lookupContext(context: HookContext, tell: LookupContext['tell']): LookupContext {
  const ask = <T>(call: () => Promise<Answer<T>>) => retry(call, retryOptionsOf(context));
  return { deployed: context.deployed, ask, tell };
}
