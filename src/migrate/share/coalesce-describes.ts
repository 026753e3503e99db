import type { Clock } from '../../core/base/clock.ts';
import { LIMITS } from '../../core/base/defaults.ts';
import type { Tasks } from '../../core/ports.ts';

type Described = Awaited<ReturnType<Tasks['describe']>>;

interface Asked {
  taskArns: string[];
  resolve: (answer: Described) => void;
}

interface Queue {
  asked: Asked[];
  busy: boolean;
  /** Aborts when a whole call is asked for. */
  full: AbortController;
}

const isFull = (asked: readonly Asked[]) => asked.flatMap(({ taskArns }) => taskArns).length >= LIMITS.describeTasks;

/** A call that hangs holds up the next one for no longer. Milliseconds. */
const LONGEST_HOLD_MS = 500;

/**
 * The same port, where the DescribeTasks calls of one cluster that are asked for while another one is under way become
 * one call of up to 100 tasks. Nobody waits longer than for that one call, and `gatherMs` for others who may ask. Each caller gets its own tasks and its own
 * missing ones; a failure goes to all whose tasks were asked for.
 */
export function coalesceDescribes(tasks: Tasks, clock: Clock, gatherMs = 0): Tasks {
  const queues = new Map<string, Queue>();

  async function pump(cluster: string, queue: Queue): Promise<void> {
    queue.busy = true;
    // Those who ask in the same moment travel together.
    await Promise.resolve();
    while (queue.asked.length > 0) {
      if (gatherMs > 0 && !isFull(queue.asked)) await clock.sleep(gatherMs, queue.full.signal);
      queue.full = new AbortController();
      const batch = takeBatch(queue.asked);
      const arns = [...new Set(batch.flatMap(({ taskArns }) => taskArns))];
      const answered = new AbortController();
      const call = tasks.describe(cluster, arns).then((answer) => {
        for (const one of batch) one.resolve(partOf(answer, one.taskArns));
        answered.abort();
      });
      await Promise.race([call, clock.sleep(LONGEST_HOLD_MS, answered.signal)]);
    }
    queue.busy = false;
  }

  return {
    ...tasks,
    describe: (cluster, taskArns) =>
      new Promise((resolve) => {
        const queue = queues.get(cluster) ?? { asked: [], busy: false, full: new AbortController() };
        queues.set(cluster, queue);
        queue.asked.push({ taskArns, resolve });
        if (isFull(queue.asked)) queue.full.abort();
        if (!queue.busy) void pump(cluster, queue);
      }),
  };
}

/** Takes the first callers from the queue, as many as fit into one call. */
function takeBatch(asked: Asked[]): Asked[] {
  const arns = new Set<string>();
  let count = 0;
  for (const { taskArns } of asked) {
    const more = new Set([...arns, ...taskArns]);
    if (count > 0 && more.size > LIMITS.describeTasks) break;
    for (const arn of taskArns) arns.add(arn);
    count += 1;
  }
  return asked.splice(0, count);
}

/** A task can be named by its ARN or by its id. */
function partOf(answer: Described, taskArns: readonly string[]): Described {
  if (!answer.ok) return answer;
  const { tasks, missing } = answer.value;
  const asked = new Set(taskArns);
  const isAsked = (arn: string) => asked.has(arn) || asked.has(arn.slice(arn.lastIndexOf('/') + 1));
  return {
    ok: true,
    value: {
      ...answer.value,
      tasks: tasks.filter(({ taskArn }) => isAsked(taskArn)),
      missing: missing.filter(isAsked),
    },
  };
}
