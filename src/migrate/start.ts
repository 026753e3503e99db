import type { Ending } from '../core/outcome.ts';
import type { Placement, World } from '../core/ports.ts';
import type { RunTaskRequest } from '../core/request.ts';
import { nextPlacementMs } from '../core/schedule.ts';
import { isCapacityReason } from '../core/stop-reasons/catalogue.ts';
import type { TaskState } from '../core/task.ts';
import type { TaskDefinition } from '../core/task-definition.ts';
import type { TaskRef } from '../core/task-ref.ts';
import type { Plan } from './plan.ts';
import { patienceOf, retrying } from './retry.ts';
import { taskRef } from './task-ref.ts';

/** A launched task, or how the run ended without one. */
export type Start = { ref: TaskRef } | { ending: Ending };

/** Registers the task definition where needed and asks ECS for one task. */
export async function start(plan: Plan, startTimeoutMs: number, world: World): Promise<Start> {
  const definition = await registered(plan, world);
  if ('ending' in definition) return definition;
  const began = world.clock.now();
  for (let attempt = 1; ; attempt += 1) {
    const request = { ...plan.request, taskDefinition: definition.arn, clientToken: world.random.uuid() };
    const launch = await launchOnce(request, world);
    if ('ending' in launch) return launch;
    if ('task' in launch)
      return { ref: taskRef(definition, plan.container.name, launch.task, plan.request.cluster, world) };
    const capacity = launch.failures.some(({ reason }) => isCapacityReason(reason));
    const waitMs = nextPlacementMs(attempt, world.random.next());
    if (!capacity || world.clock.now() - began + waitMs > startTimeoutMs) {
      return { ending: { kind: 'placement', failures: launch.failures, capacity } };
    }
    const text = `ECS placed no task (${describePlacements(launch.failures)}); asking again in ${Math.round(waitMs / 1000)} s`;
    await world.emit({ type: 'warning', code: 'no-capacity', text });
    await world.clock.sleep(waitMs, world.interrupt);
    if (world.interrupt.aborted) return { ending: interrupted(world) };
  }
}

async function registered(plan: Plan, world: World): Promise<TaskDefinition | { ending: Ending }> {
  const { register } = plan;
  if (register === undefined) return plan.definition;
  const answer = await retrying(() => world.definitions.register(register), patienceOf(world));
  if (answer.ok) return answer.value;
  return { ending: world.interrupt.aborted ? interrupted(world) : { kind: 'aws', failure: answer.failure } };
}

type Launch = { task: TaskState } | { failures: Placement[] } | { ending: Ending };

/** One RunTask, repeated with its token while the answer is unknown: ECS answers repeats with the same task. */
async function launchOnce(request: RunTaskRequest, world: World): Promise<Launch> {
  let mayHaveLaunched = false;
  const call = async () => {
    const answer = await world.tasks.run(request);
    mayHaveLaunched ||= !answer.ok && answer.failure.kind === 'lost';
    return answer;
  };
  const answer = await retrying(call, patienceOf(world));
  if (answer.ok) {
    const [task] = answer.value.tasks;
    return task ? { task } : { failures: answer.value.failures };
  }
  const { failure } = answer;
  if (mayHaveLaunched) return { ending: { kind: 'launch-unknown', failure } };
  return { ending: world.interrupt.aborted ? interrupted(world) : { kind: 'aws', failure } };
}

function interrupted({ interrupt }: World): Ending {
  return { kind: 'interrupted', signal: String(interrupt.reason), stopped: false, launched: false, verdict: undefined };
}

function describePlacements(failures: Placement[]): string {
  return failures.map(({ reason }) => reason ?? 'no reason').join('; ') || 'no reason given';
}
