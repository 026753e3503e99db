import { nearest } from '../core/base/did-you-mean.ts';
import { isMap } from '../core/base/json.ts';
import type { Result } from '../core/base/result.ts';
import { checkMembers } from '../core/ecs/definition-rules/check-members.ts';
import type { Problem } from '../core/ecs/definition-rules/problem.ts';
import { OUTPUT_ONLY, type TaskDefinitionInput } from '../core/ecs/task-definition.ts';
import type { Finding } from '../core/findings/findings.ts';
import { AS_JSON } from './parse-yaml.ts';
import { readJsonOrYaml } from './read-json.ts';

type Read = Result<TaskDefinitionInput, Finding[]>;
type Members = Record<string, unknown>;

/**
 * Reads a task definition in the form of `aws ecs register-task-definition --cli-input-json` or `--cli-input-yaml`, or
 * as printed by `aws ecs describe-task-definition`. Members that only the latter prints are left out.
 */
export async function readTaskDefinition(file: string, cwd: string): Promise<Read> {
  const read = await readJsonOrYaml(file.replace(/^file:\/\//, ''), cwd);
  return read.ok ? checkTaskDefinition(file, read.value) : { ok: false, failure: [read.failure] };
}

/**
 * Like {@link readTaskDefinition}, for content that is already read. Members are checked at every depth: a member that
 * ECS does not know is an error. The SDK would silently drop it. The values of members are checked by the plan.
 */
export function checkTaskDefinition(file: string, content: unknown): Read {
  const form = formOf(content);
  if (!form.ok) return { ok: false, failure: [problemFinding(file, form.failure)] };
  const entries = Object.entries(form.value).filter(([key]) => !OUTPUT_ONLY.includes(key));
  const definition = Object.fromEntries(entries);
  const problems = checkMembers(definition);
  // The rest of the plan needs a family and containers.
  const hasContainers =
    Array.isArray(definition['containerDefinitions']) && definition['containerDefinitions'].length > 0;
  if (problems.length === 0 && typeof definition['family'] === 'string' && hasContainers) {
    return { ok: true, value: definition as TaskDefinitionInput };
  }
  const rest: Problem[] = problems.length > 0 ? [] : checkNeeded(definition);
  return { ok: false, failure: [...problems, ...rest].map((problem) => problemFinding(file, problem)) };
}

/** Turns a problem into a finding about the file. */
function problemFinding(file: string, { path = '', problem, fix }: Partial<Problem> & FormProblem): Finding {
  return { code: 'file-problem', file, key: path || undefined, problem, fix: fix };
}

function checkNeeded(definition: Members): Problem[] {
  const fixes = { family: 'give the definition a name', containerDefinitions: 'give at least one container' };
  return Object.entries(fixes).flatMap(([path, fix]) => {
    const value = definition[path];
    return value === undefined || (Array.isArray(value) && value.length === 0)
      ? [{ path, problem: 'it is missing', fix }]
      : [];
  });
}

type FormProblem = Pick<Problem, 'problem' | 'fix'>;
type Form = Result<Members, FormProblem>;

/** Recognizes the kind of file, because there are many similar ones. */
function formOf(content: unknown): Form {
  if (Array.isArray(content)) {
    const problem = 'it is a list of containers, as Terraform uses it, not a task definition';
    return { ok: false, failure: { problem, fix: 'put it into {"family": "…", "containerDefinitions": […]}' } };
  }
  if (!isMap(content)) {
    const fix = 'give the input of aws ecs register-task-definition';
    return { ok: false, failure: { problem: 'it is not a task definition', fix } };
  }
  const { taskDefinition, tags, ...others } = content;
  if (isMap(taskDefinition)) {
    return Object.keys(others).length === 0
      ? { ok: true, value: { ...taskDefinition, ...(tags === undefined ? {} : { tags }) } }
      : strangerBeside(others);
  }
  const keys = Object.keys(content);
  if (
    keys.some((key) => ['AWSTemplateFormatVersion', 'Resources', 'Transform'].includes(key)) ||
    content['Type'] === 'AWS::ECS::TaskDefinition'
  ) {
    const problem = 'it is a CloudFormation template, not a task definition';
    return { ok: false, failure: { problem, fix: AS_JSON } };
  }
  if (keys.some((key) => ['ContainerDefinitions', 'Family', 'RequiresCompatibilities', 'NetworkMode'].includes(key))) {
    const problem =
      'its members begin with capital letters, as in CloudFormation; members of ECS begin with small letters';
    return { ok: false, failure: { problem, fix: AS_JSON } };
  }
  if (isMap(content['services'])) {
    const fix = 'give the input of aws ecs register-task-definition, as JSON or YAML';
    return { ok: false, failure: { problem: 'it is a Compose file, not a task definition', fix } };
  }
  return { ok: true, value: content };
}

function strangerBeside(others: Members): Form {
  const [name = ''] = Object.keys(others);
  const near = nearest(name, ['taskDefinition', 'tags']);
  const fix = near ? `did you mean ${near}?` : 'leave it out';
  return { ok: false, failure: { problem: `${name} is next to taskDefinition`, fix } };
}
