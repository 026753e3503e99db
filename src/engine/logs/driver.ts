import type { Clock } from '../../core/base/clock.ts';
import { checkLogOptions, createsGroup } from '../../core/ecs/definition-rules/log-options.ts';
import type { Container, ContainerDefinition, Task } from '../model.ts';
import type { Output, OutputSink } from '../runners/runner.ts';
import { firelensPlace } from './firelens.ts';
import { LineSplitter } from './lines.ts';
import type { LogStore } from './store.ts';

const NOWHERE: OutputSink = { write: () => {}, end: () => {} };

const INVALID = 'ResourceInitializationError: failed to validate logger args:';

/** Prepares the log groups of a task. If the task cannot start, returns the reason as Fargate words it. */
export function prepareGroups(task: Task, logs: LogStore, autoCreate: boolean, now: number): string | undefined {
  for (const { definition } of task.containers) {
    const { logDriver = '', options: given = {} } = definition?.logConfiguration ?? {};
    const [problem] = checkLogOptions(logDriver, given);
    if (problem !== undefined) return `${INVALID} must specify valid value for log opt '${problem.option}'`;
    makeRoutersGroup(task, definition, { logs, autoCreate, now });
    const options = awslogs(definition);
    if (options === undefined || logs.hasGroup(options.region, options.group)) continue;
    if (!autoCreate && !options.createGroup) {
      return `${INVALID} create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.`;
    }
    logs.createGroup(options.region, options.group, now);
  }
  return undefined;
}

/** A task can start even if the log group of its log router does not exist. */
function makeRoutersGroup(
  task: Task,
  definition: ContainerDefinition | undefined,
  { logs, autoCreate, now }: { logs: LogStore; autoCreate: boolean; now: number },
): void {
  const { logDriver, options = {} } = definition?.logConfiguration ?? {};
  const place = logDriver === 'awsfirelens' && definition ? firelensPlace(task, definition) : undefined;
  if (place === undefined || logs.hasGroup(place.region, place.group)) return;
  if (autoCreate || options['auto_create_group'] === 'true') logs.createGroup(place.region, place.group, now);
}

/**
 * Stores the output of a container as the awslogs driver does: as the events of one stream, which is created when the
 * container starts.
 */
export function outputOf(
  task: Task,
  container: Container,
  { logs, clock, noStream }: { logs: LogStore; clock: Clock; noStream: boolean },
): Output {
  const place = placeOf(task, container, logs);
  if (place === undefined || noStream) return { stdout: NOWHERE, stderr: NOWHERE };
  const { region, group, stream, wrap } = place;
  const { file } = logs.openStream(logs.group(region, group), stream, clock.now());
  let open = 2;
  const sink = (source: string): OutputSink => {
    const lines = new LineSplitter();
    const append = (events: Buffer[]) =>
      file.append(wrap === undefined ? events : events.map((line) => wrap(line, source)), clock.now());
    return {
      write: (chunk) => append(lines.push(chunk)),
      end: () => {
        append(lines.end());
        open -= 1;
        if (open === 0) file.close();
      },
    };
  };
  return { stdout: sink('stdout'), stderr: sink('stderr') };
}

interface LogPlace {
  region: string;
  group: string;
  stream: string;
  /** Changes a line before it is stored. */
  wrap?: ((line: Buffer, source: string) => Buffer) | undefined;
}

function placeOf(task: Task, { name, definition, runtimeId }: Container, logs: LogStore): LogPlace | undefined {
  if (definition?.logConfiguration?.logDriver === 'awsfirelens') {
    const place = firelensPlace(task, definition);
    return place && logs.hasGroup(place.region, place.group) ? place : undefined;
  }
  const options = awslogs(definition);
  if (options === undefined) return undefined;
  const { region, group, prefix } = options;
  return { region, group, stream: prefix === undefined ? runtimeId : `${prefix}/${name}/${task.id}` };
}

function awslogs(definition: ContainerDefinition | undefined) {
  const { logDriver, options = {} } = definition?.logConfiguration ?? {};
  if (logDriver !== 'awslogs') return undefined;
  return {
    region: options['awslogs-region'] ?? '',
    group: options['awslogs-group'] ?? '',
    prefix: options['awslogs-stream-prefix'],
    createGroup: createsGroup(options),
  };
}
