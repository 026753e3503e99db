import { type CallFailure, describeFailure } from '../../base/failure.ts';
import type { LaunchBlock, PipelineRef } from '../../ecs/pipeline.ts';
import { fixDenied } from '../explain-denied.ts';
import { explainLaunchBlock } from '../explain-withheld.ts';
import { error, note, warning } from './row.ts';

/** An action and its stage, as the pipeline names them. */
export interface ActionPlace {
  stage: string;
  action: string;
}

export interface Neighbours {
  migration: ActionPlace;
  deployment: ActionPlace;
}

/**
 * Findings about the pipeline that a migration is part of. A migration that does not precede its deployment is an
 * error. `run` itself does not check the structure of the pipeline.
 */
export const PIPELINE_FINDINGS = {
  'pipeline-unknown': error<{ pipeline: string; region: string; origin: string }>({
    doc: 'there is no pipeline of that name in the region',
    cause: ({ origin, pipeline, region }) => `${origin}: there is no pipeline ${pipeline} in ${region}`,
    next: 'check the name; a pipeline of another region is named by its ARN',
  }),
  'pipeline-unread': warning<{ pipeline: PipelineRef; failure: CallFailure }>({
    doc: 'the pipeline could not be looked at',
    cause: ({ pipeline, failure }) => `pipeline ${pipeline.name} could not be looked at (${describeFailure(failure)})`,
    next: ({ failure, pipeline }) => fixPipelineDenied(failure, pipeline),
  }),
  'pipeline-local': note<{ origin: string }>({
    doc: 'with `--local` no pipeline is asked',
    cause: ({ origin }) => `${origin}: the embedded engine has no pipelines, so none is looked at`,
    next: 'serve one that has: ecs-migrate local --load pipeline.json',
  }),
  'execution-unknown': warning<{ pipeline: PipelineRef; build: string; failure: CallFailure | undefined }>({
    doc: 'which execution of which pipeline this is is not known',
    cause: ({ pipeline, build, failure }) => {
      const why = failure === undefined ? '' : ` (${describeFailure(failure)})`;
      return `which execution of pipeline ${pipeline.name} build ${build} belongs to is not known${why}; it runs without asking whether that was superseded or is a rollback`;
    },
    next: ({ pipeline, failure }) => {
      const otherwise = failure === undefined ? '' : `, or ${fixPipelineDenied(failure, pipeline)}`;
      return `pass #{codepipeline.PipelineExecutionId} to the action as PIPELINE_EXECUTION_ID${otherwise}`;
    },
  }),
  'execution-unread': warning<{ pipeline: PipelineRef; execution: string; failure: CallFailure }>({
    doc: 'it is not known whether the execution was superseded or is a rollback',
    cause: ({ execution, pipeline, failure }) =>
      `execution ${execution} of pipeline ${pipeline.name} could not be looked at (${describeFailure(failure)}); it runs without knowing whether that was superseded or is a rollback`,
    next: ({ failure, pipeline }) => fixPipelineDenied(failure, pipeline),
  }),
  'launch-withheld': warning<{ withheld: LaunchBlock }>({
    doc: '`plan`: the run would launch nothing now: the execution was superseded, or is a rollback',
    cause: ({ withheld }) => explainLaunchBlock(withheld).cause,
    next: ({ withheld }) => explainLaunchBlock(withheld).next || 'run would end so, with exit code 0',
  }),
  'pipeline-no-migration': warning<{ pipeline: string }>({
    doc: 'no action of the pipeline looks like a migration',
    cause: ({ pipeline }) =>
      `no action of pipeline ${pipeline} looks like a migration: none has a variable ECS_MIGRATE_… or "migrat" in its name, project or stage`,
    next: 'put the migration before the deployment, in a stage of its own',
  }),
  'pipeline-no-deployment': note<{ pipeline: string; migration: ActionPlace }>({
    doc: 'the pipeline has no deployment after the migration',
    cause: ({ migration, pipeline }) =>
      `${place(migration)} of pipeline ${pipeline} precedes no deployment that could be told to be its own`,
    next: 'check that its stage comes before the one that deploys',
  }),
  'pipeline-order': error<Neighbours & { beside: boolean }>({
    doc: 'the migration does not come before its deployment',
    cause: ({ migration, deployment, beside }) =>
      `${place(migration)} ${beside ? 'runs beside' : 'comes after'} ${place(deployment)}: the new release would go live on the old schema`,
    next: 'put the migration into a stage of its own before it',
  }),
  'pipeline-one-stage': warning<Neighbours>({
    doc: 'migration and deployment are in one stage',
    cause: ({ migration, deployment }) =>
      `${place(migration)} is in one stage with ${place(deployment)}: a rollback of the stage would run the migration of the older release`,
    next: 'put it into a stage of its own before it; --on-rollback skip, the default, only softens this',
  }),
  'pipeline-parallel': warning<{ pipeline: string }>({
    doc: 'executions of the pipeline run side by side',
    cause: ({ pipeline }) =>
      `pipeline ${pipeline} runs its executions side by side (PARALLEL): no stage keeps two migrations apart, and there is no stage rollback`,
    next: 'use SUPERSEDED or QUEUED; until then only --if-running wait and the database keep them apart',
  }),
  'pipeline-retries': warning<{ stage: string }>({
    doc: 'the stage of the migration is retried by itself',
    cause: ({ stage }) =>
      `stage ${stage} is retried by itself when it fails (onFailure RETRY): a failed migration would run again unseen`,
    next: 'take onFailure RETRY from the stage that migrates',
  }),
  'pipeline-image': warning<Neighbours & { artifacts: string[] }>({
    doc: 'the migration does not get the artifact that names the image to be deployed',
    cause: ({ migration, deployment, artifacts }) =>
      `${place(migration)} does not get ${artifacts.length > 1 ? 'artifacts' : 'artifact'} ${artifacts.join(', ')}, by which ${place(deployment)} knows its image: the migration may run with another release's code`,
    next: ({ migration, artifacts }) =>
      `add ${artifacts.length > 1 ? 'them' : 'it'} to the input artifacts of ${migration.action}`,
  }),
};

/** What to do so that the pipeline can be read. */
function fixPipelineDenied(failure: CallFailure, { name, region }: PipelineRef): string {
  if (failure.kind === 'denied') return fixDenied(failure);
  if (failure.kind === 'refused')
    return `name the pipeline by its ARN (--pipeline), for ${name} was asked for in ${region}`;
  return `let the build reach CodePipeline in ${region}`;
}

function place({ stage, action }: ActionPlace): string {
  return `action ${action} (stage ${stage})`;
}
