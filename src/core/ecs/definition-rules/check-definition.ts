import { checkContainers } from './check-containers.ts';
import { checkDependencies } from './check-dependencies.ts';
import { checkFargate } from './check-fargate.ts';
import { checkLogs } from './check-logs.ts';
import { checkMembers } from './check-members.ts';
import { checkPlaceholders } from './check-placeholders.ts';
import { checkResources } from './check-resources.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkTask } from './check-task.ts';
import { checkVolumes } from './check-volumes.ts';
import type { Definition } from './definition.ts';
import type { Problem } from './problem.ts';

/** The rules, in the order in which ECS was seen to report them. */
const RULES: readonly ((definition: Definition) => Problem[])[] = [
  checkTask,
  checkContainers,
  checkResources,
  checkDependencies,
  checkVolumes,
  checkSecrets,
  checkLogs,
  checkFargate,
  checkPlaceholders,
];

/**
 * Everything in a task definition that RegisterTaskDefinition refuses, or that makes every task fail. If a member has
 * the wrong type, nothing else is checked. The error texts are those of ECS, as far as they are known.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export function checkDefinition(definition: unknown): Problem[] {
  const members = checkMembers(definition);
  const untyped = members.some(({ answer }) => answer?.type === 'SerializationException');
  return untyped ? members : [...members, ...RULES.flatMap((rule) => rule(definition as Definition))];
}
