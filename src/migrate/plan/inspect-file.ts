import { checkDefinition } from '../../core/ecs/definition-rules/check-definition.ts';
import { checkMembers } from '../../core/ecs/definition-rules/check-members.ts';
import { containerPath } from '../../core/ecs/definition-rules/definition.ts';
import type { Problem } from '../../core/ecs/definition-rules/problem.ts';
import { namesFile, type TaskDefinitionInput } from '../../core/ecs/task-definition.ts';
import type { Finding } from '../../core/findings/findings.ts';

/** Misspelt and wrongly typed members of a definition that was given; `reference` is what it was named by. */
export function inspectMembers(given: TaskDefinitionInput, reference: string | undefined): Finding[] {
  return findingsOf(checkMembers(given), reference);
}

/**
 * What ECS would refuse of a definition that was given and is to be registered. A revision that ECS has is not looked
 * at: it took it. An image that is open, or was given by a flag and is none, has been told already. `onFargate`: it is to run there, also where it does not say so.
 */
export function inspectFile(
  register: TaskDefinitionInput | undefined,
  reference: string | undefined,
  told: readonly Finding[],
  onFargate: boolean,
): Finding[] {
  if (register === undefined) return [];
  const open = told.flatMap((finding) => (finding.code === 'image-open' ? [finding.container] : []));
  const given = told.flatMap((finding) => (finding.code === 'image-invalid' ? [finding.image] : []));
  const images = (register.containerDefinitions as { name: string; image?: string }[]).flatMap(
    ({ name, image = '' }, index) =>
      open.includes(name) || given.includes(image) ? [`${containerPath(index)}.image`] : [],
  );
  const { requiresCompatibilities = onFargate ? ['FARGATE'] : [] } = register;
  const problems = checkDefinition({ ...register, requiresCompatibilities }).filter(
    ({ path }) => !images.includes(path),
  );
  return findingsOf(problems, reference);
}

function findingsOf(problems: readonly Problem[], reference: string | undefined): Finding[] {
  const file = reference !== undefined && namesFile(reference) ? reference : 'the task definition';
  return problems.map(({ path, problem, fix }) => ({
    code: 'file-problem' as const,
    file,
    key: path || undefined,
    problem,
    fix: fix,
  }));
}
