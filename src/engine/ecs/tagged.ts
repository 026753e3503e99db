import { clusterOfTask } from '../../core/base/arn.ts';
import { invalidParameter } from '../errors.ts';
import type { Tag } from '../model.ts';
import type { EngineContext } from '../world.ts';

/** The resource that has this ARN and can have tags: a cluster, a task definition or a task. */
export function taggedBy(arn: string | undefined, { store, clock }: EngineContext): { tags: Tag[] } {
  if (!arn) throw invalidParameter('resourceArn can not be blank.');
  const kind = /^arn:[\w-]+:ecs:[^:]*:[^:]*:(cluster|task-definition|task)\//.exec(arn)?.[1];
  if (kind === undefined) throw invalidParameter(`Invalid resource ARN: ${arn}`);
  if (kind === 'cluster') return store.cluster(arn);
  const found =
    kind === 'task' ? store.task(store.cluster(clusterOfTask(arn)), arn, clock.now()) : store.definition(arn);
  if (found === undefined) throw invalidParameter(`The specified ${kind.replace('-', ' ')} is not found.`);
  return found;
}
