/** The facts that identify a build. Two runs with the same build key and the same migration are one migration. */
export interface BuildFacts {
  /** Unique for one try of one job, such as CODEBUILD_BUILD_ID. Absent outside CI. */
  build?: string;
  /** The pipeline execution that the build belongs to. A retried stage has a new build in the same execution. */
  execution?: string;
  commit?: string;
  /** The CodePipeline pipeline, and the stage and action in it that this build executes. */
  pipeline?: string;
  stage?: string;
  action?: string;
  /**
   * The region where the build runs. The pipeline is in the same region unless a setting names another. It is not put
   * on the task.
   */
  region?: string;
}

/** Which run a migration task belongs to. The task carries it as environment overrides. */
export interface RunMarks extends BuildFacts {
  identity: string;
  /**
   * The identity without the build. Two builds that run the same migration share it. Absent on tasks of older versions
   * of ecs-migrate.
   */
  migration?: string;
  attempt: number;
  /** With `--retries`: which attempt of those that have run it is. Absent on the first. */
  series?: number;
  /** When the first of these attempts was created, by the clock of ECS: milliseconds since the epoch. */
  began?: number;
}

/**
 * The variables that ecs-migrate itself sets on the task. They need no permission for tags, and can still be read after
 * StopTask.
 */
const MARKS = {
  identity: 'ECS_MIGRATE_RUN_IDENTITY',
  migration: 'ECS_MIGRATE_RUN_MIGRATION',
  attempt: 'ECS_MIGRATE_RUN_ATTEMPT',
  series: 'ECS_MIGRATE_RUN_SERIES',
  began: 'ECS_MIGRATE_RUN_BEGAN',
  build: 'ECS_MIGRATE_RUN_BUILD',
  execution: 'ECS_MIGRATE_RUN_EXECUTION',
  commit: 'ECS_MIGRATE_RUN_COMMIT',
  pipeline: 'ECS_MIGRATE_RUN_PIPELINE',
  stage: 'ECS_MIGRATE_RUN_STAGE',
  action: 'ECS_MIGRATE_RUN_ACTION',
} as const;

const FACTS = ['migration', 'build', 'execution', 'commit', 'pipeline', 'stage', 'action'] as const;

/** The marks as environment overrides. */
export function marksToEnvironment(marks: RunMarks): { name: string; value: string }[] {
  return (Object.keys(MARKS) as (keyof typeof MARKS)[]).flatMap((key) =>
    marks[key] === undefined ? [] : [{ name: MARKS[key], value: String(marks[key]) }],
  );
}

/** The marks in a task's environment overrides. `undefined` if the task has none. */
export function marksFromEnvironment(
  environment: readonly { name?: string | undefined; value?: string | undefined }[],
): RunMarks | undefined {
  const value = (key: keyof typeof MARKS) => environment.find(({ name }) => name === MARKS[key])?.value;
  const identity = value('identity');
  if (identity === undefined) return undefined;
  const facts = FACTS.map((key) => [key, value(key)]);
  const present = Object.fromEntries(facts.filter(([, fact]) => fact !== undefined)) as Partial<RunMarks>;
  const numbers = (['series', 'began'] as const).filter((key) =>
    Number.isSafeInteger(Number(value(key) ?? Number.NaN)),
  );
  const series = Object.fromEntries(numbers.map((key) => [key, Number(value(key))]));
  return { identity, attempt: Number(value('attempt') ?? 1), ...series, ...present };
}
