import { type Answer, isFinal } from '../../core/base/failure.ts';
import type { PipelineExecution } from '../../core/ecs/pipeline.ts';
import type { BuildFacts } from '../../core/ecs/run-metadata.ts';
import type { BuildEvent, Unstamped } from '../../core/events/events.ts';
import type { Finding } from '../../core/findings/findings.ts';
import {
  actionOfBuild,
  addPipelineFacts,
  findLaunchBlock,
  isCodeBuild,
  isExecutionId,
  ownPipelineOf,
  withAction,
} from '../../core/plan/pipeline-execution.ts';
import type { EmitContext, PipelineContext, WaitContext } from '../../core/ports.ts';
import type { PipelineAnswer } from '../../core/run/launch-types.ts';
import { nextAskMs } from '../../core/run/schedule.ts';
import type { Settings } from '../../core/settings/settings-table.ts';

/** The facts of the build, with the execution, stage and action that its pipeline knows. Never fails. */
export async function findExecution(
  settings: Settings,
  context: PipelineContext,
): Promise<{ build: BuildFacts; findings: Finding[] }> {
  const pipeline = ownPipelineOf(settings, context.build, context.region);
  const { build: id, execution } = context.build;
  if (pipeline === undefined || !isCodeBuild(id)) return { build: context.build, findings: [] };
  const build = addPipelineFacts(context.build, pipeline);
  if (isExecutionId(execution)) {
    // Only the stage and the action are missing: they are not worth a second request.
    const answer = await context.pipelines.actions(pipeline, execution);
    const found = answer.ok ? actionOfBuild(answer.value, id) : undefined;
    return { build: found === undefined ? build : withAction(build, found), findings: [] };
  }
  const ask = () => context.pipelines.actions(pipeline);
  const answer = await pollBriefly(ask, (actions) => actionOfBuild(actions, id) !== undefined, context);
  const found = answer.ok ? actionOfBuild(answer.value, id) : undefined;
  if (found !== undefined) return { build: withAction(build, found), findings: [] };
  const failure = answer.ok ? undefined : answer.failure;
  return { build, findings: [{ code: 'execution-unknown', pipeline, build: id, failure }] };
}

/** Emits the event that says which build this is. Outside CI there is none. */
export async function emitBuild({ region: _, ...build }: BuildFacts, { emit }: EmitContext): Promise<void> {
  const event: Unstamped<BuildEvent> = { type: 'build', ...build };
  if (Object.keys(build).length > 0) await emit(event);
}

/** What the gate would decide now, for `plan`. */
export async function inspectExecution(settings: Settings, context: PipelineContext): Promise<Finding[]> {
  const asked = await askExecution(settings, context);
  if (!asked.ok) return [asked.failure.unread];
  return asked.value === undefined ? [] : [{ code: 'launch-withheld', withheld: asked.value }];
}

/**
 * Whether the pipeline's execution may still launch. It may not once it is superseded or stopped, or if it is a
 * rollback.
 */
export async function askExecution(settings: Settings, context: PipelineContext): Promise<PipelineAnswer> {
  const pipeline = ownPipelineOf(settings, context.build, context.region);
  const { execution } = context.build;
  if (pipeline === undefined || !isExecutionId(execution)) return { ok: true, value: undefined };
  const ask = () => context.pipelines.execution(pipeline, execution);
  const answer: Answer<PipelineExecution> = await pollBriefly(ask, () => true, context);
  if (answer.ok) {
    const own = { pipeline: pipeline.name, execution };
    return { ok: true, value: findLaunchBlock(answer.value, settings.onRollback ?? 'skip', own) };
  }
  const { failure } = answer;
  const unread: Finding = { code: 'execution-unread', pipeline, execution, failure };
  return { ok: false, failure: { unread, forGood: isFinal(failure) } };
}

/** Repeats a request until its answer has what is looked for, for a few seconds at most. */
export async function pollBriefly<T>(
  ask: () => Promise<Answer<T>>,
  isIt: (value: T) => boolean,
  { clock, random, interrupt }: WaitContext,
): Promise<Answer<T>> {
  const began = clock.now();
  for (let tries = 1; ; tries += 1) {
    const answer = await ask();
    if (answer.ok && isIt(answer.value)) return answer;
    const waitMs = nextAskMs(answer.ok ? undefined : answer.failure, tries, clock.now() - began, random.next());
    if (waitMs === undefined || interrupt.aborted) return answer;
    await clock.sleep(waitMs, interrupt);
    if (interrupt.aborted) return answer;
  }
}
