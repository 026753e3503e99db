import { shortName } from '../base/arn.ts';
import type { LogStream } from './log-place.ts';
import type { ContainerDefinition } from './task-definition.ts';

/**
 * Where FireLens puts the log of a container that it sends to CloudWatch Logs, as far as the container's own options
 * show it. The log router tags each line with `CONTAINER-firelens-TASK-ID` and appends the tag to the prefix.
 * `undefined` if the log goes elsewhere, or if its place depends on the lines or on a file of the router.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html
 * @see https://docs.fluentbit.io/manual/pipeline/outputs/cloudwatch
 */
export function firelensStreamOf(
  { name: container, log }: ContainerDefinition,
  taskArn: string,
  region: string,
): LogStream | undefined {
  // The log router accepts its keys in upper and lower case.
  const options = Object.fromEntries(
    Object.entries(log?.options ?? {}).map(([key, value]) => [key.toLowerCase(), value]),
  );
  const taskId = shortName(taskArn);
  const tag = `${container}-firelens-${taskId}`;
  const fill = (text: string) => text.replaceAll('$(ecs_task_id)', taskId).replaceAll('$(tag)', tag);
  const group = fill(options['log_group_name'] ?? '');
  const stream = streamOf(options, tag, fill, taskId);
  if (group === '' || stream === undefined || options['log_group_template'] || /[$%]/.test(group + stream))
    return undefined;
  const routed = options['log_key'] === undefined && options['message_keys'] === undefined ? 'record' : 'line';
  return { container, region: options['region'] ?? region, group, stream, routed };
}

/**
 * A stream that several tasks share would also show lines of other tasks, so the stream must belong to this task alone.
 */
function streamOf(
  options: Readonly<Record<string, string>>,
  tag: string,
  fill: (text: string) => string,
  taskId: string,
): string | undefined {
  if (options['@type'] === 'cloudwatch_logs') return options['use_tag_as_stream'] === 'true' ? tag : undefined;
  if (!/^cloudwatch(?:_logs)?$/.test(options['name'] ?? '') || options['log_stream_template']) return undefined;
  if (options['log_stream_name'] === undefined) {
    const prefix = options['log_stream_prefix'];
    return prefix === undefined ? undefined : fill(prefix) + tag;
  }
  const stream = fill(options['log_stream_name']);
  return stream.includes(taskId) ? stream : undefined;
}

/** The log line in a record of the log router. The record also names the container and the task. */
export function lineOfRecord(message: string): string {
  if (!message.startsWith('{')) return message;
  try {
    const { log } = JSON.parse(message) as { log?: unknown };
    return typeof log === 'string' ? log : message;
  } catch {
    return message;
  }
}
