/**
 * How bad a finding is. An `error` breaks the version that is running, or blocks it. A `note` is worth a look, and never
 * fails a build.
 */
export type Level = 'error' | 'note';

/** Everything that is said about one rule. */
export interface LintRule {
  level: Level;
  /** What the statement does, as a part of a sentence; `%` stands for the object. */
  what: string;
  /** Why that breaks the version that is still running. */
  why: string;
  /** The way out over two releases (expand, then contract): what this release does, and what a later one does. */
  now: string;
  later: string;
}
