import {
  CodePipelineClient,
  type FailureType,
  GetJobDetailsCommand,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import type { Answer } from '../core/base/failure.ts';
import { type CallContext, callOnce } from './call.ts';
import { dropUndefined } from './present.ts';
import { transport } from './transport.ts';

/** The jobs of CodePipeline's invoke actions. Each call is one attempt: nothing here retries. */
export interface Jobs {
  /** The pipeline and the execution that the job belongs to. Members that CodePipeline does not provide are absent. */
  context(jobId: string): Promise<Answer<JobContext>>;
  /**
   * Reports that the job is done but the action is not: CodePipeline calls again with the token in a new job. The token
   * has at most 2,048 characters.
   */
  goOn(jobId: string, token: string, details: JobDetails): Promise<Answer<void>>;
  /** Ends the action with success, and sets its output variables. */
  succeed(jobId: string, variables: Record<string, string>, details: JobDetails): Promise<Answer<void>>;
  /** The message has at most 5,000 characters. */
  fail(jobId: string, failure: JobFailure): Promise<Answer<void>>;
}

/** Which pipeline, execution and action a job belongs to, as far as CodePipeline says. */
export interface JobContext {
  pipeline?: string;
  execution?: string;
  /** Identifies this attempt of the action: a retry has a new one. */
  actionExecution?: string;
}

/** What the console shows of an action. */
export interface JobDetails {
  /** At most 2,048 characters. */
  summary: string;
  /** The task ARN. CodePipeline shows it as the external execution of the action. */
  externalExecutionId?: string;
}

/** Why an action failed, as the console shows it. */
export interface JobFailure {
  type: FailureType;
  message: string;
  externalExecutionId?: string;
}

/** Uses the region and the credentials of the function itself. */
export function openJobs(now: () => number): Jobs {
  const client = new CodePipelineClient(transport());
  const context: CallContext = { now, endpoint: undefined };
  return {
    async context(jobId) {
      const send = () => client.send(new GetJobDetailsCommand({ jobId }));
      const answer = await callOnce('codepipeline:GetJobDetails', send, context);
      if (!answer.ok) return answer;
      const { pipelineName, pipelineExecutionId, action } = answer.value.jobDetails?.data?.pipelineContext ?? {};
      const found = {
        pipeline: pipelineName,
        execution: pipelineExecutionId,
        actionExecution: action?.actionExecutionId,
      };
      return { ok: true, value: dropUndefined(found) };
    },
    async goOn(jobId, continuationToken, executionDetails) {
      const command = new PutJobSuccessResultCommand({ jobId, continuationToken, executionDetails });
      return toVoid(await callOnce('codepipeline:PutJobSuccessResult', () => client.send(command), context));
    },
    async succeed(jobId, outputVariables, executionDetails) {
      const input = { jobId, outputVariables, executionDetails: { ...executionDetails, percentComplete: 100 } };
      const command = new PutJobSuccessResultCommand(input);
      return toVoid(await callOnce('codepipeline:PutJobSuccessResult', () => client.send(command), context));
    },
    async fail(jobId, failureDetails) {
      const command = new PutJobFailureResultCommand({ jobId, failureDetails });
      return toVoid(await callOnce('codepipeline:PutJobFailureResult', () => client.send(command), context));
    },
  };
}

function toVoid(answer: Answer<unknown>): Answer<void> {
  return answer.ok ? { ok: true, value: undefined } : answer;
}
