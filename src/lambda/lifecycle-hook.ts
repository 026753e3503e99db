import { openDeployed } from '../aws/deployed.ts';
import { type HookAnswer, handleStage } from './handle-stage.ts';
import { createLambdaRuntime, type LambdaContext } from './runtime.ts';

const runtime = createLambdaRuntime();
const deployed = openDeployed(runtime.clock.now);

/**
 * A lifecycle hook of ECS-native blue/green deployments, for PRE_SCALE_UP: see docs/lambda.md.
 * @throws {Error} If the event is not of such a hook; ECS treats that as a failed hook.
 */
export function handler(event: unknown, context?: LambdaContext): Promise<HookAnswer> {
  return handleStage(event, context, deployed, runtime);
}
