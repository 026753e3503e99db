import type { ContainerDefinition } from '../ecs/task-definition.ts';

/** Images of tools whose entry point is the tool, so that the command has only its arguments. */
const IMAGES =
  /(?:^|\/)(dbmate|migrate|flyway|liquibase|atlas|goose|sqitch|prisma|graphile-migrate)(?:-[\w.-]+)?(?::[^/]*)?(?:@.*)?$/;

/** The words that a container executes, as far as its definition, its override and the name of its image show them. */
export function wordsOfContainer(
  { image, entryPoint = [], command: defined = [] }: Pick<ContainerDefinition, 'image' | 'entryPoint' | 'command'>,
  command: readonly string[] = defined,
): string[] {
  const words = [...entryPoint, ...command];
  const program = entryPoint.length === 0 ? IMAGES.exec(image)?.[1] : undefined;
  const isNamed = program === undefined || words[0]?.endsWith(program) || /(?:^|\/)\w*sh$/.test(words[0] ?? '');
  return isNamed ? words : [program, ...words];
}
