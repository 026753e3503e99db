import { describe, expect, test } from 'vitest';
import type { OnRollback } from '../../../src/core/ecs/pipeline.ts';
import {
  actionOfBuild,
  findLaunchBlock,
  isCodeBuild,
  isExecutionId,
  ownPipelineOf,
  pipelineOf,
} from '../../../src/core/plan/pipeline-execution.ts';
import { SETTINGS } from '../../../src/core/settings/settings-table.ts';

const ID = '0b2a5b4e-1f0a-4a57-9d3e-6a1b2c3d4e5f';
const of = { pipeline: 'shop', execution: ID };

describe('whether an execution may launch', () => {
  test.each<[string, string | undefined, OnRollback, string | undefined]>([
    ['InProgress', 'STANDARD', 'skip', undefined],
    ['InProgress', undefined, 'fail', undefined],
    // What is seen just after a stage was retried.
    ['Failed', 'STANDARD', 'skip', undefined],
    ['Succeeded', 'STANDARD', 'skip', undefined],
    ['SomethingNew', 'STANDARD', 'skip', undefined],
    ['Superseded', 'STANDARD', 'run', 'Superseded'],
    ['Stopping', 'STANDARD', 'skip', 'Stopping'],
    ['Stopped', 'ROLLBACK', 'run', 'Stopped'],
    ['Cancelled', undefined, 'skip', 'Cancelled'],
    ['InProgress', 'ROLLBACK', 'skip', 'rollback'],
    ['InProgress', 'ROLLBACK', 'fail', 'rollback'],
    ['InProgress', 'ROLLBACK', 'run', undefined],
  ])('%s %s, --on-rollback %s: %s', (status, type, onRollback, why) => {
    const execution = { status, ...(type === undefined ? {} : { type }) };
    expect(findLaunchBlock(execution, onRollback, of)?.why).toBe(why);
  });
});

describe('which pipeline', () => {
  const build = { build: 'p:1', pipeline: 'shop', region: 'eu-west-1' };
  const arn = 'arn:aws:codepipeline:us-east-2:123456789012:other.pipe@line';
  test.each<[string, Parameters<typeof pipelineOf>, object | undefined]>([
    ['none', [{}, { build: 'p:1' }, 'r'], undefined],
    ['that of the build, where the build runs', [{}, build, 'r'], { name: 'shop', region: 'eu-west-1' }],
    ['the given one', [{ pipeline: 'other' }, build, 'r'], { name: 'other', region: 'eu-west-1' }],
    ['the given one, outside CI', [{ pipeline: 'other' }, {}, 'r'], { name: 'other', region: 'r' }],
    ['one of another region', [{ pipeline: arn }, build, 'r'], { name: 'other.pipe@line', region: 'us-east-2' }],
    ['none on the embedded engine', [{ pipeline: 'shop', local: true }, build, 'r'], undefined],
  ])('%s', (_, given, expected) => {
    expect(pipelineOf(...given)).toEqual(expected);
  });

  test('a build belongs to its own, whichever is to be checked', () => {
    expect(ownPipelineOf({ pipeline: 'other' }, build, 'r')).toEqual({ name: 'shop', region: 'eu-west-1' });
    const here = arn.replace('other.pipe@line', 'shop');
    expect(ownPipelineOf({ pipeline: here }, build, 'r')).toEqual({ name: 'shop', region: 'us-east-2' });
    expect(ownPipelineOf({ pipeline: 'other' }, { build: 'p:1' }, 'r')).toEqual({ name: 'other', region: 'r' });
  });

  test.each<[string, boolean]>([
    ['shop', true],
    ['shop.v2@eu_west-1', true],
    [arn, true],
    ['arn:aws:codebuild:us-east-2:123456789012:project/x', false],
    ['two words', false],
    ['x'.repeat(101), false],
  ])('--pipeline %s: %s', (given, fits) => {
    expect(SETTINGS.pipeline.kind.read(given) !== undefined).toBe(fits);
  });
});

describe('which action a build is', () => {
  const action = (externalId?: string) => ({
    execution: ID,
    stage: 's',
    action: 'a',
    ...(externalId && { externalId }),
  });
  test.each<[string | undefined, boolean]>([
    [`shop-migrate:${ID}`, true],
    [ID, true],
    [`arn:aws:codebuild:eu-west-1:123456789012:build/shop-migrate:${ID}`, true],
    [`other:${ID}`, false],
    ['shop-migrate', false],
    [undefined, false],
  ])('externalExecutionId %s: %s', (externalId, isIt) => {
    expect(actionOfBuild([action('x:1'), action(externalId)], `shop-migrate:${ID}`) !== undefined).toBe(isIt);
  });

  test('ids are told from what stands for them', () => {
    expect(
      [ID, 'codepipeline/shop@c0ffee', '#{codepipeline.PipelineExecutionId}', undefined].map(isExecutionId),
    ).toEqual([true, false, false, false]);
    expect([`p:${ID}`, 'github/9/2/m', 'jenkins/jenkins-m-3/s', undefined].map(isCodeBuild)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
