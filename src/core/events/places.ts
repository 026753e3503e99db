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

/** The command that follows the task again, from any machine with the same credentials. */
export function attachCommand(ref: TaskRef, endpointUrl: string | undefined): string {
  const endpoint = endpointUrl === undefined ? '' : ` --endpoint-url ${endpointUrl}`;
  const container = ref.containers.length > 1 ? ` --container ${ref.container}` : '';
  return `npx ecs-migrate attach ${ref.taskArn} --cluster ${ref.cluster} --region ${ref.region}${container}${endpoint}`;
}
