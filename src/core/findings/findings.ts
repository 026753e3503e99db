import { AGAIN_FINDINGS } from './rows/again.ts';
import { CLUSTER_FINDINGS } from './rows/cluster.ts';
import { DEFINITION_FINDINGS } from './rows/definition.ts';
import { HOOK_FINDINGS } from './rows/hook.ts';
import { IMAGE_FINDINGS } from './rows/images.ts';
import { LOG_FINDINGS } from './rows/logs.ts';
import { PIPELINE_FINDINGS } from './rows/pipeline.ts';
import { type FactsOf, type Row, type Severity, wordRow } from './rows/row.ts';
import { SETTING_FINDINGS } from './rows/settings.ts';

/**
 * Every finding, by code: its severity, its words, the next step, and its documentation. To add a finding, add its row,
 * which also declares its facts.
 */
export const FINDINGS: typeof SETTING_FINDINGS &
  typeof CLUSTER_FINDINGS &
  typeof DEFINITION_FINDINGS &
  typeof HOOK_FINDINGS &
  typeof IMAGE_FINDINGS &
  typeof LOG_FINDINGS &
  typeof PIPELINE_FINDINGS &
  typeof AGAIN_FINDINGS = {
  ...SETTING_FINDINGS,
  ...CLUSTER_FINDINGS,
  ...DEFINITION_FINDINGS,
  ...HOOK_FINDINGS,
  ...IMAGE_FINDINGS,
  ...LOG_FINDINGS,
  ...PIPELINE_FINDINGS,
  ...AGAIN_FINDINGS,
};

type Rows = typeof FINDINGS;

export type FindingCode = keyof Rows;

type FindingOf<Code extends FindingCode> = Code extends FindingCode ? { code: Code } & FactsOf<Rows[Code]> : never;

/** Something that the user should know before the launch, as a code with its facts. */
export type Finding = FindingOf<FindingCode>;

type CodeOf<S extends Severity> = {
  [Code in FindingCode]: Rows[Code]['severity'] extends S ? Code : never;
}[FindingCode];

/** A finding that a run reports as a warning before it continues. */
export type MildFinding = FindingOf<CodeOf<'warning'>>;

/** A finding about the pipeline. */
export type PipelineFinding = FindingOf<keyof typeof PIPELINE_FINDINGS>;

/** Whether the finding forbids the launch, is a warning, or is a note. */
export function severityOf({ code }: Finding): Severity {
  return FINDINGS[code].severity;
}

/** Whether a launch is allowed in spite of the finding. */
export function isMild(finding: Finding): finding is MildFinding {
  return severityOf(finding) === 'warning';
}

/** The findings that forbid the launch. */
export function errorsAmong(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => severityOf(finding) === 'error');
}

/** What was found, and what to do about it. */
export function wordFinding(finding: Finding): { cause: string; next: string } {
  // The facts of each code are those of its row, because `Finding` is derived from the rows.
  return wordRow(FINDINGS[finding.code] as Row<Finding>, finding);
}
