/** What `list` looked at, and how much it found. */
export interface Listing {
  cluster: string;
  region: string;
  /** The value of `--lock`, if the list was limited to one lock. */
  lock: string | undefined;
  /** The number of migrations, and how many of them have not stopped. */
  found: number;
  running: number;
  /** The number of tasks that were looked at. */
  looked: number;
}

/** What `list` found, and where it looked. */
export function explainListing({ cluster, region, lock, found, running, looked }: Listing): {
  cause: string;
  next: string;
} {
  const where = `in cluster ${cluster} (${region})`;
  const ofLock = lock === undefined ? '' : ` of lock ${lock}`;
  if (found === 0) {
    const tasks = looked === 1 ? '1 task was' : `${looked} tasks were`;
    return {
      cause: `no migration${ofLock} ${where} is running or stopped within about the last hour (${tasks} checked)`,
      next: `ECS forgets a stopped task after about an hour; its log stays. ${lock === undefined ? '' : 'Without --lock, the migrations of all locks are listed. '}If you expected a migration, check --cluster, --region and --profile`,
    };
  }
  const migrations = found === 1 ? '1 migration' : `${found} migrations`;
  return {
    cause: `${migrations}${ofLock} ${where}: ${running} running, ${found - running} stopped`,
    next: `show the log and the result of one of them with: npx ecs-migrate attach TASK --cluster ${cluster} --region ${region}`,
  };
}
