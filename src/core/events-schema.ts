import * as z from 'zod';
import type { FindingCode } from './findings.ts';
import type { OutcomeName } from './outcome.ts';
import type { Phase } from './phase.ts';
import type { WarningCode } from './warnings.ts';

/**
 * The shape of every event, from which `docs/events.schema.json` is made. No part of what runs: a test holds it
 * against the types, the documentation and what real runs tell.
 */

const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const text = z.string();
const ms = z.int().min(0);
const exitCode = z.int().describe("The migration container's own code; null where ECS reported none").nullable();

const OUTCOMES = [
  'succeeded',
  'failed',
  'never-started',
  'stopped',
  'no-exit-code',
  'uncertain',
  'timed-out',
  'interrupted',
  'detached',
  'done',
  'planned',
  'listed',
  'skipped',
  'refused',
  'try-later',
  'unknown',
  'denied',
  'unreachable',
  'invalid',
  'bug',
] satisfies OutcomeName[];
const PHASES = [
  'waiting',
  'launching',
  'queued',
  'pulling',
  'running',
  'stopping',
  'stopped',
] as const satisfies Phase[];

const outcome = z.enum(OUTCOMES);
const phase = z.enum(PHASES).describe('Where the task is; `waiting` is for another migration');

const stamp = {
  at: time.describe('When it was told: ISO 8601 with milliseconds, by the clock of the process'),
  target: text.describe('Which of many targets this is about; absent with one').exactOptional(),
};

function event<T extends string, S extends z.core.$ZodLooseShape>(type: T, description: string, shape: S) {
  return z.object({ type: z.literal(type), ...stamp, ...shape }).meta({ id: type, description });
}

const settings = event('settings', 'The settings in force and where each came from.', {
  settings: z
    .record(z.string(), z.object({ value: z.unknown(), origin: text }))
    .describe('By name; `config` is the config file. Values of environment overrides are `***`'),
});

const build = event('build', 'What is known of the build; absent outside CI.', {
  build: text.describe('Unique to one try of one job').exactOptional(),
  pipeline: text.describe('The name of the pipeline').exactOptional(),
  execution: text.describe('The id of the pipeline execution, or what stands for it').exactOptional(),
  stage: text.exactOptional(),
  action: text.exactOptional(),
  commit: text.exactOptional(),
});

const plan = event('plan', 'What `run` would do; of the command `plan` alone.', {
  taskDefinition: text
    .describe('The revision that would run, as ARN; the family where a file would be registered first')
    .nullable(),
  registers: z.boolean().describe('Whether the file would be registered as a new revision'),
  container: text.describe('The migration container').nullable(),
  image: text.describe('Its image; with `build` its repository alone').nullable(),
  build: z
    .object({
      by: text,
      context: text,
      pushes: text.describe('The repository that the image goes to; null with `--local`').nullable(),
      platform: text.nullable(),
    })
    .describe('What would be built; absent without `--build`')
    .exactOptional(),
  request: z
    .custom<object>((value) => typeof value === 'object' && value !== null)
    .meta({
      type: 'object',
      description: 'The RunTask request, environment values masked; null if it could not be made',
    })
    .nullable(),
  findings: z.array(
    z.object({
      code: text.describe('One of those that docs/events.md lists') as unknown as z.ZodType<FindingCode>,
      severity: z.enum(['error', 'warning', 'note']),
      cause: text,
      next: text.describe('What to do about it'),
      mend: text.describe('The same as `next`, by its old name: read `next`').meta({ deprecated: true }),
    }),
  ),
});

const migration = event('migration', 'A migration of the cluster; of the command `list` alone, one for each.', {
  taskArn: text,
  taskDefinition: text.describe('The revision that it runs, as ARN'),
  lock: text.describe('What it must not overlap with'),
  container: text.describe('The migration container; null where the task does not tell').nullable(),
  build: text.describe('The build that launched it; null outside CI').nullable(),
  execution: text.describe('The pipeline execution of that build').nullable(),
  commit: text.nullable(),
  phase,
  lastStatus: text.describe("ECS's `lastStatus`"),
  outcome: outcome.describe('How it ended, as `attach` would say it; null while that is open').nullable(),
  containerExitCode: exitCode,
  cause: text.describe('Why it ended so; empty while it is open'),
  createdAt: time.describe("By ECS's clock, as the other two").nullable(),
  startedAt: time.describe('Null where it never came to RUNNING').nullable(),
  stoppedAt: time.describe('Null while it has not stopped').nullable(),
});

const launched = event('launched', 'ECS has accepted the task, or a task was found that is followed.', {
  taskArn: text,
  taskDefinition: text.describe('The revision that it runs, as ARN'),
  cluster: text.describe('As the settings have it: name or ARN'),
  container: text.describe('The migration container'),
  adopted: z.boolean().describe('True where the task was there already and is only followed'),
  logStreams: z.array(
    z.object({
      container: text,
      region: text,
      group: text,
      stream: text.describe('Absent until the task runs, where ECS names it then').exactOptional(),
      console: text.describe('Its page in the AWS console; null on other endpoints, and without a name').nullable(),
    }),
  ),
  console: text.describe("The task's page in the AWS console; null on other endpoints").nullable(),
  attach: text.describe('The command that follows the task again; null on the embedded engine').nullable(),
});

const status = event('status', 'The task entered another phase, or ECS gave it another status.', {
  phase,
  lastStatus: text.describe("ECS's `lastStatus`; null before ECS has shown the task").nullable(),
  text: text.describe('What is being waited for, in words'),
});

const log = event('log', 'One log event of one container, as CloudWatch Logs holds it.', {
  container: text,
  stream: text,
  timestamp: ms.describe('Milliseconds since the epoch, as the log driver stamped it'),
  message: text,
});

const warning = event('warning', 'Something to know that does not decide the outcome.', {
  // A text for readers: codes may be added.
  code: text.describe('One of those that docs/events.md lists') as unknown as z.ZodType<WarningCode>,
  text,
});

const at = ms.exactOptional();

const task = z.object({
  taskArn: text,
  taskDefinitionArn: text,
  lastStatus: text,
  desiredStatus: text,
  stopCode: text.exactOptional(),
  stoppedReason: text.exactOptional(),
  group: text.exactOptional(),
  startedBy: text.exactOptional(),
  launchType: text.exactOptional(),
  createdAt: at,
  pullStartedAt: at,
  pullStoppedAt: at,
  startedAt: at,
  stoppingAt: at,
  executionStoppedAt: at,
  stoppedAt: at,
  containers: z.array(
    z.object({
      name: text,
      lastStatus: text.exactOptional(),
      exitCode: z.int().exactOptional(),
      reason: text.exactOptional(),
      runtimeId: text.exactOptional(),
      image: text.exactOptional(),
    }),
  ),
  commands: z.record(z.string(), z.array(text)).describe('Command overrides by container').exactOptional(),
  marks: z
    .object({
      attempt: z.int().min(1),
      container: text,
      build: text.exactOptional(),
      pipeline: text.exactOptional(),
      execution: text.exactOptional(),
      stage: text.exactOptional(),
      action: text.exactOptional(),
      commit: text.exactOptional(),
    })
    .describe('What ecs-migrate has set at the launch')
    .exactOptional(),
});

const result = event('result', 'The end: always the last event.', {
  outcome: outcome.describe('The word to branch on'),
  exitCode: z.int().min(0).max(255).describe('The exit code of the process'),
  ending: text.describe('In which way it ended: one of those that docs/events.md lists'),
  reasons: z.array(text).readonly().describe('Codes of what lies behind it; often empty: see docs/events.md'),
  containerExitCode: exitCode,
  taskArn: text.nullable(),
  cause: text.describe('What happened and why'),
  next: text.describe('What to do next; empty after a success'),
  causeCode: text
    .describe('The kind of cause: one of those that docs/log-causes.md lists; null where none is known')
    .nullable(),
  causeLine: text.describe("The message in the container's log that decided on the cause, masked").nullable(),
  again: z
    .enum(['yes', 'later', 'no', 'depends'])
    .describe('Whether the same run may do better when nothing is fixed; null where that is not known')
    .nullable(),
  phases: z
    .object({
      queued: ms.exactOptional(),
      pulling: ms.exactOptional(),
      running: ms.exactOptional(),
      stopping: ms.exactOptional(),
      total: ms.exactOptional(),
    })
    .describe('Milliseconds in each phase; absent where it did not come to that'),
  task: task.describe('The task as ECS last described it, commands masked; null where there was none').nullable(),
});

/** Any event. */
export const eventSchema = z
  .discriminatedUnion('type', [settings, build, plan, migration, launched, status, log, warning, result])
  .describe('A line of `ecs-migrate --output json`. Fields may be added: ignore those you do not know.');

/** As JSON Schema. `strict` refuses fields that are not described, as readers must not. */
export function eventJsonSchema(strict: boolean): object {
  const override = strict ? {} : { io: 'input' as const };
  return z.toJSONSchema(eventSchema, { target: 'draft-7', unrepresentable: 'any', ...override });
}
