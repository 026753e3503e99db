import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { text } from '../shapes.ts';
import { operation } from '../world.ts';
import { taskView } from './task-view.ts';

export const stopTask = operation(z.looseObject({ cluster: text, task: text, reason: text }), (request, world) => {
  const { store, clock, lifecycle, behaviour } = world;
  const cluster = store.cluster(request.cluster);
  if (!request.task) throw invalidParameter('taskId can not be blank.');
  const task = store.task(cluster, request.task, clock.now());
  if (task === undefined) throw invalidParameter('The referenced task was not found.');
  lifecycle.stop(task, request.reason ?? 'Task stopped by user');
  // As AWS documents, StopTask removes the tags of the task.
  task.tags = [];
  return { task: taskView(task, behaviour, true) };
});
