/** Values that no setting changes; those of settings are in the table of settings. Times are milliseconds. */
export const DEFAULTS = {
  /** Longest wait, once caught up, for a log to fall silent after the verdict. */
  drainBoundMs: 60_000,
  /** Before a build's own limit: ECS gives a container up to 2 min to stop, and its last lines and the verdict take time. */
  buildMarginMs: 180_000,
  localSubnets: ['subnet-local'],
  /** A line at least this often where there is no live status line. */
  heartbeatMs: 60_000,
} as const;

/** Bounds that AWS sets; see the ECS and CloudWatch Logs API references. */
export const LIMITS = {
  /** RunTask: characters of the whole `overrides` structure, punctuation included. */
  overridesCharacters: 8_192,
  /** DescribeTasks: tasks in one call. */
  describeTasks: 100,
  /** RunTask: characters of `startedBy`. */
  startedByCharacters: 128,
  subnets: 16,
  securityGroups: 5,
  /** RunTask: tags of a task. */
  tags: 50,
  /** How long ECS keeps a stopped task describable, at the least. */
  describableMs: 60 * 60_000,
} as const;
