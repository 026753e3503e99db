import { openDeployed } from '../aws/deployed.ts';
import { openDeployments } from '../aws/deployments.ts';
import { openFunctions } from '../aws/functions.ts';
import { handleDeployment } from './handle-deployment.ts';
import { createLambdaRuntime, type LambdaContext } from './runtime.ts';

const runtime = createLambdaRuntime();
const ports = {
  deployed: openDeployed(runtime.clock.now),
  deployments: openDeployments(runtime.clock.now),
  functions: openFunctions(runtime.clock.now),
};

/**
 * A CodeDeploy lifecycle hook, for BeforeInstall: see docs/lambda.md.
 * @throws {Error} If the event is not of such a hook, or if the result could not be reported; Lambda then calls again.
 */
export function handler(event: unknown, context?: LambdaContext): Promise<void> {
  return handleDeployment(event, context, ports, runtime);
}
