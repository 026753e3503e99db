import * as z from 'zod';
import type { Finding } from '../core/findings.ts';
import { nearest } from '../core/near.ts';
import { OUTPUT_ONLY, type TaskDefinitionInput } from '../core/task-definition.ts';
import { readText } from './read-text.ts';
import { CONTAINER_MEMBERS, TASK_DEFINITION_MEMBERS } from './task-definition-members.ts';

const pair = z.looseObject({ name: z.string(), value: z.string() });
const secret = z.looseObject({ name: z.string(), valueFrom: z.string() });
const names = z.array(z.string());

/** The members whose form matters here; ECS checks the rest. */
const containerSchema = z.looseObject({
  name: z.string().min(1),
  image: z.string().min(1),
  essential: z.boolean().optional(),
  command: names.optional(),
  entryPoint: names.optional(),
  environment: z.array(pair).optional(),
  secrets: z.array(secret).optional(),
  cpu: z.number().optional(),
  memory: z.number().optional(),
  memoryReservation: z.number().optional(),
  stopTimeout: z.number().optional(),
  workingDirectory: z.string().optional(),
  logConfiguration: z
    .looseObject({ logDriver: z.string(), options: z.record(z.string(), z.string()).optional() })
    .optional(),
});

const definitionSchema = z.looseObject({
  family: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
  containerDefinitions: z.array(containerSchema).min(1),
  networkMode: z.enum(['awsvpc', 'bridge', 'host', 'none']).optional(),
  requiresCompatibilities: z.array(z.enum(['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'])).optional(),
  cpu: z.string().optional(),
  memory: z.string().optional(),
  executionRoleArn: z.string().optional(),
  taskRoleArn: z.string().optional(),
});

type Read = { definition: TaskDefinitionInput } | { finding: Finding };

/**
 * Reads a task definition as `aws ecs register-task-definition --cli-input-json` takes it. Members that only
 * DescribeTaskDefinition answers are left out; a member that ECS does not know is a mistake, not to be dropped in
 * silence as the SDK would.
 */
export async function readTaskDefinition(file: string, cwd: string): Promise<Read> {
  const read = await readText(file, cwd);
  if ('problem' in read)
    return failed(file, undefined, read.problem, `check the path; the working directory is ${cwd}`);
  let json: unknown;
  try {
    json = JSON.parse(read.text);
  } catch (error) {
    // The parser quotes what stands around the mistake, and that may be a secret.
    const message = (error as Error).message.replace(/, (\.\.\.)?".*$/s, '');
    return failed(file, undefined, `it is not JSON: ${message}`, 'mend the syntax');
  }
  return checkTaskDefinition(file, json);
}

/** The same for content that was read already. */
export function checkTaskDefinition(file: string, json: unknown): Read {
  const result = definitionSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    return failed(
      file,
      keyOf(issue?.path ?? []),
      issue?.message ?? 'it does not fit',
      'see RegisterTaskDefinition in the ECS API reference',
    );
  }
  const entries = Object.entries(result.data).filter(([key]) => !OUTPUT_ONLY.includes(key));
  const stray =
    strayMember(Object.fromEntries(entries), TASK_DEFINITION_MEMBERS, '') ??
    result.data.containerDefinitions
      .map((container, index) => strayMember(container, CONTAINER_MEMBERS, `containerDefinitions[${index}].`))
      .find((found) => found !== undefined);
  if (stray !== undefined) {
    const mend = stray.near
      ? `did you mean ${stray.near}?`
      : 'leave it out; see RegisterTaskDefinition in the ECS API reference';
    return failed(file, stray.key, 'ECS knows no such member', mend);
  }
  const twice = firstRepeated(result.data.containerDefinitions.map(({ name }) => name));
  if (twice !== undefined) {
    return failed(file, 'containerDefinitions', `two containers have the name ${twice}`, 'give each its own name');
  }
  return { definition: Object.fromEntries(entries) as TaskDefinitionInput };
}

function failed(file: string, key: string | undefined, problem: string, mend: string): Read {
  return { finding: { code: 'file-problem', file, key, problem, mend } };
}

function keyOf(steps: readonly PropertyKey[]): string {
  return steps
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function strayMember(
  object: Record<string, unknown>,
  members: readonly string[],
  prefix: string,
): { key: string; near: string | undefined } | undefined {
  const key = Object.keys(object).find((name) => !members.includes(name));
  return key === undefined ? undefined : { key: `${prefix}${key}`, near: nearest(key, members) };
}

function firstRepeated(items: readonly string[]): string | undefined {
  return items.find((item, index) => items.indexOf(item) !== index);
}
