import { warnOf } from '../../core/events/warnings.ts';
import { type Finding, isMild } from '../../core/findings/findings.ts';
import type { RunContext } from '../../core/ports.ts';

/** Warns of the findings that are no errors. */
export async function warnOfFindings(findings: Finding[], { emit }: RunContext): Promise<void> {
  for (const finding of findings.filter(isMild)) await emit(warnOf(finding));
}
