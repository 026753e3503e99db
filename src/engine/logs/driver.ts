import type { Clock } from '../../core/clock.ts';
import { checkLogOptions, createsGroup } from '../../core/definition-rules/log-options.ts';
import type { Container, ContainerDefinition, Task } from '../model.ts';
import type { Output, OutputSink } from '../runners/runner.ts';
import { LineSplitter } from './lines.ts';
import type { LogStore } from './store.ts';

const NOWHERE: OutputSink = { write: () => {}, end: () => {} };

const INVALID = 'ResourceInitializationError: failed to validate logger args:';

/** Prepares the log groups of a task. Answers why the task cannot start, as Fargate words it. */
export function prepareGroups(task: Task, logs: LogStore, autoCreate: boolean, now: number): string | undefined {
  for (const { definition } of task.containers) {
    const { logDriver = '', options: given = {} } = definition?.logConfiguration ?? {};
    const [problem] = checkLogOptions(logDriver, given);
    if (problem !== undefined) return `${INVALID} must specify valid value for log opt '${problem.option}'`;
    const options = awslogs(definition);
    if (options === undefined || logs.hasGroup(options.region, options.group)) continue;
    if (!autoCreate && !options.createGroup) {
      return `${INVALID} create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.`;
    }
    logs.createGroup(options.region, options.group, now);
  }
  return undefined;
}

/** What the awslogs driver makes of a container's output: the events of one stream, created when it starts. */
export function outputOf(task: Task, container: Container, logs: LogStore, clock: Clock, noStream: boolean): Output {
  const options = awslogs(container.definition);
  if (options === undefined || noStream) return { stdout: NOWHERE, stderr: NOWHERE };
  const name = options.prefix === undefined ? container.runtimeId : `${options.prefix}/${container.name}/${task.id}`;
  const { file } = logs.openStream(logs.group(options.region, options.group), name, clock.now());
  let open = 2;
  const sink = (): OutputSink => {
    const lines = new LineSplitter();
    return {
      write: (chunk) => file.append(lines.push(chunk), clock.now()),
      end: () => {
        file.append(lines.end(), clock.now());
        open -= 1;
        if (open === 0) file.close();
      },
    };
  };
  return { stdout: sink(), stderr: sink() };
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
