import { shortName } from '../base/arn.ts';
import type { Result } from '../base/result.ts';
import { firelensStreamOf } from './firelens.ts';
import type { LogStream } from './log-place.ts';
import type { ContainerDefinition, TaskDefinition } from './task-definition.ts';

/** Why a container's log cannot be read. */
export type NoLog = 'no-driver' | 'other-driver' | 'no-group';

/**
 * The stream that the awslogs driver of ECS writes: `PREFIX/CONTAINER/TASK-ID`. Without a prefix (EC2 only), it has the
 * name of the container's runtime id. The log's region may differ from the cluster's.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
 */
export function logStreamOf(container: ContainerDefinition, taskArn: string, region: string): Result<LogStream, NoLog> {
  const log = container.log;
  if (log === undefined) return { ok: false, failure: 'no-driver' };
  const routed = log.driver === 'awsfirelens' ? firelensStreamOf(container, taskArn, region) : undefined;
  if (routed !== undefined) return { ok: true, value: routed };
  if (log.driver !== 'awslogs') return { ok: false, failure: 'other-driver' };
  const group = log.options['awslogs-group'];
  if (group === undefined) return { ok: false, failure: 'no-group' };
  const prefix = log.options['awslogs-stream-prefix'];
  const stream = prefix === undefined ? {} : { stream: `${prefix}/${container.name}/${shortName(taskArn)}` };
  const place = { container: container.name, region: log.options['awslogs-region'] ?? region, group, ...stream };
  return { ok: true, value: place };
}

/** The readable streams of all containers of the task definition. */
export function logStreamsOf(definition: TaskDefinition, taskArn: string, region: string): LogStream[] {
  return definition.containers.flatMap((container) => {
    const stream = logStreamOf(container, taskArn, region);
    return stream.ok ? [stream.value] : [];
  });
}
