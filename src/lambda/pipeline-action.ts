import { openJobs } from '../aws/jobs.ts';
import { type LambdaContext, lambdaEdge } from './edge.ts';
import { handleJob } from './handle-job.ts';

const edge = lambdaEdge();
const jobs = openJobs(edge.clock.now);

/** A CodePipeline invoke action: see docs/lambda.md. */
export function handler(event: unknown, context?: LambdaContext): Promise<void> {
  return handleJob(event, context, jobs, edge);
}
