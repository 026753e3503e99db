import { describe, expect, test } from 'vitest';
import type { CallFailure } from '../../../src/core/base/failure.ts';
import { type Story, tell } from '../virtual-run.ts';

const ID = '0b2a5b4e-1f0a-4a57-9d3e-6a1b2c3d4e5f';
const build = { build: 'shop-migrate:b-1', pipeline: 'shop', execution: 'codepipeline/shop@c0ffee', commit: 'c0ffee' };
const ours = { execution: ID, stage: 'Migrate', action: 'Run', externalId: build.build };
const running = { status: 'InProgress', type: 'STANDARD' };
const story: Story = { startsAt: 10_000, exitsAt: 30_000, build, actions: () => [ours], execution: () => running };

const failure = (kind: CallFailure['kind'], operation: string): CallFailure => ({
  kind,
  operation: `codepipeline:${operation}`,
  name: 'SomeException',
  message: 'no',
});
const warnings = (told: Awaited<ReturnType<typeof tell>>) =>
  told.events.flatMap((event) => (event.type === 'warning' ? [event.code] : []));
const built = (told: Awaited<ReturnType<typeof tell>>) => told.events.find(({ type }) => type === 'build');

describe('which execution a build belongs to', () => {
  test('is asked of the pipeline, told, and put on the task', async () => {
    const told = await tell(story);
    expect(told.ran.ending).toMatchObject({ kind: 'verdict', verdict: { kind: 'succeeded' } });
    const place = {
      build: build.build,
      pipeline: 'shop',
      execution: ID,
      stage: 'Migrate',
      action: 'Run',
      commit: 'c0ffee',
    };
    expect(built(told)).toMatchObject(place);
    expect(told.marks).toMatchObject(place);
    expect(told.calls).toMatchObject({ ListActionExecutions: 1, GetPipelineExecution: 1 });
    expect(warnings(told)).toEqual([]);
  });

  test('shows late in the list', async () => {
    const told = await tell({ ...story, actions: (call) => (call < 3 ? [] : [ours]) });
    expect(built(told)).toMatchObject({ execution: ID });
    expect(told.calls).toMatchObject({ ListActionExecutions: 3 });
  });

  test('may stay unknown: the run goes on within seconds, with what stands for it', async () => {
    const told = await tell({ ...story, actions: () => [] });
    expect(told.ran.ending).toMatchObject({ verdict: { kind: 'succeeded' } });
    expect(built(told)).toMatchObject({ execution: 'codepipeline/shop@c0ffee' });
    expect(told.calls['GetPipelineExecution']).toBeUndefined();
    expect(warnings(told)).toEqual(['execution-unknown']);
    const asked = told.callTimes.filter(({ operation }) => operation === 'ListActionExecutions').map(({ at }) => at);
    expect(asked.length).toBeGreaterThan(2);
    expect(Math.max(...asked) - Math.min(...asked)).toBeLessThan(4_000);
  });

  test.each(['denied', 'refused', 'unreachable'] as const)('is not asked for again where that is %s', async (kind) => {
    const fails = (operation: string) => (operation === 'ListActionExecutions' ? failure(kind, operation) : undefined);
    const told = await tell({ ...story, fails });
    expect(told.ran.ending).toMatchObject({ verdict: { kind: 'succeeded' } });
    expect(told.calls['ListActionExecutions']).toBe(1);
    expect(warnings(told)).toEqual(['execution-unknown']);
  });

  test('that was passed is asked for stage and action once, and their lack is not worth a word', async () => {
    const passed = { ...build, execution: ID };
    const told = await tell({ ...story, build: passed, actions: () => [] });
    expect(built(told)).toMatchObject({ execution: ID, pipeline: 'shop' });
    expect(told.calls).toMatchObject({ ListActionExecutions: 1, GetPipelineExecution: 1 });
    expect(warnings(told)).toEqual([]);
  });

  test('is not asked of builds that no pipeline has started, and by hand', async () => {
    const { build: _, actions: __, execution: ___, ...alone } = story;
    for (const facts of [{ build: 'p:1' }, { build: 'github/1/1/m', execution: 'github/1/m' }, {}]) {
      const told = await tell({
        ...alone,
        build: facts,
        settings: facts.build?.startsWith('p') ? {} : { pipeline: 'shop' },
      });
      expect(told.ran.ending).toMatchObject({ verdict: { kind: 'succeeded' } });
    }
    expect(built(await tell(alone))).toBeUndefined();
  });
});

describe('the gate before the launch', () => {
  test.each<[string, object, object]>([
    ['superseded', { status: 'Superseded' }, { why: 'Superseded' }],
    ['a rollback', { status: 'InProgress', type: 'ROLLBACK' }, { why: 'rollback', onRollback: 'skip' }],
  ])('%s: nothing is launched', async (_, execution, withheld) => {
    const told = await tell({ ...story, execution: () => execution as never });
    expect(told.ran.ending).toMatchObject({ kind: 'withheld', withheld });
    expect(told.calls['RunTask']).toBeUndefined();
  });

  test('is asked again before each further attempt', async () => {
    const execution = (call: number) => (call === 1 ? running : { status: 'Superseded' });
    const told = await tell({ ...story, refusals: 1, execution });
    expect(told.ran.ending).toMatchObject({ kind: 'withheld', withheld: { why: 'Superseded' } });
    expect(told.calls).toMatchObject({ RunTask: 1, GetPipelineExecution: 2 });
  });

  test('that cannot be read is open, which is said once', async () => {
    const fails = (operation: string) =>
      operation === 'GetPipelineExecution' ? failure('denied', operation) : undefined;
    const told = await tell({ ...story, fails, refusals: 2 });
    expect(told.ran.ending).toMatchObject({ verdict: { kind: 'succeeded' } });
    expect(told.calls).toMatchObject({ GetPipelineExecution: 1, RunTask: 3 });
    expect(warnings(told).filter((code) => code === 'execution-unread')).toHaveLength(1);
  });

  test('an interrupt while it is asked ends the run before the launch', async () => {
    const fails = (operation: string) =>
      operation === 'GetPipelineExecution' ? failure('lost', operation) : undefined;
    const told = await tell({ ...story, fails, interruptAt: 600 });
    expect(told.ran.ending).toMatchObject({ kind: 'interrupted', launched: false });
    expect(told.calls['RunTask']).toBeUndefined();
  });
});
