import { openBuckets } from '../aws/bucket.ts';
import { openAws } from '../aws/index.ts';
import { handleFleet } from './fleet/handle-fleet.ts';
import { createLambdaRuntime, type LambdaContext } from './runtime.ts';

const edge = createLambdaRuntime();
const ports = { openBucket: openBuckets({}, edge.env, edge.clock.now), openAws };

/** A step of the state machine of terraform/modules/fleet: see docs/fleet-on-step-functions.md. */
export function handler(event: unknown, context?: LambdaContext): Promise<unknown> {
  return handleFleet(event, context, ports, edge);
}
