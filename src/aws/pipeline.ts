import {
  type ActionDeclaration,
  CodePipelineClient,
  type Condition,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  type StageDeclaration,
} from '@aws-sdk/client-codepipeline';
import type { Action, Stage, StageCondition } from '../core/ecs/pipeline.ts';
import type { Pipelines } from '../core/ports.ts';
import { callOnce } from './call.ts';
import type { Clients } from './clients.ts';
import { dropUndefined } from './present.ts';
import { transport } from './transport.ts';

/** CodePipeline, with the credentials of the caller: an assumed role is only for the account of the cluster. */
export function pipelinesPort({ base, context }: Clients): Pipelines {
  const clients = new Map<string, CodePipelineClient>();
  const client = (region: string) => {
    const one = clients.get(region) ?? new CodePipelineClient({ ...base, ...transport(IMPATIENT), region });
    clients.set(region, one);
    return one;
  };
  return {
    async describe({ name, region }) {
      const send = () => client(region).send(new GetPipelineCommand({ name }));
      const answer = await callOnce('codepipeline:GetPipeline', send, context);
      if (!answer.ok) {
        return answer.failure.name === 'PipelineNotFoundException' ? { ok: true, value: undefined } : answer;
      }
      const { stages = [], executionMode = 'SUPERSEDED' } = answer.value.pipeline ?? {};
      return { ok: true, value: { name, executionMode, stages: stages.map(toStage) } };
    },
    async execution({ name, region }, id) {
      const input = { pipelineName: name, pipelineExecutionId: id };
      const send = () => client(region).send(new GetPipelineExecutionCommand(input));
      const answer = await callOnce('codepipeline:GetPipelineExecution', send, context);
      if (!answer.ok) return answer;
      const { status = '', executionType } = answer.value.pipelineExecution ?? {};
      return { ok: true, value: dropUndefined({ status: String(status), type: executionType }) };
    },
    async actions({ name, region }, execution) {
      const filter = execution === undefined ? {} : { filter: { pipelineExecutionId: execution } };
      const input = { pipelineName: name, maxResults: 100, ...filter };
      const send = () => client(region).send(new ListActionExecutionsCommand(input));
      const answer = await callOnce('codepipeline:ListActionExecutions', send, context);
      if (!answer.ok) return answer;
      const details = answer.value.actionExecutionDetails ?? [];
      const actions = details.map((detail) => {
        const { pipelineExecutionId = '', stageName = '', actionName = '', input: given, output } = detail;
        return dropUndefined({
          execution: pipelineExecutionId,
          stage: stageName,
          action: actionName,
          externalId: output?.executionResult?.externalExecutionId,
          category: given?.actionTypeId?.category,
          status: detail.status,
          startedAt: detail.startTime?.getTime(),
        });
      });
      return { ok: true, value: actions };
    },
  };
}

/** A build in a VPC may have no network path to CodePipeline, and a migration should not wait for it. */
const IMPATIENT = { connectionTimeout: 2_000, requestTimeout: 3_000 };

function toStage({ name = '', actions = [], beforeEntry, onSuccess, onFailure }: StageDeclaration): Stage {
  const results = [onFailure?.result, ...(onFailure?.conditions ?? []).map(({ result }) => result)];
  const conditions = Object.entries({ beforeEntry, onSuccess, onFailure }).flatMap(([at, declared]) =>
    (declared?.conditions ?? []).map((condition) => toCondition(at as StageCondition['at'], condition)),
  );
  // The stage itself can be skipped when it fails, without a condition.
  if (onFailure?.result === 'SKIP') conditions.push({ at: 'onFailure', result: 'SKIP', rules: [] });
  const judged = conditions.length === 0 ? {} : { conditions };
  return { name, retries: results.includes('RETRY'), actions: actions.map(toAction), ...judged };
}

function toCondition(at: StageCondition['at'], { result = 'FAIL', rules = [] }: Condition): StageCondition {
  return {
    at,
    result,
    rules: rules.map(({ name = '', ruleTypeId, configuration }) =>
      dropUndefined({ provider: ruleTypeId?.provider ?? '', name, variable: configuration?.['Variable'] }),
    ),
  };
}

/** Takes the names of variables, never their values. */
function toAction({ name = '', actionTypeId, runOrder = 1, configuration = {}, ...rest }: ActionDeclaration): Action {
  const { EnvironmentVariables, ...others } = configuration;
  const given = (rest.environmentVariables ?? []).map((one) => one.name ?? '');
  return {
    name,
    runOrder,
    category: actionTypeId?.category ?? '',
    provider: actionTypeId?.provider ?? '',
    configuration: others,
    variables: [...given, ...namesIn(EnvironmentVariables)],
    inputs: (rest.inputArtifacts ?? []).map((one) => one.name ?? ''),
  };
}

/** CodeBuild's variables are JSON inside a string. */
function namesIn(variables = '[]'): string[] {
  try {
    const list: unknown = JSON.parse(variables);
    return Array.isArray(list) ? list.map((one) => String(one?.name)) : [];
  } catch {
    return [];
  }
}
