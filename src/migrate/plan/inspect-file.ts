import { checkDefinition } from '../../core/ecs/definition-rules/check-definition.ts';
import { checkMembers } from '../../core/ecs/definition-rules/check-members.ts';
import { containerPath } from '../../core/ecs/definition-rules/definition.ts';
import type { Problem } from '../../core/ecs/definition-rules/problem.ts';
import { namesFile, type TaskDefinitionInput } from '../../core/ecs/task-definition.ts';
import type { Finding } from '../../core/findings/findings.ts';

/** Finds misspelt and wrongly typed members of a given definition. `reference` is the name it was given by. */
export function inspectMembers(given: TaskDefinitionInput, reference: string | undefined): Finding[] {
  return findingsOf(checkMembers(given), reference);
}

/**
 * Finds what ECS would refuse in a given definition that will be registered. A revision that ECS has is not checked,
 * because ECS accepted it. An open image, or a flag whose value is not a valid image, is already in `known`.
 * `onFargate`: the task will run on Fargate, even if the definition does not say so.
 */
export function inspectFile(
  register: TaskDefinitionInput | undefined,
  reference: string | undefined,
  known: readonly Finding[],
  onFargate: boolean,
): Finding[] {
  if (register === undefined) return [];
  const open = known.flatMap((finding) => (finding.code === 'image-open' ? [finding.container] : []));
  const given = known.flatMap((finding) => (finding.code === 'image-invalid' ? [finding.image] : []));
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
