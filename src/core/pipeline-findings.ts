import type { CallFailure } from './failure.ts';
import type { Severity } from './findings.ts';
import type { PipelineRef } from './pipeline.ts';
import type { Withheld } from './pipeline-execution.ts';

/** An action within its stage, as people find it again. */
export interface ActionPlace {
  stage: string;
  action: string;
}

/** What should be known of the pipeline that a migration is part of, as a code with its facts. */
export type PipelineFinding =
  | { code: 'pipeline-unknown'; pipeline: string; region: string; origin: string }
  | { code: 'pipeline-unread'; pipeline: PipelineRef; failure: CallFailure }
  | { code: 'pipeline-local'; origin: string }
  | { code: 'execution-unknown'; pipeline: PipelineRef; build: string; failure: CallFailure | undefined }
  | { code: 'execution-unread'; pipeline: PipelineRef; execution: string; failure: CallFailure }
  | { code: 'launch-withheld'; withheld: Withheld }
  | { code: 'pipeline-no-migration'; pipeline: string }
  | { code: 'pipeline-no-deployment'; pipeline: string; migration: ActionPlace }
  | { code: 'pipeline-order'; migration: ActionPlace; deployment: ActionPlace; beside: boolean }
  | { code: 'pipeline-one-stage'; migration: ActionPlace; deployment: ActionPlace }
  | { code: 'pipeline-parallel'; pipeline: string }
  | { code: 'pipeline-retries'; stage: string }
  | { code: 'pipeline-image'; migration: ActionPlace; deployment: ActionPlace; artifacts: string[] };

/** A migration that does not precede its deployment is an error; `run` itself does not look at the pipeline's shape. */
export const PIPELINE_SEVERITIES: Readonly<Record<PipelineFinding['code'], Severity>> = {
  'pipeline-unknown': 'error',
  'pipeline-order': 'error',
  'pipeline-unread': 'warning',
  'pipeline-local': 'note',
  'execution-unknown': 'warning',
  'execution-unread': 'warning',
  'launch-withheld': 'warning',
  'pipeline-no-migration': 'warning',
  'pipeline-no-deployment': 'note',
  'pipeline-one-stage': 'warning',
  'pipeline-parallel': 'warning',
  'pipeline-retries': 'warning',
  'pipeline-image': 'warning',
};

/** Whether a finding is about the pipeline. */
export function isPipelineFinding<F extends { code: string }>(finding: F): finding is F & PipelineFinding {
  return Object.hasOwn(PIPELINE_SEVERITIES, finding.code);
}
