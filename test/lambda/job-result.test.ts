import { describe, expect, test } from 'vitest';
import type { OutcomeName } from '../../src/core/base/outcome.ts';
import type { ResultEvent } from '../../src/core/events/events.ts';
import { detailsOf, failureOf, variablesOf } from '../../src/lambda/job-result.ts';

const result = (over: Partial<ResultEvent> = {}): ResultEvent => ({
  type: 'result',
  at: '',
  outcome: 'failed',
  exitCode: 3,
  containerExitCode: 3,
  taskArn: 'arn:task',
  cause: 'it broke',
  next: 'fix it',
  phases: { total: 83_412 },
  task: null,
  ending: 'failed',
  reasons: [],
  causeCode: null,
  causeLine: null,
  again: null,
  ...over,
});

describe('the failure of a job', () => {
  test.each<[OutcomeName, string]>([
    ['failed', 'JobFailed'],
    ['try-later', 'JobFailed'],
    ['unknown', 'JobFailed'],
    ['invalid', 'ConfigurationError'],
    ['denied', 'PermissionError'],
    ['unreachable', 'SystemUnavailable'],
  ])('of the outcome %s is a %s', (outcome, type) => {
    expect(failureOf({ result: result({ outcome }), lastLines: [] }).type).toBe(type);
  });

  test('is outcome, cause, next step and the last lines', () => {
    const { message } = failureOf({ result: result(), lastLines: ['one', 'two'] });
    expect(message).toBe('failed (exit code 3): it broke\nnext: fix it\n\nlast lines:\none\ntwo');
  });

  test('never has more than 5,000 characters: the last lines matter most, the cause before them', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `${i} ${'x'.repeat(300)}`);
    const { message } = failureOf({ result: result(), lastLines: lines });
    expect(message.length).toBeLessThanOrEqual(5_000);
    expect(message).toContain(lines.at(-1));
    expect(message).not.toContain(`\n${lines[0]}`);
    const long = failureOf({ result: result({ cause: 'y'.repeat(9_000) }), lastLines: ['z'] });
    expect(long.message).toHaveLength(5_000);
  });

  test('has no last lines where one alone is too long', () => {
    expect(failureOf({ result: result(), lastLines: ['x'.repeat(6_000)] }).message).not.toContain('last lines');
  });
});

test('the variables are texts: the container’s own code, and seconds', () => {
  expect(variablesOf(result({ outcome: 'succeeded', containerExitCode: 0 }))).toEqual({
    taskArn: 'arn:task',
    exitCode: '0',
    outcome: 'succeeded',
    duration: '83.4',
  });
});

test('a summary is cut to what CodePipeline takes', () => {
  const { summary, externalExecutionId } = detailsOf('s'.repeat(3_000), `arn:${'t'.repeat(2_000)}`);
  expect(summary).toHaveLength(2_048);
  expect(externalExecutionId).toHaveLength(1_500);
});
