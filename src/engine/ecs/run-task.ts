import { clientException } from '../errors.ts';
import type { Cluster, Failure, TaskDefinition } from '../model.ts';
import { type RunTaskInput, runTask as shape } from '../shapes.ts';
import type { TokenBinding } from '../store.ts';
import { type EngineContext, operation } from '../world.ts';
import { checkAgainst, checkRequest } from './check-run-task.ts';
import { boundTo, fingerprintOf, tokenKey } from './client-token.ts';
import { computeOf, newTask } from './new-task.ts';
import { checkedTags } from './tags.ts';
import { stubView, taskView } from './task-view.ts';

export const runTask = operation(shape, (request, world) => {
  const { store, clock } = world;
  const cluster = store.cluster(request.cluster);
  checkRequest(request, cluster);
  const key = request.clientToken === undefined ? undefined : tokenKey(cluster.name, request.clientToken);
  const fingerprint = fingerprintOf(request);
  const bound = key === undefined ? undefined : boundTo(store, key, fingerprint, clock.now());
  if (bound !== undefined) return replay(bound, world);

  const definition = store.definition(request.taskDefinition ?? '');
  if (definition === undefined) throw clientException('TaskDefinition not found.');
  checkAgainst(definition, request, computeOf(request, cluster).launchType);
  const failures = failuresOf(world);
  const tasks = failures.length > 0 ? [] : launch(cluster, definition, request, world);
  if (key !== undefined) store.tokens.set(key, { fingerprint, boundAt: clock.now(), tasks, failures });
  return { tasks: tasks.map((task) => taskView(task, world.behaviour, true)), failures };
});

function launch(cluster: Cluster, definition: TaskDefinition, request: RunTaskInput, world: EngineContext) {
  const tags = checkedTags(request.tags);
  return Array.from({ length: request.count ?? 1 }, () => {
    const task = newTask({ cluster, definition, request, tags }, world);
    world.store.addTask(task);
    world.lifecycle.launch(task);
    return task;
  });
}

/** The first response again. If a task has stopped, ECS keeps only three of its members. */
const replay = ({ tasks, failures }: TokenBinding, { behaviour }: EngineContext) => ({
  tasks: tasks.map((task) => (task.lastStatus === 'STOPPED' ? stubView(task) : taskView(task, behaviour, true))),
  failures,
});

function failuresOf({ behaviour }: EngineContext): Failure[] {
  if (behaviour.noCapacity > 0) {
    behaviour.noCapacity -= 1;
    return [
      { reason: 'Capacity is unavailable at this time. Please try again later or in a different availability zone' },
    ];
  }
  const reason = behaviour.runFailure;
  behaviour.runFailure = undefined;
  return reason === undefined ? [] : [{ reason }];
}
