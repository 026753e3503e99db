import type { Action, Pipeline, Stage } from '../ecs/pipeline.ts';
import type { PipelineFinding } from '../findings/findings.ts';
import type { ActionPlace } from '../findings/rows/pipeline.ts';
import { ofOneEnvironment } from './pipeline-environment.ts';

/** What is known about the run for which a pipeline is checked. */
export interface CheckedFor {
  /** The stage and action in which this build runs, if known. */
  stage?: string;
  action?: string;
  /** The name of the cluster, without the ARN. */
  clusterName?: string;
}

/**
 * Checks that a pipeline migrates before it deploys, only once unless somebody retries it, and with the code that it
 * deploys.
 */
export function checkPipeline(pipeline: Pipeline, of: CheckedFor): PipelineFinding[] {
  const places = pipeline.stages.flatMap((stage, at) => stage.actions.map((action) => ({ stage, action, at })));
  const migrations = migrationsAmong(places, of);
  if (migrations.length === 0) return [{ code: 'pipeline-no-migration', pipeline: pipeline.name }];
  // If there are several migrations, only a build knows which of them uses the given cluster.
  const clusterName = migrations.length === 1 ? of.clusterName : undefined;
  const findings = migrations.flatMap((migration) => {
    const others = migrations.filter((one) => one !== migration);
    const own = deploymentsFor(migration, places)
      .filter((one) => belongs(one, migration, clusterName))
      .filter(
        (one) =>
          precedes(migration, one) || !others.some((other) => precedes(other, one) && belongs(one, other, clusterName)),
      );
    return checkOrder(migration, own, pipeline.name);
  });
  if (pipeline.executionMode === 'PARALLEL') findings.push({ code: 'pipeline-parallel', pipeline: pipeline.name });
  const stages = new Set(migrations.map(({ stage }) => stage));
  for (const { name } of [...stages].filter(({ retries }) => retries)) {
    findings.push({ code: 'pipeline-retries', stage: name });
  }
  return [...findings, ...[...stages].flatMap(findSkips)];
}

/** Conditions that leave the migration out. One that knows that nothing is pending is meant to. */
function findSkips({ name: stage, conditions = [] }: Stage): PipelineFinding[] {
  return conditions
    .filter(({ result }) => result === 'SKIP')
    .filter(({ rules }) => !rules.some(({ variable }) => variable?.includes('MIGRATION_PENDING')))
    .map(({ at, rules }) => {
      return { code: 'pipeline-skips', stage, at, rules: rules.map(({ provider, name }) => `${provider} ${name}`) };
    });
}

interface Place {
  stage: Stage;
  /** The index of the stage. */
  at: number;
  action: Action;
}

/** Providers of actions that can run ecs-migrate or the migration itself. */
const RUNNERS = ['CodeBuild', 'Commands', 'Lambda', 'Jenkins', 'StepFunctions'];
const MIGRATES = /migrat/i;

/**
 * The build's own action; else actions with variables of ecs-migrate; else actions whose name, or whose stage's name,
 * contains "migrat".
 */
function migrationsAmong(places: readonly Place[], of: CheckedFor): Place[] {
  const own = places.filter(({ stage, action }) => stage.name === of.stage && action.name === of.action);
  if (own.length > 0) return own;
  const runners = places.filter(({ action }) => RUNNERS.includes(action.provider));
  const informed = runners.filter(({ action }) => action.variables.some((name) => name.startsWith('ECS_MIGRATE_')));
  if (informed.length > 0) return informed;
  const named = runners.filter(({ action }) => namesOf(action).some((name) => MIGRATES.test(name)));
  const inStages = runners.filter(
    ({ stage }) => MIGRATES.test(stage.name) && !named.some((one) => one.stage === stage),
  );
  return [...named, ...inStages];
}

function namesOf({ name, configuration }: Action): string[] {
  const { ProjectName, FunctionName, StateMachineArn } = configuration;
  return [name, ProjectName, FunctionName, StateMachineArn].filter((one) => one !== undefined);
}

/** Providers that release an application. Others, such as CloudFormation, may deploy what the migration needs. */
const ROLLOUTS = ['ECS', 'CodeDeployToECS', 'CodeDeploy', 'ElasticBeanstalk', 'EKS'];

function deploymentsFor(migration: Place, places: readonly Place[]): Place[] {
  const rollouts = places.filter(({ action }) => action.category === 'Deploy' && ROLLOUTS.includes(action.provider));
  if (rollouts.length > 0) return rollouts;
  return places.filter((one) => one.action.category === 'Deploy' && precedes(migration, one));
}

const precedes = (a: Place, b: Place): boolean =>
  a.at < b.at || (a.at === b.at && a.action.runOrder < b.action.runOrder);

/** Whether a deployment belongs to the migration, as far as the cluster and the names show. */
function belongs(deployment: Place, migration: Place, clusterName: string | undefined): boolean {
  const { ClusterName } = deployment.action.configuration;
  // The value of a pipeline variable is known only in an execution.
  const isKnown = ClusterName !== undefined && !ClusterName.includes('#{');
  if (clusterName !== undefined && isKnown) return ClusterName === clusterName;
  const { ApplicationName, DeploymentGroupName, ServiceName, StackName } = deployment.action.configuration;
  const deployed = [ClusterName, ApplicationName, DeploymentGroupName, ServiceName, StackName];
  const migrated = [...namesOf(migration.action), migration.stage.name];
  return ofOneEnvironment(migrated, [
    deployment.stage.name,
    deployment.action.name,
    ...deployed.filter((one) => one !== undefined),
  ]);
}

function checkOrder(migration: Place, deployments: readonly Place[], pipeline: string): PipelineFinding[] {
  const [first] = deployments.toSorted((a, b) => a.at - b.at || a.action.runOrder - b.action.runOrder);
  const from = placeOf(migration);
  if (first === undefined) return [{ code: 'pipeline-no-deployment', pipeline, migration: from }];
  const deployment = placeOf(first);
  const findings: PipelineFinding[] = [];
  if (!precedes(migration, first)) {
    const beside = first.at === migration.at && first.action.runOrder === migration.action.runOrder;
    findings.push({ code: 'pipeline-order', migration: from, deployment, beside });
  } else if (first.at === migration.at) {
    findings.push({ code: 'pipeline-one-stage', migration: from, deployment });
  }
  const { inputs, variables } = migration.action;
  const artifacts = imageArtifacts(first.action).filter((one) => !inputs.includes(one));
  const isTold = variables.includes('ECS_MIGRATE_IMAGE');
  if (artifacts.length > 0 && !isTold)
    findings.push({ code: 'pipeline-image', migration: from, deployment, artifacts });
  return findings;
}

/**
 * The artifacts from which a deployment to ECS reads its images. For CodeDeployToECS they hold `imageDetail.json` or
 * the task definition; for ECS, `imagedefinitions.json`.
 */
function imageArtifacts({ provider, configuration, inputs }: Action): string[] {
  if (provider === 'ECS') return inputs;
  if (provider !== 'CodeDeployToECS') return [];
  const keys = Object.keys(configuration).filter((key) => /^Image\dArtifactName$/.test(key));
  const named = (keys.length > 0 ? keys : ['TaskDefinitionTemplateArtifact']).map((key) => configuration[key]);
  return [...new Set(named.filter((one) => one !== undefined))];
}

function placeOf({ stage, action }: Place): ActionPlace {
  return { stage: stage.name, action: action.name };
}
