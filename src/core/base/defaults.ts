/** Values that no setting changes. The defaults of settings are in the table of settings. Times are in milliseconds. */
export const DEFAULTS = {
  /** The longest wait for a log to become silent, after the verdict and after all present lines were read. */
  drainBoundMs: 60_000,
  /**
   * How long before the build's own time limit a run must end. ECS gives a container up to 2 min to stop, and its last
   * lines and the verdict take time.
   */
  buildMarginMs: 180_000,
  localSubnets: ['subnet-local'],
  /** The longest time between two lines if there is no live status line. */
  heartbeatMs: 60_000,
} as const;

/** Limits that AWS sets. See the ECS and CloudWatch Logs API references. */
export const LIMITS = {
  /** RunTask: characters of the whole `overrides` structure, including punctuation. */
  overridesCharacters: 8_192,
  /** DescribeTasks: tasks in one call. */
  describeTasks: 100,
  /** RunTask: characters of `startedBy`. */
  startedByCharacters: 128,
  subnets: 16,
  securityGroups: 5,
  /** RunTask: tags of a task. */
  tags: 50,
  /** The minimum time for which ECS can still describe a stopped task. */
  describableMs: 60 * 60_000,
} as const;
