import { describe, expect, test } from 'vitest';
import type { Action, Pipeline, Stage } from '../../../src/core/ecs/pipeline.ts';
import { severityOf, wordFinding } from '../../../src/core/findings/findings.ts';
import { type CheckedFor, checkPipeline } from '../../../src/core/plan/pipeline-check.ts';

const skipIf = (provider: string, variable: string) => ({
  at: 'beforeEntry' as const,
  result: 'SKIP',
  rules: [{ provider, name: 'check', variable }],
});

const action = (name: string, over: Partial<Action> = {}): Action => ({
  name,
  category: 'Build',
  provider: 'CodeBuild',
  runOrder: 1,
  configuration: {},
  variables: [],
  inputs: ['build'],
  ...over,
});
const stage = (name: string, ...actions: Action[]): Stage => ({ name, retries: false, actions });
const pipeline = (...stages: Stage[]): Pipeline => ({ name: 'shop', executionMode: 'SUPERSEDED', stages });

const source = stage('Source', action('Source', { category: 'Source', provider: 'ECR', inputs: [] }));
const built = stage('Build', action('Build', { inputs: ['source'] }));
const migrate = (name = 'Migrate', over: Partial<Action> = {}) => action(name, over);
const codeDeploy = (group = 'shop', over: Partial<Action> = {}) =>
  action('Deploy', {
    category: 'Deploy',
    provider: 'CodeDeployToECS',
    configuration: { ApplicationName: 'shop', DeploymentGroupName: group, TaskDefinitionTemplateArtifact: 'build' },
    ...over,
  });
const ecs = (ClusterName: string, over: Partial<Action> = {}) =>
  action('Deploy', {
    category: 'Deploy',
    provider: 'ECS',
    configuration: { ClusterName, ServiceName: 'web' },
    ...over,
  });
const approve = stage('Approve_Migration', action('Approve', { category: 'Approval', provider: 'Manual', inputs: [] }));

const found = (given: Pipeline, of: CheckedFor = {}) =>
  checkPipeline(given, of).map((finding) => {
    const { cause, next } = wordFinding(finding);
    expect([cause, next].every((text) => text !== '' && !text.includes('undefined'))).toBe(true);
    return `${severityOf(finding)} ${finding.code}${'migration' in finding ? ` ${finding.migration.stage}` : ''}`;
  });

describe('a good pipeline', () => {
  test.each<[string, Pipeline, CheckedFor?]>([
    [
      'the article',
      pipeline(source, built, stage('Run_Database_Migrations_Staging', migrate()), stage('Deploy', codeDeploy())),
    ],
    ['a rolling deployment', pipeline(source, built, stage('Migrate', migrate()), stage('Deploy', ecs('staging')))],
    [
      'by the project’s name',
      pipeline(
        built,
        stage('Prepare', action('Run', { configuration: { ProjectName: 'db-migration' } })),
        stage('Deploy', codeDeploy()),
      ),
    ],
    [
      'by the stage’s name',
      pipeline(built, approve, stage('Migrations', action('Run')), stage('Deploy', codeDeploy())),
    ],
    [
      'by a variable of the tool',
      pipeline(
        built,
        stage('Schema', action('Run', { variables: ['ECS_MIGRATE_CLUSTER'] })),
        stage('Deploy', codeDeploy()),
      ),
    ],
    [
      'by Lambda',
      pipeline(
        built,
        stage(
          'Schema',
          action('Run', { category: 'Invoke', provider: 'Lambda', configuration: { FunctionName: 'shop-migrate' } }),
        ),
        stage('Deploy', codeDeploy()),
      ),
    ],
    [
      'the build’s own action, whatever its name',
      pipeline(built, stage('Db', action('Up')), stage('Deploy', codeDeploy())),
      { stage: 'Db', action: 'Up' },
    ],
    [
      'two environments',
      pipeline(
        built,
        stage('Migrate_Staging', migrate()),
        stage('Deploy_Staging', codeDeploy('shop-staging')),
        approve,
        stage('Migrate_Prod', migrate()),
        stage('Deploy_Production', codeDeploy('shop-production')),
      ),
    ],
    [
      'two environments without words for them',
      pipeline(
        built,
        stage('Beta', migrate('MigrateBeta')),
        stage('RollBeta', codeDeploy('b')),
        stage('Gamma', migrate('MigrateGamma')),
        stage('RollGamma', codeDeploy('g')),
      ),
    ],
    [
      'infrastructure first',
      pipeline(
        stage('Infra', action('Stack', { category: 'Deploy', provider: 'CloudFormation' })),
        stage('Migrate', migrate()),
        stage('Deploy', codeDeploy()),
      ),
    ],
    [
      'CloudFormation alone',
      pipeline(
        stage('Migrate', migrate()),
        stage('App', action('Stack', { category: 'Deploy', provider: 'CloudFormation' })),
      ),
    ],
    [
      'a deployment to another cluster first',
      pipeline(built, stage('Deploy_Docs', ecs('docs')), stage('Migrate', migrate()), stage('Deploy', ecs('shop'))),
      { clusterName: 'shop' },
    ],
    [
      'an image of its own',
      pipeline(
        built,
        stage('Migrate', migrate('Migrate', { inputs: ['source'], variables: ['ECS_MIGRATE_IMAGE'] })),
        stage('Deploy', codeDeploy()),
      ),
    ],
  ])('%s', (_, given, of) => {
    expect(found(given, of)).toEqual([]);
  });
});

describe('a bad pipeline', () => {
  test.each<[string, Pipeline, string[], CheckedFor?]>([
    [
      'no migration',
      pipeline(source, built, approve, stage('Deploy', codeDeploy())),
      ['warning pipeline-no-migration'],
    ],
    ['no deployment', pipeline(source, stage('Migrate', migrate())), ['note pipeline-no-deployment Migrate']],
    [
      'the deployment first',
      pipeline(built, stage('Deploy', codeDeploy()), stage('Migrate', migrate())),
      ['error pipeline-order Migrate'],
    ],
    ['side by side', pipeline(built, stage('Release', migrate(), codeDeploy())), ['error pipeline-order Release']],
    [
      'after it in one stage',
      pipeline(built, stage('Release', migrate('Migrate', { runOrder: 2 }), codeDeploy())),
      ['error pipeline-order Release'],
    ],
    [
      'before it in one stage',
      pipeline(built, stage('Release', migrate(), codeDeploy('g', { runOrder: 2 }))),
      ['warning pipeline-one-stage Release'],
    ],
    [
      'production deployed first',
      pipeline(
        stage('Migrate_Staging', migrate()),
        stage('Deploy_Staging', codeDeploy('staging')),
        stage('Deploy_Prod', codeDeploy('production')),
        stage('Migrate_Prod', migrate()),
      ),
      ['error pipeline-order Migrate_Prod'],
    ],
    [
      'the wrong one first, by its cluster',
      pipeline(built, stage('One', ecs('shop')), stage('Migrate', migrate()), stage('Two', ecs('docs'))),
      ['error pipeline-order Migrate'],
      { clusterName: 'shop' },
    ],
    [
      'executions side by side',
      { ...pipeline(stage('Migrate', migrate()), stage('Deploy', codeDeploy())), executionMode: 'PARALLEL' },
      ['warning pipeline-parallel'],
    ],
    [
      'a retried stage',
      pipeline({ ...stage('Migrate', migrate()), retries: true }, stage('Deploy', codeDeploy())),
      ['warning pipeline-retries'],
    ],
    [
      'a condition skips it',
      pipeline(
        { ...stage('Migrate', migrate()), conditions: [skipIf('VariableCheck', 'Release.KIND')] },
        stage('Deploy', codeDeploy()),
      ),
      ['warning pipeline-skips'],
    ],
    [
      'a condition skips it because nothing is pending',
      pipeline(
        { ...stage('Migrate', migrate()), conditions: [skipIf('VariableCheck', '#{Preview.MIGRATION_PENDING}')] },
        stage('Deploy', codeDeploy()),
      ),
      [],
    ],
    [
      'another stage is retried',
      pipeline(stage('Migrate', migrate()), { ...stage('Deploy', codeDeploy()), retries: true }),
      [],
    ],
    [
      'the source, not the image',
      pipeline(stage('Migrate', migrate('Migrate', { inputs: ['source'] })), stage('Deploy', codeDeploy())),
      ['warning pipeline-image Migrate'],
    ],
    [
      'the task definition, not the image',
      pipeline(
        stage('Migrate', migrate()),
        stage(
          'Deploy',
          codeDeploy('g', {
            configuration: {
              Image1ArtifactName: 'image',
              Image2ArtifactName: 'image',
              TaskDefinitionTemplateArtifact: 'build',
            },
          }),
        ),
      ),
      ['warning pipeline-image Migrate'],
    ],
    [
      'no imagedefinitions.json',
      pipeline(stage('Migrate', migrate('Migrate', { inputs: [] })), stage('Deploy', ecs('shop'))),
      ['warning pipeline-image Migrate'],
    ],
  ])('%s', (_, given, codes, of) => {
    expect(found(given, of)).toEqual(codes);
  });

  test('a place that is no longer in the pipeline is looked for by name', () => {
    const given = pipeline(built, stage('Deploy', codeDeploy()), stage('Migrate', migrate()));
    expect(found(given, { stage: 'Gone', action: 'Gone' })).toEqual(['error pipeline-order Migrate']);
  });
});
