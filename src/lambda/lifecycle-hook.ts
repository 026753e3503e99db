import { type LambdaContext, lambdaEdge } from './edge.ts';
import { type HookAnswer, handleStage } from './handle-stage.ts';

const edge = lambdaEdge();

/** A lifecycle hook of ECS-native blue/green deployments, for PRE_SCALE_UP: see docs/lambda.md. */
export function handler(event: unknown, context?: LambdaContext): Promise<HookAnswer> {
  return handleStage(event, context, edge);
}
