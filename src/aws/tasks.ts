import {
  DescribeTasksCommand,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { leadByDate } from '../core/base/clock-lead.ts';
import { marksFromEnvironment } from '../core/ecs/run-metadata.ts';
import type { ContainerState, TaskState } from '../core/ecs/task.ts';
import type { Tasks } from '../core/ports.ts';
import { callOnce } from './call.ts';
import { type Clients, dateOf } from './clients.ts';
import { dropUndefined } from './present.ts';

/** The port over RunTask, DescribeTasks, ListTasks and StopTask. */
export function tasksPort({ ecs, context }: Clients): Tasks {
  return {
    async run(request) {
      const answer = await callOnce('ecs:RunTask', () => ecs.send(new RunTaskCommand(request as never)), context);
      if (!answer.ok) return answer;
      const { tasks, failures } = answer.value;
      return { ok: true, value: { tasks: (tasks ?? []).map(toTask), failures: (failures ?? []).map(dropUndefined) } };
    },
    async describe(cluster, tasks) {
      const send = () => ecs.send(new DescribeTasksCommand({ cluster, tasks }));
      const askedAt = context.now();
      const answer = await callOnce('ecs:DescribeTasks', send, context);
      if (!answer.ok) return answer;
      const date = dateOf(answer.value);
      const lead = date === undefined ? {} : { lead: leadByDate(date, askedAt, context.now()) };
      const missing = (answer.value.failures ?? []).flatMap(({ arn }) => (arn === undefined ? [] : [arn]));
      return { ok: true, value: { tasks: (answer.value.tasks ?? []).map(toTask), missing, ...lead } };
    },
    async list(cluster, filter, page) {
      const input = { cluster, ...filter, ...(page === undefined ? {} : { nextToken: page }) };
      const answer = await callOnce('ecs:ListTasks', () => ecs.send(new ListTasksCommand(input)), context);
      if (!answer.ok) return answer;
      const { taskArns = [], nextToken } = answer.value;
      return { ok: true, value: nextToken === undefined ? { taskArns } : { taskArns, next: nextToken } };
    },
    async stop(cluster, task, reason) {
      const send = () => ecs.send(new StopTaskCommand({ cluster, task, reason }));
      const answer = await callOnce('ecs:StopTask', send, context);
      return answer.ok ? { ok: true, value: undefined } : answer;
    },
  };
}

/** Keeps only the facts that we use. */
function toTask(task: Task): TaskState {
  return dropUndefined({
    taskArn: task.taskArn ?? '',
    taskDefinitionArn: task.taskDefinitionArn ?? '',
    lastStatus: task.lastStatus ?? '',
    desiredStatus: task.desiredStatus ?? '',
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    group: task.group,
    startedBy: task.startedBy,
    launchType: task.launchType,
    createdAt: task.createdAt?.getTime(),
    pullStartedAt: task.pullStartedAt?.getTime(),
    pullStoppedAt: task.pullStoppedAt?.getTime(),
    startedAt: task.startedAt?.getTime(),
    stoppingAt: task.stoppingAt?.getTime(),
    executionStoppedAt: task.executionStoppedAt?.getTime(),
    stoppedAt: task.stoppedAt?.getTime(),
    containers: (task.containers ?? []).map(toContainer),
    ...toOverrides(task.overrides?.containerOverrides ?? []),
  });
}

type Override = NonNullable<NonNullable<Task['overrides']>['containerOverrides']>[number];

/** Keeps commands and our own marks. Other environment values are dropped, because they may be secrets. */
function toOverrides(overrides: Override[]): Pick<TaskState, 'commands' | 'marks'> {
  const commands = overrides.flatMap(({ name, command }) => (command?.length ? [[name ?? '', command]] : []));
  const marked = overrides.flatMap(({ name = '', environment = [] }) => {
    const marks = marksFromEnvironment(environment);
    return marks === undefined ? [] : [{ ...marks, container: name }];
  });
  return {
    ...(commands.length === 0 ? {} : { commands: Object.fromEntries(commands) }),
    ...(marked[0] === undefined ? {} : { marks: marked[0] }),
  };
}

function toContainer(container: NonNullable<Task['containers']>[number]): ContainerState {
  const { name, lastStatus, exitCode, reason, runtimeId, image, imageDigest } = container;
  return dropUndefined({ name: name ?? '', lastStatus, exitCode, reason, runtimeId, image, imageDigest });
}
