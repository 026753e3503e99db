import type { Ending } from '../core/endings.ts';
import { type CallFailure, isPassing } from '../core/failure.ts';
import { errorsAmong } from '../core/findings.ts';
import { isVoid } from '../core/guard.ts';
import type { World } from '../core/ports.ts';
import { longestProgress, remember, type Starting, type Whose } from '../core/progress.ts';
import { type Resolved, shownSettings } from '../core/settings.ts';
import { defaultOf } from '../core/settings-table.ts';
import { hasStopped } from '../core/task.ts';
import type { TaskRef } from '../core/task-ref.ts';
import { witnessLaunch } from '../core/witness.ts';
import { refOfTask } from './attach.ts';
import { explainAdoption, lookAhead, nameRival } from './guard.ts';
import { launchGate } from './pipeline.ts';
import { makePlan, type Plan, type Planned } from './plan.ts';
import { patienceOf, retrying } from './retry.ts';
import { announce, guardFacts, marksOf, warn, without } from './run.ts';
import { describePlacements, registered, start } from './start.ts';
import type { StepOptions, Stepped } from './step.ts';
import type { SurveyOf } from './survey.ts';
import { taskRef } from './task-ref.ts';

/** How long AWS may bring no answer before or at the launch. */
const TROUBLE_PATIENCE_MS = 120_000;

/** Plan, guard and launch, as far as one step takes them. */
export async function startOn(
  given: Starting,
  resolved: Resolved,
  options: StepOptions,
  world: World,
): Promise<Stepped> {
  const { troubleSince, ...from } = given;
  const tried = await tryToStart(from, resolved, options, world);
  if (!('ending' in tried)) return tried;
  const { ending } = tried;
  const unsure = ending.kind === 'launch-unknown' || given.mayHaveLaunched === true;
  const failure = failureOf(ending);
  if (failure === undefined) return tried;
  const now = world.clock.now();
  const since = troubleSince ?? now;
  const passing = isPassing(failure) || failure.name === 'ConflictException';
  if (passing && now - since < TROUBLE_PATIENCE_MS && now < options.deadlineAt) {
    const progress: Starting = { ...from, troubleSince: since, ...(unsure && { mayHaveLaunched: true }) };
    return { progress, status: `AWS does not answer (${failure.operation}: ${failure.name}); asking again` };
  }
  const cluster = resolved.settings.cluster ?? 'default';
  return without(unsure ? { kind: 'launch-unknown', failure, cluster } : { kind: 'aws', failure });
}

/** Why there was no answer, where that is how it ended. The interrupt is the end of the step's own time. */
function failureOf(ending: Ending): CallFailure | undefined {
  if (ending.kind === 'aws' || ending.kind === 'launch-unknown') return ending.failure;
  if (ending.kind !== 'interrupted') return undefined;
  return { kind: 'lost', operation: 'aws', name: 'TimeoutError', message: 'AWS did not answer in time' };
}

async function tryToStart(from: Starting, given: Resolved, options: StepOptions, world: World): Promise<Stepped> {
  const planning = await makePlan(given, options.files, world);
  if ('failure' in planning) return without({ kind: 'aws', failure: planning.failure });
  const first = Object.keys(from).length === 1;
  if (first) {
    await world.emit({ type: 'settings', settings: shownSettings(planning.resolved) });
    await warn(planning.findings, world);
  }
  if (planning.plan === undefined) return without({ kind: 'invalid', findings: errorsAmong(planning.findings) });
  return guarded(from, planning as Planned & { plan: object }, options, world);
}

async function guarded(
  from: Starting,
  planning: Planned,
  { deadlineAt, limit }: StepOptions,
  world: World,
): Promise<Stepped> {
  const { resolved, plan } = planning;
  const { clock } = world;
  if (plan === undefined) throw new Error('a launch without a plan');
  const { settings } = resolved;
  const facts = guardFacts(plan, plan.definition, resolved, world);
  const { cluster, startedBy } = plan.request;
  const of: SurveyOf = { cluster, startedBy, family: plan.definition.family, sharedLock: settings.lock !== undefined };

  const gate = launchGate(settings, world);
  const { leastAttempt = 1 } = from;
  const way = await lookAhead(
    of,
    { ...facts, leastAttempt },
    settings.ifRunning,
    { waitedFor: from.rival, gate },
    world,
  );
  if ('ending' in way) return without(way.ending);
  if ('wait' in way) return waitOn(from, settings.waitTimeout, deadlineAt, way.wait, clock.now());
  if ('follow' in way) {
    const found = await refOfTask(way.follow, cluster, resolved, world);
    if ('ending' in found) return without(found.ending);
    return watching(found.ref, way.ours ? 'ours-again' : 'others', resolved, world);
  }
  const attempt = Math.max(way.attempt, from.leastAttempt ?? 1);
  // Only now: each step that waits for another migration would register one more.
  const ready = await revisionFor(plan, from.revision, world);
  if ('ending' in ready) return without(ready.ending);
  const { definition } = ready;
  const tooLong = limit?.(longestProgress(definition.arn, cluster, plan.container.name));
  if (tooLong) return without({ kind: 'invalid', findings: [tooLong] });
  const marks = marksOf(facts, attempt, world);
  // Asked once: the next try is the next step's.
  const started = await start({ plan, definition, marks, of, startTimeoutMs: 0, gate }, world);
  const known = plan.register === undefined ? from : { ...from, revision: definition.arn };
  if ('ending' in started) return placeOn(known, started.ending, attempt, resolved, deadlineAt, world);
  if (isVoid(started.task)) {
    const progress: Starting = { ...known, leastAttempt: started.attempt + 1 };
    return { progress, status: 'an earlier attempt was stopped before it had started; launching anew' };
  }
  const again = hasStopped(started.task);
  if (again) await explainAdoption(started.task, world);
  const ref = taskRef(definition, plan.container.name, started.task, cluster, world);
  return watching(ref, again ? 'ours-again' : 'ours', resolved, world);
}

/** The revision that an earlier step has registered for this run, or a new one where there is none, or it was retired. */
async function revisionFor(plan: Plan, known: string | undefined, world: World): ReturnType<typeof registered> {
  if (plan.register !== undefined && known !== undefined) {
    const answer = await retrying(() => world.definitions.describe(known), patienceOf(world));
    if (answer.ok && answer.value?.status === 'ACTIVE') return { definition: answer.value };
  }
  return registered(plan, world);
}

function waitOn(
  from: Starting,
  waitTimeoutMs: number = defaultOf('waitTimeout'),
  deadlineAt: number,
  rivalTask: Parameters<typeof nameRival>[0],
  now: number,
): Stepped {
  const waitingSince = from.waitingSince ?? now;
  const rival = nameRival(rivalTask);
  if (now >= Math.min(waitingSince + waitTimeoutMs, deadlineAt)) {
    return without({ kind: 'busy', rival, waitedMs: now - waitingSince });
  }
  const progress: Starting = { ...from, waitingSince, rival: rivalTask.taskArn };
  return { progress, status: `waiting for another migration to end: ${rival}` };
}

/** Without capacity ECS is asked again at the next step, under a new client token: nothing of ours runs. */
function placeOn(
  from: Starting,
  ending: Ending,
  attempt: number,
  { settings }: Resolved,
  deadlineAt: number,
  world: World,
): Stepped {
  const now = world.clock.now();
  if (ending.kind !== 'placement' || !ending.capacity) return without(ending);
  const placingSince = from.placingSince ?? now;
  const until = Math.min(placingSince + (settings.startTimeout ?? defaultOf('startTimeout')), deadlineAt);
  if (now >= until) return without(ending);
  const progress: Starting = { ...from, placingSince, leastAttempt: attempt + 1 };
  return { progress, status: `ECS placed no task (${describePlacements(ending.failures, world)}); asking again` };
}

async function watching(ref: TaskRef, whose: Whose, resolved: Resolved, world: World): Promise<Stepped> {
  await announce(ref, resolved, whose, world);
  const { taskArn, taskDefinitionArn, container, launchedAt } = ref;
  const now = world.clock.now();
  const seen = whose === 'ours' ? remember(witnessLaunch(ref, now)) : { lookedAt: now };
  return {
    progress: { at: 'watch', taskArn, taskDefinitionArn, container, launchedAt, whose, seen },
    status: 'the task was launched',
    taskArn,
  };
}
