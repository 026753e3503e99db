import type { FindingCode } from '../findings/findings.ts';
import type { Severity } from '../findings/rows/row.ts';
import type { FleetWarningCode } from './fleet-warnings.ts';

/** One finding of `plan`. */
export interface PlanFinding {
  /**
   * One of the codes in docs/events.md.
   * @open
   */
  code: FindingCode | FleetWarningCode;
  /** If one finding is an `error`, `run` launches nothing. */
  severity: Severity;
  /** What was found. */
  cause: string;
  /** What to do about it. */
  next: string;
  /**
   * @deprecated The same as `next`, under the name that it had up to version 0.1.
   */
  mend: string;
}
