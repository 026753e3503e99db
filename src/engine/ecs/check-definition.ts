import { checkDefinition as findProblems } from '../../core/ecs/definition-rules/check-definition.ts';
import { AwsError } from '../errors.ts';
import type { TaskDefinition } from '../model.ts';
import type { TaskDefinitionInput } from '../shapes.ts';

/**
 * Throws the error that RegisterTaskDefinition would return. As in ECS, it reports one error at a time and accepts
 * unknown members.
 */
export function checkDefinition(input: TaskDefinitionInput): void {
  const error = findProblems(input).find((problem) => problem.answer !== undefined)?.answer;
  if (error !== undefined) throw new AwsError(error.type, error.message);
}

/**
 * Whether Fargate can run the definition. ECS finds this out for each revision, even if the request does not ask for
 * Fargate.
 */
export function isForFargate({ body }: Pick<TaskDefinition, 'body'>): boolean {
  const problems = findProblems({ ...body, requiresCompatibilities: ['FARGATE'] });
  return problems.every((problem) => problem.answer === undefined);
}
