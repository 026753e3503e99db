import { shortName } from '../../core/base/arn.ts';
import type { Finding } from '../../core/findings/findings.ts';
import { checkPipeline } from '../../core/plan/pipeline-check.ts';
import { pipelineOf } from '../../core/plan/pipeline-execution.ts';
import type { PipelineContext } from '../../core/ports.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { pollBriefly } from './pipeline-gate.ts';

/** Checks, for `plan`, the pipeline that the run is part of or will be part of. */
export async function inspectPipeline({ settings, origins }: Resolved, context: PipelineContext): Promise<Finding[]> {
  const origin = origins.pipeline ?? '--pipeline';
  if (settings.pipeline !== undefined && settings.local) return [{ code: 'pipeline-local', origin }];
  const pipeline = pipelineOf(settings, context.build, context.region);
  if (pipeline === undefined) return [];
  const { name, region } = pipeline;
  const answer = await pollBriefly(
    () => context.pipelines.describe(pipeline),
    () => true,
    context,
  );
  if (!answer.ok) return [{ code: 'pipeline-unread', pipeline, failure: answer.failure }];
  if (answer.value === undefined) {
    return [{ code: 'pipeline-unknown', pipeline: name, region, origin: settings.pipeline ? origin : 'the build' }];
  }
  const { stage, action, pipeline: own } = context.build;
  const isOwn = own === name && stage !== undefined && action !== undefined;
  return checkPipeline(answer.value, {
    ...(isOwn ? { stage, action } : {}),
    ...(settings.cluster === undefined ? {} : { clusterName: shortName(settings.cluster) }),
  });
}
