import type { Ending } from '../core/endings.ts';
import type { CallFailure } from '../core/failure.ts';
import { marksToEnvironment, type RunMarks } from '../core/identity.ts';
import type { Placement, World } from '../core/ports.ts';
import type { RequestDraft, RunTaskRequest } from '../core/request.ts';
import { nextInUseTryMs, nextPlacementMs } from '../core/schedule.ts';
import { isCapacityReason } from '../core/stop-reasons/catalogue.ts';
import { hasStopped, type TaskState } from '../core/task.ts';
import type { TaskDefinition, TaskDefinitionInput } from '../core/task-definition.ts';
import { warn } from '../core/warnings.ts';
import { interruptedBeforeLaunch } from './endings.ts';
import { closedBy } from './guard.ts';
import type { Gate } from './pipeline.ts';
import type { Plan } from './plan.ts';
import { patienceOf, retrying } from './retry.ts';
import { type SurveyOf, survey } from './survey.ts';

/** What is to be launched, and until when it is tried. */
interface Starting {
  plan: Plan;
  definition: TaskDefinition;
  /** Of the first attempt. */
  marks: RunMarks;
  of: SurveyOf;
  startTimeoutMs: number;
  /** Passed for the first attempt; asked before each further one. */
  gate: Gate;
  /** Registers a revision anew that was retired since it was looked at; absent where it was not made for this run. */
  renew?: (definition: TaskDefinition) => Promise<{ definition: TaskDefinition } | { ending: Ending }>;
}

/** A launched task with the attempt that launched it, or how the run ended without one. */
export type Start = { task: TaskState; attempt: number } | { ending: Ending };

/**
 * Asks ECS for one task. The attempt, and with it the client token, rises only after a definite answer that
 * nothing of ours runs: failures[] without a task.
 */
export async function start(starting: Starting, world: World): Promise<Start> {
  const { plan, marks, of, startTimeoutMs, gate } = starting;
  let { definition } = starting;
  const began = world.clock.now();
  for (let attempt = marks.attempt, asked = 1; ; attempt += 1, asked += 1) {
    const tried = { ...marks, attempt };
    const launchIt = () => launchOnce(requestFor(plan.request, definition, tried, world), tried, of, world);
    let launch = await launchIt();
    if (starting.renew !== undefined && isRetired(launch)) {
      const renewed = await starting.renew(definition);
      if ('ending' in renewed) return renewed;
      definition = renewed.definition;
      launch = await launchIt();
    }
    if ('ending' in launch) return launch;
    if ('task' in launch) return { task: launch.task, attempt };
    await world.attempts?.rememberRefused(marks.identity, attempt);
    const capacity = launch.failures.some(({ reason }) => isCapacityReason(reason));
    const waitMs = nextPlacementMs(asked, world.random.next());
    if (!capacity || world.clock.now() - began + waitMs > startTimeoutMs) {
      return { ending: { kind: 'placement', failures: launch.failures, capacity } };
    }
    await world.emit(warn('no-capacity', { placements: describePlacements(launch.failures, world), waitMs }));
    await world.clock.sleep(waitMs, world.interrupt);
    const closed = await closedBy(gate, world);
    if (closed !== undefined) return { ending: closed };
  }
}

/** ECS refuses the revision, for somebody has deregistered it. Its error has several names, and this text. */
function isRetired(launch: Launch): boolean {
  if (!('ending' in launch) || launch.ending.kind !== 'aws') return false;
  const { kind, message } = launch.ending.failure;
  return kind === 'refused' && /task ?definition is inactive/i.test(message);
}

/** Registers the task definition where the plan says so. */
export async function registered(
  plan: Plan,
  world: World,
): Promise<{ definition: TaskDefinition } | { ending: Ending }> {
  const { register } = plan;
  return register === undefined ? { definition: plan.definition } : registerDefinition(register, world);
}

/**
 * The revision to be launched after another migration was waited for: that one may have retired it at its end
 * (`--deregister`). `remakes`: it was made for this run, so that it may be registered anew.
 */
export async function renewDefinition(
  plan: Plan,
  definition: TaskDefinition,
  remakes: boolean,
  world: World,
): Promise<{ definition: TaskDefinition } | { ending: Ending }> {
  const answer = await retrying(() => world.definitions.describe(definition.arn), patienceOf(world));
  // Without an answer RunTask says what there is to say.
  if (!answer.ok || answer.value === undefined || answer.value.status === 'ACTIVE' || !remakes) return { definition };
  return registerDefinition(plan.register ?? world.definitions.copy(answer.value), world);
}

async function registerDefinition(
  register: TaskDefinitionInput,
  world: World,
): Promise<{ definition: TaskDefinition } | { ending: Ending }> {
  const answer = await retrying(() => world.definitions.register(register), patienceOf(world));
  if (answer.ok) return { definition: answer.value };
  return {
    ending: world.interrupt.aborted ? interruptedBeforeLaunch(world) : { kind: 'aws', failure: answer.failure },
  };
}

/** Deregisters a revision that was registered for this run alone. A task that still runs is not touched by it. */
export async function retire({ arn }: TaskDefinition, world: World): Promise<void> {
  const answer = await retrying(() => world.definitions.deregister(arn), patienceOf(world));
  if (answer.ok) return;
  await world.emit(warn('not-deregistered', { arn, failure: answer.failure }));
}

/**
 * The token follows from identity and attempt alone. So do the marks, but for what a pipeline may not say each time; ECS
 * then answers that the token is taken, and by whom.
 */
function requestFor(draft: RequestDraft, definition: TaskDefinition, marks: RunMarks, world: World): RunTaskRequest {
  const [container, ...others] = draft.overrides.containerOverrides;
  if (container === undefined) throw new Error('a request without a container override');
  const environment = [...(container.environment ?? []), ...marksToEnvironment(marks)];
  return {
    ...draft,
    taskDefinition: definition.arn,
    clientToken: world.digest(`${marks.identity} ${marks.attempt}`).slice(0, 64),
    overrides: { ...draft.overrides, containerOverrides: [{ ...container, environment }, ...others] },
  };
}

type Launch = { task: TaskState } | { failures: Placement[] } | { ending: Ending };

/**
 * One launch under one token. A token that is in use and names no task is that of a twin whose RunTask is under way, or of
 * an earlier run that ECS refused a place: the twin's task is looked for, and the same token tried again, for another
 * token could launch the migration a second time.
 */
async function launchOnce(request: RunTaskRequest, marks: RunMarks, of: SurveyOf, world: World): Promise<Launch> {
  const { clock, random, interrupt, emit } = world;
  const began = clock.now();
  for (let tries = 1; ; tries += 1) {
    const launch = await runTask(request, marks, of, world);
    if (!('inUse' in launch)) return launch;
    const waitMs = nextInUseTryMs(tries, clock.now() - began, random.next());
    const unknown: Launch = { ending: { kind: 'launch-unknown', failure: launch.inUse, cluster: request.cluster } };
    if (waitMs === undefined || interrupt.aborted) return unknown;
    await emit(warn('retrying', { failure: 'token-in-use', waitMs }));
    await clock.sleep(waitMs, interrupt);
    if (interrupt.aborted) return unknown;
  }
}

/** One RunTask, repeated with its token while the answer is unknown: ECS answers repeats with the same task. */
async function runTask(
  request: RunTaskRequest,
  marks: RunMarks,
  of: SurveyOf,
  world: World,
): Promise<Launch | { inUse: CallFailure }> {
  let mayHaveLaunched = false;
  const call = async (): ReturnType<typeof world.tasks.run> => {
    const answer = await world.tasks.run(request);
    if (answer.ok) return answer;
    mayHaveLaunched ||= answer.failure.kind === 'lost';
    // Once an answer was lost, no later failure makes it certain that nothing runs: the patience is that of a loss.
    const unsure = mayHaveLaunched && answer.failure.kind === 'unreachable';
    return unsure ? { ok: false, failure: { ...answer.failure, kind: 'lost' } } : answer;
  };
  const answer = await retrying(call, patienceOf(world));
  if (answer.ok) {
    const [task] = answer.value.tasks;
    return task ? { task: await withItsEnd(task, request, world) } : { failures: answer.value.failures };
  }
  const { failure } = answer;
  const inUse = failure.name === 'ConflictException';
  const [bound] = (inUse && failure.resourceIds) || [];
  if (bound !== undefined) return adoptBound(request, bound, world);
  if (mayHaveLaunched || inUse) {
    const found = await survey(of, 'patient', world);
    // Of this very attempt: an earlier one may be there that lost the race.
    const isOurs = (task: TaskState) => task.marks?.identity === marks.identity && task.marks.attempt === marks.attempt;
    const task = found.ok ? found.value.find(isOurs) : undefined;
    if (task) return { task };
    return inUse ? { inUse: failure } : { ending: { kind: 'launch-unknown', failure, cluster: request.cluster } };
  }
  return { ending: world.interrupt.aborted ? interruptedBeforeLaunch(world) : { kind: 'aws', failure } };
}

/** A repeat of a token is answered with its task, but without how that one has ended: only DescribeTasks shows it. */
async function withItsEnd(task: TaskState, { cluster }: RunTaskRequest, world: World): Promise<TaskState> {
  if (!hasStopped(task)) return task;
  const answer = await retrying(() => world.tasks.describe(cluster, [task.taskArn]), patienceOf(world));
  return (answer.ok && answer.value.tasks[0]) || task;
}

/** The token is bound to a request with other parameters: the same migration, launched a little differently. */
async function adoptBound(request: RunTaskRequest, taskArn: string, world: World): Promise<Launch> {
  await world.emit(warn('already-running', { boundTo: taskArn }));
  const answer = await retrying(() => world.tasks.describe(request.cluster, [taskArn]), patienceOf(world));
  if (!answer.ok) return { ending: { kind: 'launch-unknown', failure: answer.failure, cluster: request.cluster } };
  const bare = {
    taskArn,
    taskDefinitionArn: request.taskDefinition,
    lastStatus: '',
    desiredStatus: '',
    containers: [],
  };
  return { task: answer.value.tasks[0] ?? bare };
}

export function describePlacements(failures: Placement[], { mask }: Pick<World, 'mask'>): string {
  return failures.map(({ reason }) => mask(reason ?? 'no reason')).join('; ') || 'no reason given';
}
