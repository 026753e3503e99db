import type { TaskDefinitionInput } from '../../core/ecs/task-definition.ts';
import type { Finding } from '../../core/findings/findings.ts';
import { containersToSkip, withoutContainers, wordSkipped } from '../../core/plan/skip-containers.ts';
import type { Aws } from '../../core/ports.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { type Base, chooseDefinition } from './change-definition.ts';

/**
 * Returns the definition without the containers that a local run skips. A local run always has a file, because its
 * engine starts empty.
 */
export function withoutSkipped(
  resolved: Resolved,
  base: Base,
  file: TaskDefinitionInput | undefined,
  context: Pick<Aws, 'definitions' | 'region'>,
): { base: Base; file: TaskDefinitionInput | undefined; findings: Finding[] } {
  if (!resolved.settings.local || file === undefined) return { base, file, findings: [] };
  const { names, findings } = containersToSkip(resolved, base.definition);
  if (names.length === 0 || findings.length > 0) return { base, file, findings };
  const left = withoutContainers(file, names, context.region);
  return {
    base: chooseDefinition(left, undefined, context) ?? base,
    file: left,
    findings: wordSkipped(names, base.definition),
  };
}
