import * as z from 'zod';
import { AwsError } from '../errors.ts';
import { pipelineArn } from '../names.ts';
import { number, text } from '../shapes.ts';
import { operation } from '../world.ts';

export const getPipeline = operation(
  z.looseObject({ name: text, version: number }),
  (request, { pipelines, place }) => {
    const { pipeline, metadata } = pipelines.pipeline(request.name);
    const { version = 1 } = pipeline;
    if (request.version !== undefined && request.version !== version) {
      const message = `Account '${place.account}' does not have a pipeline with name '${request.name}' and version '${request.version}'`;
      throw new AwsError('PipelineVersionNotFoundException', message);
    }
    return {
      pipeline: { ...pipeline, version },
      metadata: { pipelineArn: pipelineArn(place, pipeline.name), ...metadata },
    };
  },
);
