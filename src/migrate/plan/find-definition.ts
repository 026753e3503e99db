import { shortName } from '../../core/base/arn.ts';
import { nearest } from '../../core/base/did-you-mean.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { Result } from '../../core/base/result.ts';
import type { ClusterFacts } from '../../core/ecs/cluster.ts';
import type { TaskDefinition } from '../../core/ecs/task-definition.ts';
import type { Finding } from '../../core/findings/findings.ts';
import type { DefinitionContext } from '../../core/ports.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { conventionalFamily, familyOf, isTagged } from '../../core/settings/tags.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';

/** The registered task definition, the name that it was looked up by, and the origin of that name. */
export interface FoundDefinition {
  reference: string;
  origin: string;
  definition: TaskDefinition | undefined;
}

/** DescribeTaskDefinition, repeated while AWS fails for a moment. */
export function describeDefinition(
  reference: string,
  context: DefinitionContext,
): Promise<Answer<TaskDefinition | undefined>> {
  return retry(() => context.definitions.describe(reference), retryOptionsOf(context));
}

/**
 * Finds the task definition if no setting names one: by a tag of the cluster, or else by the family that is named after
 * the cluster, if that family has an ecs-migrate tag.
 */
export async function discoverDefinition(
  { name, tags }: ClusterFacts,
  { settings: { app }, origins }: Resolved,
  context: DefinitionContext,
): Promise<Answer<Result<FoundDefinition, Finding>>> {
  const choice = familyOf(tags, app);
  if (choice !== undefined && 'apps' in choice) {
    const near = app === undefined ? undefined : nearest(app, choice.apps);
    const given = app === undefined ? undefined : { app, origin: origins.app ?? '--app', near };
    const unclear: Finding = { code: 'app-unclear', cluster: name, apps: choice.apps, given };
    return { ok: true, value: { ok: false, failure: unclear } };
  }
  const reference = choice?.family ?? conventionalFamily(shortName(name), app);
  const answer = await describeDefinition(reference, context);
  if (!answer.ok) return answer;
  if (choice !== undefined) {
    const origin = `tag ${choice.tag} of cluster ${name}`;
    return foundBy(reference, origin, answer.value);
  }
  if (answer.value === undefined || !isTagged(answer.value.tags)) {
    return { ok: true, value: { ok: false, failure: { code: 'no-task-definition', cluster: name } } };
  }
  return foundBy(reference, `the family named after cluster ${name}`, answer.value);
}

function foundBy(reference: string, origin: string, definition: TaskDefinition | undefined) {
  return { ok: true, value: { ok: true, value: { reference, origin, definition } } } as const;
}
