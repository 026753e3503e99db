import type { TaskRef } from '../../core/ecs/task-ref.ts';
import { attachCommand, placesOf } from '../../core/events/places.ts';
import type { Aws, EmitContext, FollowContext, RunContext } from '../../core/ports.ts';
import type { TaskOwner } from '../../core/run/launch-types.ts';
import { limitsOf } from '../../core/run/limits.ts';
import type { Resolved } from '../../core/settings/source.ts';
import type { RunResult } from '../base/endings.ts';
import { type Following, follow } from './follow.ts';

/** Reports which task is followed, and follows it to its end, unless `--detach` leaves it alone. */
export async function followTask(
  { ref, whose, race }: { ref: TaskRef; whose: TaskOwner; race?: Following['race'] },
  resolved: Resolved,
  context: FollowContext & Pick<RunContext, 'deadlineAt'>,
): Promise<RunResult> {
  const attach = await announce(ref, resolved, whose, context);
  if (resolved.settings.detach) return { ref, attach, ending: { kind: 'detached' }, task: undefined, lastLines: [] };
  const limits = limitsOf(resolved, whose, context.deadlineAt);
  const end = await follow({ ref, limits, race }, context);
  return { ref, attach, ...end };
}

/** Reports which task is followed. Returns the command that follows it again. */
export async function announce(
  ref: TaskRef,
  { settings }: Resolved,
  whose: TaskOwner,
  context: EmitContext & Pick<Aws, 'isAmazon'>,
) {
  const attach = settings.local ? null : attachCommand(ref, settings.endpointUrl);
  const { taskArn, taskDefinitionArn: taskDefinition, cluster, container } = ref;
  const where = { taskArn, taskDefinition, cluster, container, ...placesOf(ref, context.isAmazon()) };
  await context.emit({ type: 'launched', ...where, adopted: whose !== 'ours', attach });
  return attach;
}
