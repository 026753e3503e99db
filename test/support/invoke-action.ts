import { randomUUID } from 'node:crypto';
import type { Job } from '../../src/engine/codepipeline/jobs.ts';
import type { Engine } from '../../src/engine/server.ts';
import type { Called, LambdaWorld } from './lambda.ts';

/** A secret that CodePipeline puts into each event. It must not appear in any log. */
export const ARTIFACT_SECRET = 'wJalrXUtnFEMI-K7MDENG-artifact';

/** A new execution of an invoke action: the first job, as CodePipeline creates it. */
export function startAction(
  engine: Engine,
  userParameters: unknown,
  over: { execution?: string; actionExecution?: string; context?: object } = {},
): Job {
  const { execution = randomUUID(), actionExecution = randomUUID() } = over;
  const text = typeof userParameters === 'string' ? userParameters : JSON.stringify(userParameters);
  return engine.jobs.add({
    actionConfiguration: {
      configuration: { FunctionName: 'migrate', ...(userParameters === undefined ? {} : { UserParameters: text }) },
    },
    actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' },
    pipelineContext: over.context ?? {
      pipelineName: 'shop',
      pipelineExecutionId: execution,
      stage: { name: 'Migrate' },
      action: { name: 'Migrate', actionExecutionId: actionExecution },
      pipelineArn: 'arn:aws:codepipeline:us-east-1:000000000000:shop',
    },
    inputArtifacts: [
      {
        name: 'BuildArtifact',
        revision: null,
        location: { type: 'S3', s3Location: { bucketName: 'b', objectKey: 'k' } },
      },
    ],
    outputArtifacts: [],
    artifactCredentials: {
      accessKeyId: 'AKIAARTIFACT',
      secretAccessKey: ARTIFACT_SECRET,
      sessionToken: 'artifact-token',
    },
    encryptionKey: { id: 'arn:aws:kms:us-east-1:000000000000:key/1', type: 'KMS' },
  });
}

/** The event of a job. It lacks the parts that only GetJobDetails returns. */
export function eventOf({ id, data }: Job): object {
  const { pipelineContext: _, actionTypeId: __, ...rest } = data;
  return { 'CodePipeline.job': { id, accountId: '111111111111', data: rest } };
}

export interface Played {
  /** The last job, with its result. */
  job: Job;
  calls: Called[];
  log: string;
  tokens: string[];
}

/** Calls the function as CodePipeline does, until the action has ended. `between` is called after each call. */
export async function playAction(
  { call, engine }: LambdaWorld,
  first: Job,
  between: (job: Job, called: Called) => void | Promise<void> = () => {},
): Promise<Played> {
  const played: Played = { job: first, calls: [], log: '', tokens: [] };
  for (;;) {
    const { job } = played;
    const called = await call(eventOf(job));
    played.calls.push(called);
    played.log += called.log;
    await between(job, called);
    if (job.continuedBy === undefined) return played;
    played.tokens.push(String(job.result?.['continuationToken']));
    played.job = engine.jobs.find(job.continuedBy);
    // CodePipeline waits longer. Without any wait, the calls alone would keep the machine busy.
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (played.calls.length > 100) throw new Error(`the action does not end: ${played.log}`);
  }
}

/** `failureDetails` of a job. */
export function failureOf({ result }: Job): { type?: string; message?: string; externalExecutionId?: string } {
  return (result?.['failureDetails'] ?? {}) as object;
}
