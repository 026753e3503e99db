import type { Level } from './rules/row.ts';

/** Something that a statement breaks. */
export interface LintFinding {
  /** Our code, or `squawk/` and the name of its rule. */
  code: string;
  level: Level;
  file: string;
  /** 1 for the first line. */
  line: number;
  /** The table, column or other object. Empty if the rule names none. */
  object: string;
  /** What the statement does. */
  cause: string;
  /** Why that breaks the version that is still running. */
  why: string;
  /** What this release can do instead, and what a later one does then. Empty texts are absent. */
  wayOut: string[];
  /** The beginning of the statement, on one line. */
  statement: string;
  /** The revisions that can take traffic and that it breaks, if ECS was asked. */
  breaks?: string[];
  /** Why an exception in the file does not hold. */
  exception?: string;
}

/** A finding that a comment in the file allows, with the reason that it gives. */
export interface Allowed {
  code: string;
  file: string;
  line: number;
  object: string;
  reason: string;
  /** The release from which the exception holds, and whether every revision that can take traffic is that or a later one. */
  after?: { release: string; proven: boolean };
}
