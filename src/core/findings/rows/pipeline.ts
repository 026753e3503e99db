import { type CallFailure, describeFailure, isDenied } from '../../base/failure.ts';
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
    next: 'check the name; for a pipeline in another region, give its ARN',
  }),
  'pipeline-unread': warning<{ pipeline: PipelineRef; failure: CallFailure }>({
    doc: 'the pipeline could not be read',
    cause: ({ pipeline, failure }) => `pipeline ${pipeline.name} could not be read (${describeFailure(failure)})`,
    next: ({ failure, pipeline }) => fixPipelineDenied(failure, pipeline),
  }),
  'pipeline-local': note<{ origin: string }>({
    doc: 'with `--local` no pipeline is read',
    cause: ({ origin }) => `${origin}: the embedded engine has no pipelines, so no pipeline is read`,
    next: 'serve an engine with a pipeline: ecs-migrate local --load pipeline.json',
  }),
  'execution-unknown': warning<{ pipeline: PipelineRef; build: string; failure: CallFailure | undefined }>({
    doc: 'the pipeline execution of this build is unknown',
    cause: ({ pipeline, build, failure }) => {
      const why = failure === undefined ? '' : ` (${describeFailure(failure)})`;
      return `the execution of pipeline ${pipeline.name} that build ${build} belongs to is unknown${why}; the run continues without checking whether that execution was superseded or is a rollback`;
    },
    next: ({ pipeline, failure }) => {
      const otherwise = failure === undefined ? '' : `, or ${fixPipelineDenied(failure, pipeline)}`;
      return `pass #{codepipeline.PipelineExecutionId} to the action as PIPELINE_EXECUTION_ID${otherwise}`;
    },
  }),
  'execution-unread': warning<{ pipeline: PipelineRef; execution: string; failure: CallFailure }>({
    doc: 'it is unknown whether the pipeline execution was superseded or is a rollback',
    cause: ({ execution, pipeline, failure }) =>
      `execution ${execution} of pipeline ${pipeline.name} could not be read (${describeFailure(failure)}); the run continues without knowing whether that execution was superseded or is a rollback`,
    next: ({ failure, pipeline }) => fixPipelineDenied(failure, pipeline),
  }),
  'launch-withheld': warning<{ withheld: LaunchBlock }>({
    doc: '`plan`: a run would launch nothing now, because the pipeline execution was superseded or is a rollback',
    cause: ({ withheld }) => explainLaunchBlock(withheld).cause,
    next: ({ withheld }) => explainLaunchBlock(withheld).next || 'run would do the same, and exit with 0',
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
      `no deployment after ${place(migration)} of pipeline ${pipeline} could be identified as the deployment of this migration`,
    next: 'check that the stage of the migration comes before the stage that deploys',
  }),
  'pipeline-order': error<Neighbours & { beside: boolean }>({
    doc: 'the migration does not come before its deployment',
    cause: ({ migration, deployment, beside }) =>
      `${place(migration)} ${beside ? 'runs beside' : 'comes after'} ${place(deployment)}, so the new release would go live on the old schema`,
    next: 'put the migration into a stage of its own before the deployment',
  }),
  'pipeline-one-stage': warning<Neighbours>({
    doc: 'migration and deployment are in the same stage',
    cause: ({ migration, deployment }) =>
      `${place(migration)} is in the same stage as ${place(deployment)}: a rollback of the stage would run the migration of the older release`,
    next: 'put the migration into a stage of its own before the deployment; --on-rollback skip, the default, only reduces the problem',
  }),
  'pipeline-parallel': warning<{ pipeline: string }>({
    doc: 'executions of the pipeline run in parallel',
    cause: ({ pipeline }) =>
      `pipeline ${pipeline} runs its executions in parallel (PARALLEL): no stage prevents two migrations at the same time, and there is no stage rollback`,
    next: 'use SUPERSEDED or QUEUED; until then only --if-running wait and the lock of the database prevent two migrations at the same time',
  }),
  'pipeline-retries': warning<{ stage: string }>({
    doc: 'the stage of the migration is retried automatically',
    cause: ({ stage }) =>
      `stage ${stage} is retried automatically when it fails (onFailure RETRY): a failed migration would run again, and nobody would notice`,
    next: 'remove onFailure RETRY from the stage of the migration',
  }),
  'pipeline-skips': warning<{ stage: string; at: string; rules: string[] }>({
    doc: 'a condition of the pipeline can leave the migration out, and the deployment follows all the same',
    cause: ({ stage, at, rules }) =>
      `stage ${stage} is skipped ${at === 'beforeEntry' ? 'if' : 'after'} a condition of ${at}${rules.length > 0 ? ` (${rules.join(', ')})` : ''} is not met: the deployment then follows ${at === 'beforeEntry' ? 'without the migration' : 'a migration that has failed'}`,
    next: ({ at }) =>
      at === 'beforeEntry'
        ? 'let the condition leave out the deployment too, or give it the result FAIL; a condition on MIGRATION_PENDING is meant to skip'
        : 'give the condition the result FAIL or ROLLBACK',
  }),
  'pipeline-image': warning<Neighbours & { artifacts: string[] }>({
    doc: 'the migration does not get the artifact that names the image to deploy',
    cause: ({ migration, deployment, artifacts }) =>
      `${place(migration)} does not get ${artifacts.length > 1 ? 'artifacts' : 'artifact'} ${artifacts.join(', ')}, which names the image for ${place(deployment)}: the migration may run with the code of another release`,
    next: ({ migration, artifacts }) =>
      `add ${artifacts.length > 1 ? 'them' : 'it'} to the input artifacts of ${migration.action}`,
  }),
};

/** What to do so that the pipeline can be read. */
function fixPipelineDenied(failure: CallFailure, { name, region }: PipelineRef): string {
  if (isDenied(failure)) return fixDenied(failure);
  if (failure.kind === 'refused')
    return `give the ARN of the pipeline (--pipeline): ${name} was looked up in ${region}`;
  return `give the build network access to CodePipeline in ${region}`;
}

function place({ stage, action }: ActionPlace): string {
  return `action ${action} (stage ${stage})`;
}
