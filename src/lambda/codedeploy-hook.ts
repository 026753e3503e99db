import { openDeployments } from '../aws/deployments.ts';
import { openFunctions } from '../aws/functions.ts';
import { type LambdaContext, lambdaEdge } from './edge.ts';
import { handleDeployment } from './handle-deployment.ts';

const edge = lambdaEdge();
const ports = { deployments: openDeployments(edge.clock.now), functions: openFunctions(edge.clock.now) };

/** A CodeDeploy lifecycle hook, for BeforeInstall: see docs/lambda.md. */
export function handler(event: unknown, context?: LambdaContext): Promise<void> {
  return handleDeployment(event, context, ports, edge);
}
