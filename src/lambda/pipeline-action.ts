import { openArtifacts } from '../aws/artifacts.ts';
import { openJobs } from '../aws/jobs.ts';
import { handleJob } from './handle-job.ts';
import { createLambdaRuntime, type LambdaContext } from './runtime.ts';

const runtime = createLambdaRuntime();
const ports = { jobs: openJobs(runtime.clock.now), artifacts: openArtifacts(runtime.env) };

/**
 * A CodePipeline invoke action: see docs/lambda.md.
 * @throws {Error} If the event is not a job, or if nothing could be reported to CodePipeline; Lambda then calls again.
 */
export function handler(event: unknown, context?: LambdaContext): Promise<void> {
  return handleJob(event, context, ports, runtime);
}
