import { expect, test } from 'vitest';
import type { CallFailure, FailureKind } from '../../src/core/base/failure.ts';
import { wordFinding } from '../../src/core/findings/findings.ts';

const pipeline = { name: 'shop', region: 'eu-west-1' };
const arn = 'arn:aws:codepipeline:eu-west-1:123456789012:shop';
const failure = (kind: FailureKind): CallFailure => ({
  kind,
  operation: 'codepipeline:GetPipelineExecution',
  name: 'SomeException',
  message: `User: x is not authorized to perform: codepipeline:GetPipelineExecution on resource: ${arn} because`,
});
const unread = (kind: FailureKind) =>
  wordFinding({ code: 'execution-unread', pipeline, execution: 'e', failure: failure(kind) });
const unknown = (kind?: FailureKind) =>
  wordFinding({ code: 'execution-unknown', pipeline, build: 'p:1', failure: kind && failure(kind) });

test.each<[FailureKind, string]>([
  ['denied', `allow codepipeline:GetPipelineExecution on ${arn}`],
  ['refused', 'name the pipeline by its ARN (--pipeline), for shop was asked for in eu-west-1'],
  ['unreachable', 'let the build reach CodePipeline in eu-west-1'],
  ['lost', 'let the build reach CodePipeline in eu-west-1'],
])('%s: what would fix it', (kind, fix) => {
  expect(unread(kind).next).toContain(fix);
  expect(unknown(kind).next).toContain(fix);
  expect(unknown(kind).next).toContain('PIPELINE_EXECUTION_ID');
});

test('an execution that the list does not show is passed', () => {
  expect(unknown()).toEqual({
    cause:
      'which execution of pipeline shop build p:1 belongs to is not known; it runs without asking whether that was superseded or is a rollback',
    next: 'pass #{codepipeline.PipelineExecutionId} to the action as PIPELINE_EXECUTION_ID',
  });
});
