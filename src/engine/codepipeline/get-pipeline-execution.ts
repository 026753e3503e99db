import * as z from 'zod';
import { AwsError } from '../errors.ts';
import { text } from '../shapes.ts';
import { operation } from '../world.ts';

export const getPipelineExecution = operation(
  z.looseObject({ pipelineName: text, pipelineExecutionId: text }),
  ({ pipelineName, pipelineExecutionId }, { pipelines }) => {
    const { name } = pipelines.pipeline(pipelineName).pipeline;
    const pipelineExecution = pipelines
      .executions(name)
      .find((execution) => execution.pipelineExecutionId === pipelineExecutionId);
    if (pipelineExecution !== undefined) return { pipelineExecution };
    const message = `The pipeline execution '${pipelineExecutionId}' does not exist for pipeline '${name}'`;
    throw new AwsError('PipelineExecutionNotFoundException', message);
  },
);
