import { describe, expect, test } from 'vitest';
import { buildFacts } from '../../../src/ci/build-facts.ts';
import { marksFromEnvironment, marksToEnvironment } from '../../../src/core/ecs/run-metadata.ts';
import type { InputOverride, RunTaskInput } from '../../../src/core/ecs/run-task-input.ts';
import { identityText, migrationText } from '../../../src/core/plan/identity.ts';
import { draftRequest } from '../../../src/core/plan/request.ts';
import type { Settings } from '../../../src/core/settings/settings-table.ts';

const container = { name: 'migrate', image: 'i:1', essential: true, command: ['up'], environment: [], secrets: [] };
const definition = {
  arn: 'arn:…:7',
  family: 'app',
  revision: 7,
  status: 'ACTIVE',
  requiresCompatibilities: [],
  hasExecutionRole: true,
  containers: [container],
  fingerprint: 'f',
  tags: {},
};
const cluster = { name: 'c', defaultStrategy: [], capacityProviders: [] };
function text(over: Settings = {}, build = 'b-1', region = 'r', other = definition, input?: RunTaskInput) {
  const { request } = draftRequest({ settings: over, origins: {} }, { definition: other, container }, cluster, {
    startedBy: 's',
    input,
  });
  const asked = { images: over.image ?? [], secrets: over.secret ?? {} };
  return identityText(
    build,
    migrationText(asked, { region, clusterName: 'c' }, { definition: other, container }, request),
  );
}
const inFile = (containerOverrides: InputOverride[]) =>
  text({}, 'b-1', 'r', definition, { overrides: { containerOverrides } });

describe('what makes two runs the same migration', () => {
  test.each<[string, string, boolean]>([
    ['nothing differs', text(), true],
    ['the order of overrides', text({ env: { B: '2', A: '1' } }), false],
    ['another build', text({}, 'b-2'), false],
    ['another region', text({}, 'b-1', 'r2'), false],
    ['another command', text({ command: ['down'] }), false],
    ['the same command, given', text({ command: ['up'] }), true],
    ['an override', text({ env: { A: '1' } }), false],
    ['another revision', text({}, 'b-1', 'r', { ...definition, revision: 8, arn: 'arn:…:8' }), true],
    ['another network', text({ subnets: ['s'] }), true],
    ['a time-out', text({ timeout: 1 }), true],
    ['tags of the task', text({ tag: { a: 'b' } }), true],
    ['another size', text({ memory: 2_048 }), false],
    ['another image asked for', text({ image: [{ image: 'app:2' }] }), false],
    ['a secret asked for', text({ secret: { A: '/a' } }), false],
    ['an override in a file', inFile([{ name: 'migrate', environment: [{ name: 'A', value: '1' }] }]), false],
    ['an override of another container in a file', inFile([{ name: 'proxy', command: ['x'] }]), false],
    ['the same command in a file', inFile([{ name: 'migrate', command: ['up'] }]), true],
  ])('%s', (_, other, same) => {
    expect(other === text()).toBe(same);
  });

  test('overrides in any order', () => {
    expect(text({ env: { A: '1', B: '2' } })).toBe(text({ env: { B: '2', A: '1' } }));
  });
});

test('the marks survive the journey through the task', () => {
  const marks = {
    identity: 'x',
    migration: 'm',
    attempt: 3,
    build: 'b',
    execution: 'e',
    commit: 'c',
    pipeline: 'p',
    stage: 's',
    action: 'a',
  };
  expect(marksFromEnvironment([{ name: 'OTHER', value: '1' }, ...marksToEnvironment(marks)])).toEqual(marks);
  expect(marksFromEnvironment([{ name: 'OTHER', value: '1' }])).toBeUndefined();
});

test('where the build runs is no fact of the task', () => {
  const marks = marksToEnvironment({ identity: 'x', attempt: 1, region: 'eu-west-1' });
  expect(marks.map(({ name }) => name)).toEqual(['ECS_MIGRATE_RUN_IDENTITY', 'ECS_MIGRATE_RUN_ATTEMPT']);
});

describe('what a build says of itself', () => {
  test.each<[string, Record<string, string>, object]>([
    ['nothing', {}, {}],
    [
      'CodeBuild in a pipeline, told its execution',
      { CODEBUILD_BUILD_ID: 'p:1', PIPELINE_EXECUTION_ID: 'x', CODEBUILD_INITIATOR: 'codepipeline/shop' },
      { build: 'p:1', execution: 'x', pipeline: 'shop' },
    ],
    [
      'CodeBuild in a pipeline, not told',
      {
        CODEBUILD_BUILD_ID: 'p:1',
        CODEBUILD_INITIATOR: 'codepipeline/shop',
        CODEBUILD_RESOLVED_SOURCE_VERSION: 'c',
        CODEBUILD_BUILD_ARN: 'arn:aws:codebuild:eu-west-1:123456789012:build/p:1',
      },
      { build: 'p:1', execution: 'codepipeline/shop@c', commit: 'c', pipeline: 'shop', region: 'eu-west-1' },
    ],
    ['CodeBuild by hand', { CODEBUILD_BUILD_ID: 'p:1', CODEBUILD_INITIATOR: 'me' }, { build: 'p:1' }],
    [
      'GitHub',
      { GITHUB_RUN_ID: '9', GITHUB_RUN_ATTEMPT: '2', GITHUB_JOB: 'm', GITHUB_SHA: 'c' },
      { build: 'github/9/2/m', execution: 'github/9/m', commit: 'c' },
    ],
    ['GitLab', { GITLAB_CI: 'true', CI_JOB_ID: '7', CI_COMMIT_SHA: 'c' }, { build: 'gitlab/7', commit: 'c' }],
    ['Jenkins', { BUILD_TAG: 'jenkins-m-3', STAGE_NAME: 's' }, { build: 'jenkins/jenkins-m-3/s' }],
  ])('%s', (_, env, facts) => {
    expect(buildFacts(env)).toEqual(facts);
  });
});
