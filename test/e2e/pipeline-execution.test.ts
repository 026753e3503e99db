import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { aMigration, type MigrationWorld } from '../support/migration.ts';
import { until } from '../support/until.ts';

const ID = '0b2a5b4e-1f0a-4a57-9d3e-6a1b2c3d4e5f';
const NAME = 'shop-release';
const IN_PIPELINE = {
  CODEBUILD_INITIATOR: `codepipeline/${NAME}`,
  CODEBUILD_BUILD_ARN: 'arn:aws:codebuild:us-east-1:000000000000:build/project:1',
  CODEBUILD_RESOLVED_SOURCE_VERSION: 'c0ffee',
};
const TOLD = { ...IN_PIPELINE, PIPELINE_EXECUTION_ID: ID };

/** A pipeline whose execution has started a build for its action, and another one for each retry. */
function aPipeline(execution: object = {}, builds = ['1']) {
  return {
    executions: [{ pipelineName: NAME, pipelineExecutionId: ID, ...execution }],
    actionExecutions: builds.map((build, n) => ({
      pipelineExecutionId: ID,
      actionExecutionId: `a-${build}`,
      stageName: 'Migrate',
      actionName: 'Run',
      startTime: n,
      output: { executionResult: { externalExecutionId: `project:${build}` } },
    })),
  };
}

const world = (load: object, faults: string[] = []) => aMigration(faults, {}, undefined, load);
const run = async (it: MigrationWorld, variables: Record<string, string>, ...flags: string[]) => {
  it.openGate();
  await using running = it.start('1', variables, ...flags);
  return await running.ended;
};
const marksOf = async (it: MigrationWorld) => {
  const [task] = await it.tasks();
  const all = task?.overrides?.containerOverrides?.[0]?.environment ?? [];
  const ours = all.flatMap(({ name, value }) =>
    name?.startsWith('ECS_MIGRATE_RUN_') ? [[name.slice(16), value]] : [],
  );
  return Object.fromEntries(ours);
};
const whole = { exitCode: 0, stdout: 'first\nlast\n' };

describe.concurrent('which execution am I', () => {
  test('found by the build’s id: told, and put on the task', async () => {
    await using it = await world(aPipeline());
    const ended = await run(it, IN_PIPELINE);
    expect(ended).toMatchObject(whole);
    expect(ended.stderr).toContain(`pipeline ${NAME}, execution ${ID}, stage Migrate, action Run, commit c0ffee`);
    expect(ended.stderr).not.toContain('warning');
    expect(await marksOf(it)).toMatchObject({
      BUILD: 'project:1',
      PIPELINE: NAME,
      EXECUTION: ID,
      STAGE: 'Migrate',
      ACTION: 'Run',
      COMMIT: 'c0ffee',
    });
  });

  test('passed, where the list is denied: no word about stage and action', async () => {
    await using it = await world(aPipeline(), ['denied:ListActionExecutions:*']);
    const ended = await run(it, TOLD);
    expect(ended).toMatchObject(whole);
    expect(ended.stderr).not.toContain('warning');
    const marks = await marksOf(it);
    expect(marks).toMatchObject({ EXECUTION: ID, PIPELINE: NAME });
    expect(marks).not.toHaveProperty('STAGE');
  });

  test('by --pipeline where the variables do not name it; an event says it', async () => {
    await using it = await world(aPipeline());
    const arn = `arn:aws:codepipeline:us-east-1:000000000000:${NAME}`;
    const ended = await run(it, {}, '--pipeline', arn, '--output', 'json');
    const events = ended.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.slice(0, 2)).toMatchObject([
      { type: 'settings', settings: { pipeline: { value: arn }, onRollback: { value: 'skip', origin: 'default' } } },
      { type: 'build', build: 'project:1', pipeline: NAME, execution: ID, stage: 'Migrate', action: 'Run' },
    ]);
  });

  test.each([
    ['denied', ['denied:codepipeline:*'], /AccessDeniedException.*codepipeline:ListActionExecutions/],
    ['failing', ['error-500:codepipeline:*'], /ServerException/],
    ['not there', [], /PipelineNotFoundException/],
  ])('%s: the run goes on with one warning, and says what to allow', async (_, faults, because) => {
    await using it = await world(faults.length === 0 ? {} : aPipeline(), faults);
    const ended = await run(it, IN_PIPELINE);
    expect(ended).toMatchObject(whole);
    expect(ended.told?.warnings).toEqual(['execution-unknown']);
    expect(ended.stderr).toMatch(because);
    expect(ended.stderr).toContain('PIPELINE_EXECUTION_ID');
    expect(await marksOf(it)).toMatchObject({ EXECUTION: `codepipeline/${NAME}@c0ffee`, PIPELINE: NAME });
  });

  test('an execution that cannot be read is run, with a warning', async () => {
    await using it = await world(aPipeline({ executionType: 'ROLLBACK' }), ['denied:GetPipelineExecution:*']);
    const ended = await run(it, TOLD);
    expect(ended).toMatchObject(whole);
    expect(ended.told?.warnings).toContain('execution-unread');
  });

  test('a retried stage follows the task of the same execution, told by the pipeline alone', async () => {
    await using it = await world(aPipeline({}, ['1', '2']));
    // Without a commit nothing else could stand for the execution.
    const { CODEBUILD_RESOLVED_SOURCE_VERSION: _, ...variables } = IN_PIPELINE;
    await using first = it.start('1', variables);
    await until('the first line', () => first.stdout().includes('first'));
    await using retried = it.start('2', variables);
    await until('it follows', () =>
      retried.stderr().includes('the same migration is already running; its task is followed'),
    );
    it.openGate();
    expect(await retried.ended).toMatchObject(whole);
    expect(await it.tasks()).toHaveLength(1);
  });
});

describe.concurrent('an execution that goes no further launches nothing', () => {
  test.each([
    ['Superseded', 'superseded'],
    ['Stopping', 'stopping'],
    ['Stopped', 'stopped'],
    ['Cancelled', 'cancelled'],
  ])('%s: 75', async (status, reason) => {
    await using it = await world(aPipeline({ status }));
    const ended = await run(it, IN_PIPELINE);
    expect(ended).toMatchObject({ exitCode: 75, stdout: '' });
    expect(ended.told).toMatchObject({ outcome: 'try-later', ending: 'withheld', reasons: [reason] });
    expect(ended.stderr).toMatch(new RegExp(`cause: .*${ID}.*${NAME}`));
    expect(await it.tasks()).toHaveLength(0);
  });

  test('nor does it wait for another migration', async () => {
    await using it = await world(aPipeline({ status: 'Superseded' }));
    await using other = it.start('9');
    await until('the other one runs', () => other.stdout().includes('first'));
    await using superseded = it.start('1', TOLD, '--wait-timeout', '10m');
    const ended = await superseded.ended;
    expect(ended).toMatchObject({ exitCode: 75, told: { ending: 'withheld', warnings: [] } });
    expect(ended.ms).toBeLessThan(60_000);
  });

  test('but what it has launched already is followed to its end', async () => {
    await using it = await world(aPipeline({ status: 'Stopping' }), ['denied:GetPipelineExecution:1']);
    await using first = it.start('1', TOLD);
    await until('the first line', () => first.stdout().includes('first'));
    await using again = it.start('1', TOLD);
    await until('it follows', () => again.stderr().includes('no other task is launched'));
    it.openGate();
    expect(await again.ended).toMatchObject(whole);
    expect(await it.tasks()).toHaveLength(1);
  });
});

describe.concurrent('a rollback', () => {
  const rollback = aPipeline({ executionType: 'ROLLBACK' });

  test('is skipped: 0, and the reason is said', async () => {
    await using it = await world(rollback);
    const ended = await run(it, IN_PIPELINE);
    expect(ended).toMatchObject({ exitCode: 0, stdout: '' });
    expect(ended.told).toMatchObject({ outcome: 'skipped', ending: 'withheld', reasons: ['rollback'] });
    expect(ended.stderr).toMatch(new RegExp(`done: .*${ID}`));
    expect(await it.tasks()).toHaveLength(0);
  });

  test('is refused with --on-rollback fail: 64', async () => {
    await using it = await world(rollback);
    const ended = await run(it, IN_PIPELINE, '--on-rollback', 'fail');
    expect(ended).toMatchObject({
      exitCode: 64,
      told: { outcome: 'refused', ending: 'withheld', reasons: ['rollback'] },
    });
    expect(await it.tasks()).toHaveLength(0);
  });

  test('runs with --on-rollback run', async () => {
    await using it = await world(rollback);
    expect(await run(it, { ...IN_PIPELINE, ECS_MIGRATE_ON_ROLLBACK: 'run' })).toMatchObject(whole);
  });
});

describe.concurrent('plan --pipeline', () => {
  const ARTICLE = JSON.parse(readFileSync('test/fixtures/pipelines/article.json', 'utf8'));
  const plan = async (it: MigrationWorld, name: string, env: Record<string, string> = {}, ...flags: string[]) => {
    const args = ['plan', ...it.args('--pipeline', name, '--output', 'json', ...flags).slice(1)];
    const ended = await runCli(args, { env: { ...it.engine.env, ...env } });
    const lines = ended.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const codes: string[] = lines
      .find(({ type }) => type === 'plan')
      .findings.map(({ code }: { code: string }) => code);
    return { ...ended, codes: codes.filter((code) => /^(pipeline|execution|launch)-/.test(code)) };
  };

  test('finds nothing wrong with the article’s', async () => {
    await using it = await world(ARTICLE);
    expect(await plan(it, 'infra-codepipeline-pipeline')).toMatchObject({ exitCode: 0, codes: [] });
  });

  test('finds what is wrong with another', async () => {
    const [source, build, migrate, deploy] = ARTICLE.pipeline.stages;
    const late = { ...migrate, onFailure: { result: 'RETRY' } };
    const rule = {
      name: 'release',
      ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
      configuration: { Variable: '#{Release.KIND}', Value: 'full', Operator: 'EQ' },
    };
    const skipped = { ...migrate, beforeEntry: { conditions: [{ result: 'SKIP', rules: [rule] }] } };
    const pipelines = [
      { name: 'late', executionMode: 'PARALLEL', stages: [source, build, deploy, late] },
      { name: 'none', stages: [source, build, deploy] },
      { name: 'skips', stages: [source, build, skipped, deploy] },
    ];
    await using it = await world({ pipelines });
    const codes = ['pipeline-order', 'pipeline-parallel', 'pipeline-retries'];
    expect(await plan(it, 'late')).toMatchObject({ exitCode: 64, codes });
    expect(await plan(it, 'none')).toMatchObject({ exitCode: 0, codes: ['pipeline-no-migration'] });
    const skips = await plan(it, 'skips');
    expect(skips).toMatchObject({ exitCode: 0, codes: ['pipeline-skips'] });
    expect(skips.stdout).toContain('VariableCheck release');
    expect(await plan(it, 'lane')).toMatchObject({ exitCode: 64, codes: ['pipeline-unknown'] });
  });

  test('that may not be read is a warning', async () => {
    await using it = await world(ARTICLE, ['denied:GetPipeline:*']);
    const ended = await plan(it, 'infra-codepipeline-pipeline');
    expect(ended).toMatchObject({ exitCode: 0, codes: ['pipeline-unread'] });
    expect(ended.stdout).toContain('arn:aws:codepipeline:us-east-1:000000000000:infra-codepipeline-pipeline');
  });

  test('in a build knows its own action, and what run would make of the execution', async () => {
    const { pipeline } = ARTICLE;
    await using it = await world({
      pipelines: [{ ...pipeline, name: NAME }],
      ...aPipeline({ executionType: 'ROLLBACK' }),
    });
    const ended = await plan(it, NAME, { ...TOLD, CODEBUILD_BUILD_ID: 'project:1' });
    expect(ended).toMatchObject({ exitCode: 0, codes: ['launch-withheld'] });
  });

  test('on the embedded engine says that there are none', async () => {
    await using it = await world({});
    const args = ['plan', '--local', '--pipeline', 'x', ...it.args('--output', 'json').slice(1)];
    const { stdout } = await runCli(args);
    expect(stdout).toContain('pipeline-local');
  });
});
