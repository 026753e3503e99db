import type { TaskRef } from '../ecs/task-ref.ts';

/** The command that follows the task again, from any machine with the same credentials. */
export function attachCommand(ref: TaskRef, endpointUrl: string | undefined): string {
  const endpoint = endpointUrl === undefined ? '' : ` --endpoint-url ${endpointUrl}`;
  const container = ref.containers.length > 1 ? ` --container ${ref.container}` : '';
  return `npx ecs-migrate attach ${ref.taskArn} --cluster ${ref.cluster} --region ${ref.region}${container}${endpoint}`;
}
