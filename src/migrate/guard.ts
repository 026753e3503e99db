import { assertNever } from '../core/assert-never.ts';
import type { Ending } from '../core/endings.ts';
import { type GuardFacts, guardStep, type IfRunning } from '../core/guard.ts';
import type { World } from '../core/ports.ts';
import { nextLookMs } from '../core/schedule.ts';
import { defaultOf, type Settings } from '../core/settings-table.ts';
import { containerOf, hasStarted, hasStopped, type TaskState } from '../core/task.ts';
import { warn } from '../core/warnings.ts';
import { interruptedBeforeLaunch } from './endings.ts';
import type { Gate } from './pipeline.ts';
import { patienceOf, retrying } from './retry.ts';
import { type SurveyOf, survey } from './survey.ts';

/** The way is clear, somebody's task is to be followed, or the run ends here. */
export type Clearance =
  | { launch: true; attempt: number; waited?: boolean }
  | { follow: TaskState; ours: boolean }
  | { ending: Ending };

/** Looks for other migrations, and waits for them where they are to be waited for. */
export async function clearTheWay(
  of: SurveyOf,
  facts: GuardFacts,
  settings: Settings,
  gate: Gate,
  world: World,
): Promise<Clearance> {
  const { ifRunning, waitTimeout = defaultOf('waitTimeout') } = settings;
  const began = world.clock.now();
  const waitUntil = Math.min(began + waitTimeout, world.deadlineAt ?? Number.POSITIVE_INFINITY);
  let waitedFor: TaskState | undefined;
  for (;;) {
    const way = await lookAhead(of, facts, ifRunning, { waitedFor: waitedFor?.taskArn, gate }, world);
    if ('launch' in way) return { ...way, waited: waitedFor !== undefined };
    if (!('wait' in way)) return way;
    waitedFor = way.wait;
    const ended = await waitForEnd(of.cluster, way.wait, waitUntil, world);
    if (world.interrupt.aborted) return { ending: interruptedBeforeLaunch(world) };
    if (!ended) {
      const waitedMs = world.clock.now() - began;
      return { ending: { kind: 'busy', rival: nameRival(way.wait), waitedMs } };
    }
  }
}

/** The gate's ending; or that of an interrupt that came while it was asked. */
export async function closedBy(gate: Gate, world: World): Promise<Ending | undefined> {
  const closed = await gate();
  return world.interrupt.aborted ? interruptedBeforeLaunch(world) : closed;
}

/** Looks once for other migrations. `waitedFor` is the ARN of the one that was waited for, if any. */
export async function lookAhead(
  of: SurveyOf,
  facts: GuardFacts,
  ifRunning: IfRunning | undefined,
  { waitedFor, gate }: { waitedFor: string | undefined; gate: Gate },
  world: World,
): Promise<Clearance | { wait: TaskState }> {
  const found = await survey(of, 'patient', world);
  if (world.interrupt.aborted) return { ending: interruptedBeforeLaunch(world) };
  if (!found.ok) {
    if (ifRunning !== 'allow' || found.failure.kind !== 'denied') {
      return { ending: { kind: 'aws', failure: found.failure } };
    }
    const closed = await closedBy(gate, world);
    return closed === undefined ? { launch: true, attempt: 1 } : { ending: closed };
  }
  const step = guardStep(found.value, facts, ifRunning);
  if (waitedFor !== undefined) await warnIfKilled(found.value, waitedFor, world);
  // What is there already is followed, whatever the pipeline says: nothing is launched by that.
  const follows = step.do === 'adopt' || step.do === 'follow';
  const closed = follows ? undefined : await closedBy(gate, world);
  if (closed !== undefined) return { ending: closed };
  switch (step.do) {
    case 'launch':
      return { launch: true, attempt: step.attempt };
    case 'adopt':
      await explainAdoption(step.task, world);
      return { follow: step.task, ours: true };
    case 'follow':
      await explainFollowing(step.task, world);
      return { follow: step.task, ours: false };
    case 'refuse':
      return { ending: { kind: 'busy', rival: nameRival(step.rival), waitedMs: undefined } };
    case 'wait':
      return { wait: step.rival };
    default:
      return assertNever(step);
  }
}

/** Looks at one task until it has stopped; false where the deadline comes first. */
async function waitForEnd(cluster: string, rival: TaskState, deadline: number, world: World): Promise<boolean> {
  const { clock, random, interrupt, emit } = world;
  const began = clock.now();
  const text = `waiting for another migration to end: ${nameRival(rival)}`;
  await emit({ type: 'status', phase: 'waiting', lastStatus: null, text });
  while (!interrupt.aborted && clock.now() < deadline) {
    const pace = { phase: 'running', inPhaseMs: clock.now() - began, failures: 0 } as const;
    await clock.sleep(Math.min(nextLookMs(pace, random.next()), deadline - clock.now()), interrupt);
    const answer = await retrying(() => world.tasks.describe(cluster, [rival.taskArn]), patienceOf(world));
    if (!answer.ok) return true;
    const [now] = answer.value.tasks;
    if (now === undefined || hasStopped(now)) return true;
  }
  return false;
}

/** A migration as people find it again. */
export function nameRival(task: TaskState): string {
  const build = task.marks?.build === undefined ? '' : `, build ${task.marks.build}`;
  const by = task.marks === undefined ? `, started by ${task.startedBy ?? 'hand'}` : '';
  return `task ${task.taskArn}${build}${by}`;
}

/** Says that this build has launched this migration already. */
export async function explainAdoption(task: TaskState, { emit, clock }: World): Promise<void> {
  const agoMs = task.stoppedAt === undefined ? undefined : Math.max(0, clock.now() - task.stoppedAt);
  await emit(hasStopped(task) ? warn('already-ran', { agoMs }) : warn('already-running', {}));
}

async function explainFollowing(task: TaskState, { emit }: World): Promise<void> {
  await emit(warn('following-other', { rival: nameRival(task) }));
}

/** A client that was killed leaves its last statement to the database, which may still be executing it. */
async function warnIfKilled(tasks: readonly TaskState[], rival: string, { emit }: World): Promise<void> {
  const last = tasks.find(({ taskArn }) => taskArn === rival);
  // One that never started has left nothing to the database.
  if (last === undefined || !hasStopped(last) || !hasStarted(last)) return;
  const code = last.marks && containerOf(last, last.marks.container)?.exitCode;
  if (last.stopCode === 'EssentialContainerExited' && code !== 137) return;
  await emit(warn('holder-killed', { stopCode: last.stopCode }));
}
