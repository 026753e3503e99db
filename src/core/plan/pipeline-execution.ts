import { parseArn } from '../base/arn.ts';
import type { CallFailure } from '../base/failure.ts';
import type { ActionExecution, LaunchBlock, OnRollback, PipelineExecution, PipelineRef } from '../ecs/pipeline.ts';
import type { BuildFacts } from '../ecs/run-metadata.ts';
import type { Settings } from '../settings/settings-table.ts';

const OVER = ['Superseded', 'Stopping', 'Stopped', 'Cancelled'] as const;

/** Whether an execution forbids the launch. A status that says Failed may be the one from before a retry. */
export function findLaunchBlock(
  { status, type }: PipelineExecution,
  onRollback: OnRollback,
  of: { pipeline: string; execution: string },
): LaunchBlock | undefined {
  const over = OVER.find((word) => word === status);
  if (over !== undefined) return { ...of, why: over, onRollback: 'skip' };
  return type === 'ROLLBACK' && onRollback !== 'run' ? { ...of, why: 'rollback', onRollback } : undefined;
}

/** The pipeline that is to be checked: the setting, else what the build says. */
export function pipelineOf(settings: Settings, build: BuildFacts, region: string): PipelineRef | undefined {
  const given = settings.pipeline ?? build.pipeline;
  // The embedded engine was started for this run alone, and has no pipelines.
  if (given === undefined || settings.local) return undefined;
  const arn = parseArn(given);
  if (arn !== undefined) return { name: arn.resource, region: arn.region };
  return { name: given, region: build.region ?? region };
}

/** The pipeline that a run belongs to: what the build says, in the region that a setting adds; else the setting. */
export function ownPipelineOf(settings: Settings, build: BuildFacts, region: string): PipelineRef | undefined {
  const named = pipelineOf(settings, build, region);
  if (named === undefined || build.pipeline === undefined || named.name === build.pipeline) return named;
  return { name: build.pipeline, region: build.region ?? region };
}

/** Ids of executions are UUIDs; what stands for an unknown one is not. */
export function isExecutionId(execution: string | undefined): execution is string {
  return execution !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(execution);
}

/** Whether a build can be an action of a pipeline: one of CodeBuild, `project:uuid`. */
export function isCodeBuild(build: string | undefined): build is string {
  return build !== undefined && /^[\w-]+:[\w-]+$/.test(build);
}

/** The try of an action that a build is. CodePipeline may give the build's id without its project. */
export function actionOfBuild(actions: readonly ActionExecution[], build: string): ActionExecution | undefined {
  const id = build.slice(build.indexOf(':') + 1);
  return actions.find(
    ({ externalId }) => externalId === build || externalId === id || externalId?.endsWith(`/${build}`),
  );
}

const ASK_TRIES = 4;
const ASK_MS = 3_000;

/**
 * The wait before CodePipeline is asked again, for its lists lag a few seconds behind a build that has just begun;
 * `undefined` where the run should go on without its answer: after some 3 s, or at once where no answer will come.
 */
export function nextAskMs(
  failure: CallFailure | undefined,
  tries: number,
  elapsedMs: number,
  random: number,
): number | undefined {
  if (failure !== undefined && failure.kind !== 'throttled' && failure.kind !== 'lost') return undefined;
  if (tries >= ASK_TRIES || elapsedMs >= ASK_MS) return undefined;
  return 400 * 2 ** (tries - 1) * (0.8 + 0.4 * random);
}

/** What a build says of itself, with what its pipeline says of it. */
export function withAction(build: BuildFacts, found: ActionExecution): BuildFacts {
  const { execution, stage, action } = found;
  return { ...build, execution, stage, action };
}

/** Where the setting names a pipeline that no variable does, it is the build's all the same. */
export function addPipelineFacts(build: BuildFacts, { name }: PipelineRef): BuildFacts {
  return { ...build, pipeline: build.pipeline ?? name };
}
