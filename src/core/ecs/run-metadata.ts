/** What a build is known by: two runs with one build key and one migration are the same migration. */
export interface BuildFacts {
  /** Unique to one try of one job, such as CODEBUILD_BUILD_ID; absent outside CI. */
  build?: string;
  /** The pipeline execution that a build belongs to; a retried stage has a new build in the same execution. */
  execution?: string;
  commit?: string;
  /** The pipeline of CodePipeline, and the stage and action in it that this build is. */
  pipeline?: string;
  stage?: string;
  action?: string;
  /** Where the build runs, and its pipeline unless that is said. Not put on the task. */
  region?: string;
}

/** Who a migration task belongs to. Travels with it as environment overrides. */
export interface RunMarks extends BuildFacts {
  identity: string;
  /** The identity without the build: two builds that run the same migration share it. Absent on tasks of versions before it. */
  migration?: string;
  attempt: number;
}

/** `ecs-migrate`'s own variables on the task: they need no tagging right and survive StopTask. */
const MARKS = {
  identity: 'ECS_MIGRATE_RUN_IDENTITY',
  migration: 'ECS_MIGRATE_RUN_MIGRATION',
  attempt: 'ECS_MIGRATE_RUN_ATTEMPT',
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

/** The marks among environment overrides; `undefined` where a task has none. */
export function marksFromEnvironment(
  environment: readonly { name?: string | undefined; value?: string | undefined }[],
): RunMarks | undefined {
  const value = (key: keyof typeof MARKS) => environment.find(({ name }) => name === MARKS[key])?.value;
  const identity = value('identity');
  if (identity === undefined) return undefined;
  const facts = FACTS.map((key) => [key, value(key)]);
  const present = Object.fromEntries(facts.filter(([, fact]) => fact !== undefined)) as Partial<RunMarks>;
  return { identity, attempt: Number(value('attempt') ?? 1), ...present };
}
