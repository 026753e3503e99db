import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { ecsArn } from '../names.ts';
import { text, texts } from '../shapes.ts';
import { operation } from '../world.ts';
import { taskView } from './task-view.ts';

const input = z.looseObject({ cluster: text, tasks: texts, include: texts });

export const describeTasks = operation(input, (request, { store, clock, place, behaviour }) => {
  const cluster = store.cluster(request.cluster);
  const asked = request.tasks ?? [];
  if (asked.length === 0) throw invalidParameter('Tasks cannot be empty.');
  if (asked.length > 100) throw invalidParameter('Tasks cannot have more than 100 elements.');
  const withTags = request.include?.includes('TAGS') ?? false;
  const found = asked.map((id) => {
    const task = store.task(cluster, id, clock.now());
    if (task === undefined) return { missing: id };
    // ECS is eventually consistent: this fault hides a new task from the first calls.
    task.described += 1;
    return task.described > behaviour.missing ? { task } : { missing: id };
  });
  return {
    tasks: found.flatMap(({ task }) => (task === undefined ? [] : [taskView(task, behaviour, withTags)])),
    failures: found.flatMap(({ missing }) =>
      missing === undefined
        ? []
        : [
            {
              arn: missing.startsWith('arn:') ? missing : ecsArn(place, `task/${cluster.name}/${missing}`),
              reason: 'MISSING',
            },
          ],
    ),
  };
});
