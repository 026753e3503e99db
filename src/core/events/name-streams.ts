import { logPage } from '../ecs/console.ts';
import type { ShownTask } from '../ecs/task.ts';
import type { LaunchedEvent } from './events.ts';

/**
 * Adds the log streams that only the running task could name. Without a stream prefix (EC2), a stream is named after
 * the runtime id of its container.
 */
export function nameStreams(launched: LaunchedEvent, task: ShownTask | null): LaunchedEvent {
  const logStreams = launched.logStreams.map((place) => {
    const stream = place.stream ?? task?.containers.find(({ name }) => name === place.container)?.runtimeId;
    if (stream === undefined || stream === place.stream) return place;
    const console = launched.console === null ? null : logPage(launched.taskArn, { ...place, stream });
    return { ...place, stream, console };
  });
  return { ...launched, logStreams };
}
