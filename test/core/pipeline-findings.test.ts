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
  ['refused', 'give the ARN of the pipeline (--pipeline): shop was looked up in eu-west-1'],
  ['unreachable', 'give the build network access to CodePipeline in eu-west-1'],
  ['lost', 'give the build network access to CodePipeline in eu-west-1'],
])('%s: what would fix it', (kind, fix) => {
  expect(unread(kind).next).toContain(fix);
  expect(unknown(kind).next).toContain(fix);
  expect(unknown(kind).next).toContain('PIPELINE_EXECUTION_ID');
});

test('an execution that the list does not show is passed', () => {
  expect(unknown()).toEqual({
    cause:
      'the execution of pipeline shop that build p:1 belongs to is unknown; the run continues without checking whether that execution was superseded or is a rollback',
    next: 'pass #{codepipeline.PipelineExecutionId} to the action as PIPELINE_EXECUTION_ID',
  });
});
