import * as z from 'zod';
import { AwsError } from '../errors.ts';
import type { PipelineStore } from './store.ts';

/** The wire format has epoch seconds; the AWS CLI prints ISO 8601. */
const time = z.union([z.number(), z.iso.datetime({ offset: true }).transform((iso) => Date.parse(iso) / 1_000)]);
const pipeline = z.looseObject({ name: z.string(), version: z.number().optional() });
const metadata = z.looseObject({ created: time.optional(), updated: time.optional() });
const revision = z.looseObject({ created: time.optional() });
const execution = z.looseObject({
  pipelineName: z.string(),
  pipelineExecutionId: z.string(),
  status: z.string().default('InProgress'),
  executionType: z.string().default('STANDARD'),
  artifactRevisions: z.array(revision).optional(),
});
const action = z.looseObject({
  pipelineName: z.string().optional(),
  pipelineExecutionId: z.string(),
  actionExecutionId: z.string(),
  stageName: z.string(),
  actionName: z.string(),
  startTime: time.default(0),
  lastUpdateTime: time.optional(),
  status: z.string().default('InProgress'),
});

const content = z.looseObject({
  pipeline: pipeline.optional(),
  metadata: metadata.optional(),
  pipelines: z.array(pipeline).default([]),
  pipelineExecution: execution.optional(),
  executions: z.array(execution).default([]),
  actionExecutionDetails: z.array(action).default([]),
  actionExecutions: z.array(action).default([]),
});

/**
 * Loads pipelines, pipeline executions and action executions into the engine. A file holds either one of each, as `aws
 * codepipeline get-pipeline`, `get-pipeline-execution` and `list-action-executions` return it, or lists. Throws a
 * ZodError.
 */
export function loadPipelines(file: unknown, store: PipelineStore): void {
  const { pipeline: one, metadata, pipelines, pipelineExecution, ...rest } = content.parse(file);
  if (one !== undefined) store.addPipeline({ pipeline: one, metadata });
  for (const pipeline of pipelines) store.addPipeline({ pipeline });
  for (const execution of [...(pipelineExecution ? [pipelineExecution] : []), ...rest.executions]) {
    store.addExecution(execution);
  }
  for (const action of [...rest.actionExecutionDetails, ...rest.actionExecutions]) {
    store.addAction({ ...action, pipelineName: pipelineOf(action, store) });
  }
}

type Loaded = Pick<z.infer<typeof action>, 'pipelineName' | 'pipelineExecutionId' | 'actionExecutionId'>;

/** The response of ListActionExecutions does not repeat the pipeline name of its request. */
function pipelineOf(action: Loaded, store: PipelineStore): string {
  const [only, ...others] = store.names();
  const name =
    action.pipelineName ?? store.pipelineOf(action.pipelineExecutionId) ?? (others.length > 0 ? undefined : only);
  if (name !== undefined) return name;
  const message = `action execution ${action.actionExecutionId}: the pipeline of execution ${action.pipelineExecutionId} is not known; give pipelineName`;
  throw new AwsError('ValidationException', message);
}
