import { assertNever } from './assert-never.ts';
import { mendDenied } from './explain-denied.ts';
import { explainWithheld } from './explain-withheld.ts';
import { type CallFailure, describeFailure } from './failure.ts';
import type { PipelineRef } from './pipeline.ts';
import type { ActionPlace, PipelineFinding } from './pipeline-findings.ts';

/** The wording of what was found about the pipeline. */
export function wordPipelineFinding(finding: PipelineFinding): { cause: string; mend: string } {
  switch (finding.code) {
    case 'pipeline-unknown':
      return {
        cause: `${finding.origin}: there is no pipeline ${finding.pipeline} in ${finding.region}`,
        mend: 'check the name; a pipeline of another region is named by its ARN',
      };
    case 'pipeline-unread':
      return {
        cause: `pipeline ${finding.pipeline.name} could not be looked at (${describeFailure(finding.failure)})`,
        mend: mendCall(finding.failure, finding.pipeline),
      };
    case 'pipeline-local':
      return {
        cause: `${finding.origin}: the embedded engine has no pipelines, so none is looked at`,
        mend: 'serve one that has: ecs-migrate local --load pipeline.json',
      };
    case 'execution-unknown': {
      const { pipeline, build, failure } = finding;
      const why = failure === undefined ? '' : ` (${describeFailure(failure)})`;
      const otherwise = failure === undefined ? '' : `, or ${mendCall(failure, pipeline)}`;
      return {
        cause: `which execution of pipeline ${pipeline.name} build ${build} belongs to is not known${why}; it runs without asking whether that was superseded or is a rollback`,
        mend: `pass #{codepipeline.PipelineExecutionId} to the action as PIPELINE_EXECUTION_ID${otherwise}`,
      };
    }
    case 'execution-unread':
      return {
        cause: `execution ${finding.execution} of pipeline ${finding.pipeline.name} could not be looked at (${describeFailure(finding.failure)}); it runs without knowing whether that was superseded or is a rollback`,
        mend: mendCall(finding.failure, finding.pipeline),
      };
    case 'launch-withheld': {
      const { cause, next } = explainWithheld(finding.withheld);
      return { cause, mend: next || 'run would end so, with exit code 0' };
    }
    case 'pipeline-no-migration':
      return {
        cause: `no action of pipeline ${finding.pipeline} looks like a migration: none has a variable ECS_MIGRATE_… or "migrat" in its name, project or stage`,
        mend: 'put the migration before the deployment, in a stage of its own',
      };
    case 'pipeline-no-deployment':
      return {
        cause: `${place(finding.migration)} of pipeline ${finding.pipeline} precedes no deployment that could be told to be its own`,
        mend: 'check that its stage comes before the one that deploys',
      };
    case 'pipeline-order': {
      const how = finding.beside ? 'runs beside' : 'comes after';
      return {
        cause: `${place(finding.migration)} ${how} ${place(finding.deployment)}: the new release would go live on the old schema`,
        mend: 'put the migration into a stage of its own before it',
      };
    }
    case 'pipeline-one-stage':
      return {
        cause: `${place(finding.migration)} is in one stage with ${place(finding.deployment)}: a rollback of the stage would run the migration of the older release`,
        mend: 'put it into a stage of its own before it; --on-rollback skip, the default, only softens this',
      };
    case 'pipeline-parallel':
      return {
        cause: `pipeline ${finding.pipeline} runs its executions side by side (PARALLEL): no stage keeps two migrations apart, and there is no stage rollback`,
        mend: 'use SUPERSEDED or QUEUED; until then only --if-running wait and the database keep them apart',
      };
    case 'pipeline-retries':
      return {
        cause: `stage ${finding.stage} is retried by itself when it fails (onFailure RETRY): a failed migration would run again unseen`,
        mend: 'take onFailure RETRY from the stage that migrates',
      };
    case 'pipeline-image': {
      const { migration, deployment, artifacts } = finding;
      const [what, them] = artifacts.length > 1 ? ['artifacts', 'them'] : ['artifact', 'it'];
      return {
        cause: `${place(migration)} does not get ${what} ${artifacts.join(', ')}, by which ${place(deployment)} knows its image: the migration may run with another release's code`,
        mend: `add ${them} to the input artifacts of ${migration.action}`,
      };
    }
    default:
      return assertNever(finding);
  }
}

/** What would let the pipeline be asked. */
function mendCall(failure: CallFailure, { name, region }: PipelineRef): string {
  if (failure.kind === 'denied') return mendDenied(failure);
  if (failure.kind === 'refused')
    return `name the pipeline by its ARN (--pipeline), for ${name} was asked for in ${region}`;
  return `let the build reach CodePipeline in ${region}`;
}

function place({ stage, action }: ActionPlace): string {
  return `action ${action} (stage ${stage})`;
}
