import { parseArn } from '../base/arn.ts';
import type { ActionExecution, LaunchBlock, OnRollback, PipelineExecution, PipelineRef } from '../ecs/pipeline.ts';
import type { BuildFacts } from '../ecs/run-metadata.ts';
import type { Settings } from '../settings/settings-table.ts';

const OVER = ['Superseded', 'Stopping', 'Stopped', 'Cancelled'] as const;

/** Whether an execution forbids the launch. `Failed` does not: it may be the status from before a retry. */
export function findLaunchBlock(
  { status, type }: PipelineExecution,
  onRollback: OnRollback,
  of: { pipeline: string; execution: string },
): LaunchBlock | undefined {
  const over = OVER.find((word) => word === status);
  if (over !== undefined) return { ...of, why: over, onRollback: 'skip' };
  return type === 'ROLLBACK' && onRollback !== 'run' ? { ...of, why: 'rollback', onRollback } : undefined;
}

/** The pipeline to check: the setting, else the one that the build's environment names. */
export function pipelineOf(settings: Settings, build: BuildFacts, region: string): PipelineRef | undefined {
  const given = settings.pipeline ?? build.pipeline;
  // The embedded engine was started for this run only, and has no pipelines.
  if (given === undefined || settings.local) return undefined;
  const arn = parseArn(given);
  if (arn !== undefined) return { name: arn.resource, region: arn.region };
  return { name: given, region: build.region ?? region };
}

/**
 * The pipeline that a run belongs to: the one that the build's environment names, in the region that a setting adds;
 * else the setting.
 */
export function ownPipelineOf(settings: Settings, build: BuildFacts, region: string): PipelineRef | undefined {
  const named = pipelineOf(settings, build, region);
  if (named === undefined || build.pipeline === undefined || named.name === build.pipeline) return named;
  return { name: build.pipeline, region: build.region ?? region };
}

/** The id of an execution is a UUID. The placeholder for an unknown execution is not. */
export function isExecutionId(execution: string | undefined): execution is string {
  return execution !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(execution);
}

/** Whether a build id is from CodeBuild (`project:uuid`), so that the build can be an action of a pipeline. */
export function isCodeBuild(build: string | undefined): build is string {
  return build !== undefined && /^[\w-]+:[\w-]+$/.test(build);
}

/** The execution of an action that this build is. CodePipeline may name the build's id without its project. */
export function actionOfBuild(actions: readonly ActionExecution[], build: string): ActionExecution | undefined {
  const id = build.slice(build.indexOf(':') + 1);
  return actions.find(
    ({ externalId }) => externalId === build || externalId === id || externalId?.endsWith(`/${build}`),
  );
}

/** The facts from the build's environment, completed by what its pipeline reports. */
export function withAction(build: BuildFacts, found: ActionExecution): BuildFacts {
  const { execution, stage, action } = found;
  return { ...build, execution, stage, action };
}

/** If the setting names the pipeline and no variable does, the build still belongs to that pipeline. */
export function addPipelineFacts(build: BuildFacts, { name }: PipelineRef): BuildFacts {
  return { ...build, pipeline: build.pipeline ?? name };
}
