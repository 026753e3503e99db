import * as z from 'zod';
import { nearest } from '../core/base/did-you-mean.ts';
import { explainId, SECURITY_GROUP_ID, SUBNET_ID } from '../core/base/ids.ts';
import type { Result } from '../core/base/result.ts';
import type { RunTaskInput } from '../core/ecs/run-task-input.ts';
import type { Finding } from '../core/findings/findings.ts';
import { readJsonOrYaml } from './read-json.ts';

const idsOf = (form: RegExp) => z.array(z.string().regex(form, { error: ({ input }) => explainId(String(input)) }));
const environment = z.array(z.looseObject({ name: z.string(), value: z.string() }));
const containerOverride = z.looseObject({
  name: z.string(),
  command: z.array(z.string()).optional(),
  environment: environment.optional(),
});

/**
 * Members of RunTask that a file may contain. Only members whose form matters here are checked; ECS checks the rest.
 */
const schema = z.strictObject({
  capacityProviderStrategy: z
    .array(z.strictObject({ capacityProvider: z.string(), weight: z.number().optional(), base: z.number().optional() }))
    .optional(),
  enableECSManagedTags: z.boolean().optional(),
  enableExecuteCommand: z.boolean().optional(),
  group: z.string().optional(),
  launchType: z.string().optional(),
  networkConfiguration: z
    .strictObject({
      awsvpcConfiguration: z.strictObject({
        subnets: idsOf(SUBNET_ID),
        securityGroups: idsOf(SECURITY_GROUP_ID).optional(),
        assignPublicIp: z.enum(['ENABLED', 'DISABLED']).optional(),
      }),
    })
    .optional(),
  overrides: z.looseObject({ containerOverrides: z.array(containerOverride).optional() }).optional(),
  placementConstraints: z.array(z.looseObject({})).optional(),
  placementStrategy: z.array(z.looseObject({})).optional(),
  platformVersion: z.string().optional(),
  propagateTags: z.enum(['TASK_DEFINITION', 'NONE']).optional(),
  tags: z.array(z.strictObject({ key: z.string(), value: z.string().optional() })).optional(),
  volumeConfigurations: z.array(z.looseObject({})).optional(),
});

/** Members that a file must not contain. */
const REFUSED: Record<string, string> = {
  clientToken: 'ecs-migrate makes it: use --idempotency-key to say which runs are the same migration',
  startedBy: 'ecs-migrate stores the lock in it: use --lock',
  count: 'ecs-migrate launches exactly one task',
  cluster: 'give --cluster',
  taskDefinition: 'give --task-definition',
};

/** Reads other members of RunTask, in the form of `aws ecs run-task --cli-input-json`. */
export async function readRunTaskInput(file: string, cwd: string): Promise<Result<RunTaskInput, Finding>> {
  const read = await readJsonOrYaml(file, cwd);
  if (!read.ok) return read;
  const failed = (key: string | undefined, problem: string, fix: string) =>
    ({ ok: false, failure: { code: 'file-problem', file, key, problem, fix } }) as const;
  const refused = Object.keys((read.value ?? {}) as object).find((key) => key in REFUSED);
  if (refused !== undefined) return failed(refused, 'it cannot be given here', REFUSED[refused] ?? '');
  const result = schema.safeParse(read.value);
  if (result.success) return { ok: true, value: result.data as RunTaskInput };
  const [issue] = result.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const key = [...issue.path, issue.keys[0]].join('.');
    const near = nearest(issue.keys[0] ?? '', Object.keys(schema.shape));
    return failed(key, 'RunTask has no such parameter', near ? `did you mean ${near}?` : 'see the RunTask API');
  }
  return failed(issue?.path.join('.') || undefined, issue?.message ?? 'it is not valid', 'see the RunTask API');
}
