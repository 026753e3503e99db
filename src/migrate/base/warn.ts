import { warnOf } from '../../core/events/warnings.ts';
import { type Finding, isMild } from '../../core/findings/findings.ts';
import type { EmitContext } from '../../core/ports.ts';

/** Reports each finding that is not an error as a warning. */
export async function warnOfFindings(findings: Finding[], { emit }: EmitContext): Promise<void> {
  for (const finding of findings.filter(isMild)) await emit(warnOf(finding));
}
