import { logPage, taskPage } from '../ecs/console.ts';
import type { TaskRef } from '../ecs/task-ref.ts';
import type { LaunchedEvent } from './events.ts';

/** Where the task and its logs can be viewed. The AWS console shows only those of AWS itself (`amazon`). */
export function placesOf(
  { taskArn, cluster, logs }: TaskRef,
  amazon: boolean,
): Pick<LaunchedEvent, 'logStreams' | 'console'> {
  return {
    logStreams: logs.map(({ routed: _, ...stream }) => ({
      ...stream,
      console: amazon ? logPage(taskArn, stream) : null,
    })),
    console: amazon ? taskPage(taskArn, cluster) : null,
  };
}
