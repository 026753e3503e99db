/** Every default of the tool, in milliseconds where it is a time. */
export const DEFAULTS = {
  /** How long a task may take until one of its containers runs. */
  startTimeoutMs: 10 * 60_000,
  /** How long to wait for migrations that were there first. */
  waitTimeoutMs: 30 * 60_000,
  /** Silence after the container's exit that ends its log: the awslogs driver flushes every 5 s. */
  logQuietMs: 5_000,
  /** The same on the embedded engine, whose lines are readable at once. */
  localLogQuietMs: 300,
  /** Longest wait, once caught up, for a log to fall silent after the verdict. */
  drainBoundMs: 60_000,
  /** Before a build's own limit: ECS gives a container up to 2 min to stop, and its last lines and the verdict take time. */
  buildMarginMs: 180_000,
  onTimeout: 'stop',
  onInterrupt: 'stop',
  onRollback: 'skip',
  output: 'text',
  logPrefix: 'auto',
  localCluster: 'default',
  localRegion: 'us-east-1',
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
