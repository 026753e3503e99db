import { checkDefinition as findProblems } from '../../core/ecs/definition-rules/check-definition.ts';
import { AwsError } from '../errors.ts';
import type { TaskDefinition } from '../model.ts';
import type { TaskDefinitionInput } from '../shapes.ts';

/** Refuses what RegisterTaskDefinition refuses. As in ECS, one error at a time, and none for members that it does not know. */
export function checkDefinition(input: TaskDefinitionInput): void {
  const answer = findProblems(input).find((one) => one.answer !== undefined)?.answer;
  if (answer !== undefined) throw new AwsError(answer.type, answer.message);
}

/** Whether Fargate runs it, as ECS finds out for each revision, also where it was not asked to. */
export function isForFargate({ body }: Pick<TaskDefinition, 'body'>): boolean {
  const problems = findProblems({ ...body, requiresCompatibilities: ['FARGATE'] });
  return problems.every((one) => one.answer === undefined);
}
