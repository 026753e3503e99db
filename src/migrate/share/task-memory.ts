import { hasStopped, type TaskState } from '../../core/ecs/task.ts';
import type { Tasks } from '../../core/ports.ts';

/** What is known of tasks: who started them never changes, and a task that has stopped does not change at all. */
export interface TaskMemory {
  /** The task as it was last seen, whenever that was. */
  known(taskArn: string): TaskState | undefined;
  /** Whether the task has been seen since then, or cannot change any more. */
  isFresh(taskArn: string, since: number): boolean;
}

/** The same port, and what it has shown. */
export function rememberTasks(tasks: Tasks, now: () => number): { tasks: Tasks; memory: TaskMemory } {
  const seen = new Map<string, { task: TaskState; at: number }>();
  const learn = (found: readonly TaskState[], at: number) => {
    for (const task of found) {
      // ECS answers a repeated RunTask whose task has stopped with three members of the task.
      if (task.group === undefined && task.startedBy === undefined) continue;
      const known = seen.get(task.taskArn);
      if (known === undefined || at >= known.at) seen.set(task.taskArn, { task, at });
    }
  };
  return {
    tasks: {
      ...tasks,
      async run(request) {
        const at = now();
        const answer = await tasks.run(request);
        if (answer.ok) learn(answer.value.tasks, at);
        return answer;
      },
      async describe(cluster, taskArns) {
        const at = now();
        const answer = await tasks.describe(cluster, taskArns);
        if (answer.ok) learn(answer.value.tasks, at);
        return answer;
      },
    },
    memory: {
      known: (taskArn) => seen.get(taskArn)?.task,
      isFresh(taskArn, since) {
        const known = seen.get(taskArn);
        return known !== undefined && (known.at >= since || hasStopped(known.task));
      },
    },
  };
}
