import type { ContainerDefinition, Task } from '../model.ts';

/**
 * The place to which a task's log router would send the lines of a container, as fluent-bit's `cloudwatch_logs` output
 * does.
 */
export function firelensPlace(task: Task, definition: ContainerDefinition) {
  const { options = {} } = definition.logConfiguration ?? {};
  const option = (name: string) => Object.entries(options).find(([key]) => key.toLowerCase() === name)?.[1];
  const group = option('log_group_name');
  if (!/^cloudwatch(_logs)?$/.test(option('name') ?? '') || group === undefined) return undefined;
  const tag = `${definition.name}-firelens-${task.id}`;
  return {
    region: option('region') ?? '',
    group,
    stream: option('log_stream_name') ?? `${option('log_stream_prefix')}${tag}`,
    wrap:
      option('log_key') === undefined
        ? (line: Buffer, source: string) => record(task, definition, line, source)
        : undefined,
  };
}

/** The record with `enable-ecs-log-metadata`, which is on by default. */
function record(task: Task, { name }: ContainerDefinition, line: Buffer, source: string): Buffer {
  const container = { container_id: task.id, container_name: name, source, log: line.toString('utf8') };
  return Buffer.from(JSON.stringify({ ...container, ecs_task_arn: task.arn }));
}
