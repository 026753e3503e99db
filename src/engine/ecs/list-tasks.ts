import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import type { Task } from '../model.ts';
import { pageOf, pageSize } from '../pages.ts';
import { number, text } from '../shapes.ts';
import { operation } from '../world.ts';

const input = z.looseObject({
  cluster: text,
  family: text,
  serviceName: text,
  startedBy: text,
  desiredStatus: text,
  launchType: text,
  containerInstance: text,
  daemonName: text,
  maxResults: number,
  nextToken: text,
});

export const listTasks = operation(input, (request, { store, clock }) => {
  const cluster = store.cluster(request.cluster);
  check(request);
  const { items, nextToken } = pageOf({
    items: store.tasks(cluster, clock.now()).filter((task) => matchesRequest(task, request)),
    keyOf: (task) => String(task.sequence).padStart(12, '0'),
    limit: pageSize(request.maxResults),
    nextToken: request.nextToken,
  });
  return { taskArns: items.map((task) => task.arn), nextToken };
});

function check(request: z.infer<typeof input>): void {
  const { family, serviceName, startedBy, desiredStatus, launchType, containerInstance, daemonName } = request;
  const others = [family, serviceName, desiredStatus, launchType, containerInstance, daemonName];
  if (startedBy !== undefined && others.some((filter) => filter !== undefined)) {
    throw invalidParameter('startedBy must be the only filter.');
  }
  // PENDING is accepted and finds nothing: ECS never sets it as a desired status.
  if (desiredStatus !== undefined && !['RUNNING', 'PENDING', 'STOPPED'].includes(desiredStatus)) {
    throw invalidParameter('Invalid desiredStatus.');
  }
}

function matchesRequest(task: Task, request: z.infer<typeof input>): boolean {
  const { family, serviceName, startedBy, desiredStatus = 'RUNNING', launchType } = request;
  return (
    task.desiredStatus === desiredStatus &&
    (family === undefined || task.definition.family === family) &&
    (serviceName === undefined || task.request.group === `service:${serviceName}`) &&
    (startedBy === undefined || task.request.startedBy === startedBy) &&
    (launchType === undefined || task.launchType === launchType)
  );
}
