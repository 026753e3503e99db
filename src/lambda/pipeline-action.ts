import { openJobs } from '../aws/jobs.ts';
import { handleJob } from './handle-job.ts';
import { createLambdaRuntime, type LambdaContext } from './runtime.ts';

const edge = createLambdaRuntime();
const jobs = openJobs(edge.clock.now);

/** A CodePipeline invoke action: see docs/lambda.md. */
export function handler(event: unknown, context?: LambdaContext): Promise<void> {
  return handleJob(event, context, jobs, edge);
}
