import { attachCommand } from '../core/attach-command.ts';
import type { Ending } from '../core/endings.ts';
import { errorsAmong, type Finding, isMild } from '../core/findings.ts';
import { type GuardFacts, isVoid } from '../core/guard.ts';
import { effectiveCommand, identityText, migrationText, type RunMarks } from '../core/identity.ts';
import { placesOf } from '../core/places.ts';
import type { World } from '../core/ports.ts';
import type { Whose } from '../core/progress.ts';
import { overrideOf } from '../core/request.ts';
import { type Resolved, shownSettings } from '../core/settings.ts';
import { defaultOf } from '../core/settings-table.ts';
import { hasStopped } from '../core/task.ts';
import type { TaskDefinition } from '../core/task-definition.ts';
import type { TaskRef } from '../core/task-ref.ts';
import { warnOf } from '../core/warnings.ts';
import { findTask, refOfTask } from './attach.ts';
import { built } from './build.ts';
import { describePlan } from './describe-plan.ts';
import { interruptedBeforeLaunch } from './endings.ts';
import { type Followed, follow } from './follow.ts';
import { clearTheWay, explainAdoption } from './guard.ts';
import { inspectPipeline } from './inspect-pipeline.ts';
import { findExecution, inspectExecution, launchGate, tellBuild } from './pipeline.ts';
import { type Files, makePlan, type Plan } from './plan.ts';
import { probeStop } from './probe.ts';
import { joinRace, type Race } from './race.ts';
import { registered, renewDefinition, retire, start } from './start.ts';
import { requestStop } from './stop.ts';
import type { SurveyOf } from './survey.ts';
import { taskRef } from './task-ref.ts';
import { createWatcher } from './watch.ts';

/** How a run ended, and how to follow its task again. */
export interface Ran extends Followed {
  ref: TaskRef | undefined;
  attach: string | null;
}

export const without = (ending: Ending): Ran => ({
  ending,
  task: undefined,
  lastLines: [],
  ref: undefined,
  attach: null,
});

/** Plan, guard, launch, watch, verdict: the whole run. */
export async function run(given: Resolved, files: Files, around: World): Promise<Ran> {
  const { planning, told, world } = await prepared(given, files, around);
  if (world.interrupt.aborted) return without(interruptedBeforeLaunch(world));
  if ('failure' in planning) return without({ kind: 'aws', failure: planning.failure });
  const { resolved } = planning;
  await warn([...told, ...planning.findings], world);
  if (planning.plan === undefined) return without({ kind: 'invalid', findings: errorsAmong(planning.findings) });

  const made = await built(planning.plan, world);
  if ('ending' in made) return without(made.ending);
  const ready = await registered(made.plan, world);
  if ('ending' in ready) return without(ready.ending);
  const revisions = made.plan.register === undefined ? [] : [ready.definition];
  const remakes = files.taskDefinition !== undefined || made.plan.images.length > 0;
  const ran = await guarded(made.plan, { definition: ready.definition, revisions, remakes }, resolved, world);
  if (resolved.settings.deregister) for (const revision of revisions) await retire(revision, world);
  return ran;
}

/** Everything that run would do, up to the launch. */
export async function plan(given: Resolved, files: Files, around: World): Promise<Ran> {
  const { planning, told, world } = await prepared(given, files, around);
  if (world.interrupt.aborted) return without(interruptedBeforeLaunch(world));
  if ('failure' in planning) return without({ kind: 'aws', failure: planning.failure });
  const { request } = planning.plan ?? {};
  const { resolved } = planning;
  const asked = await Promise.all([
    request === undefined || given.settings.local ? [] : probeStop(request.cluster, world),
    inspectPipeline(resolved, world),
    inspectExecution(resolved.settings, world),
  ]);
  const findings = [...planning.findings, ...told, ...asked.flat()];
  await world.emit({ type: 'plan', ...describePlan({ ...planning, findings }, world.builder) });
  const errors = errorsAmong(findings);
  return without(errors.length > 0 ? { kind: 'invalid', findings: errors } : { kind: 'planned' });
}

/** The plan and, found meanwhile, what the pipeline knows of this build; both are told. */
async function prepared(given: Resolved, files: Files, around: World) {
  const [planning, { build, findings }] = await Promise.all([
    makePlan(given, files, around),
    findExecution(given.settings, around),
  ]);
  const world: World = { ...around, build };
  await world.emit({ type: 'settings', settings: shownSettings(planning.resolved) });
  await tellBuild(build, world);
  return { planning, told: findings, world };
}

/** The revision to be launched, those that this run has registered, and whether it may register another. */
interface Revisions {
  definition: TaskDefinition;
  revisions: TaskDefinition[];
  remakes: boolean;
}

/** Launches when the way is clear; begins again where ours had to give way. */
async function guarded(plan: Plan, made: Revisions, resolved: Resolved, world: World): Promise<Ran> {
  const { settings } = resolved;
  let { definition } = made;
  const facts = guardFacts(plan, definition, resolved, world);
  const { cluster, startedBy } = plan.request;
  const of: SurveyOf = { cluster, startedBy, family: definition.family, sharedLock: settings.lock !== undefined };
  const race = () => (settings.ifRunning === 'allow' ? undefined : joinRace(of, facts, world));
  const gate = launchGate(settings, world);
  // It chooses the next token alone: whatever is remembered, a task of ours that is there is ours.
  const refused = (await world.attempts?.lastRefused(facts.identity)) ?? 0;
  let leastAttempt = 1;
  const renew = async (retired: TaskDefinition) => {
    const renewed = await renewDefinition(plan, retired, made.remakes, world);
    if ('ending' in renewed || renewed.definition.arn === retired.arn) return renewed;
    made.revisions.push(renewed.definition);
    definition = renewed.definition;
    return renewed;
  };
  for (;;) {
    const way = await clearTheWay(of, { ...facts, leastAttempt }, settings, gate, world);
    if ('ending' in way) return without(way.ending);
    if ('follow' in way) {
      const found = await refOfTask(way.follow, cluster, resolved, world);
      if ('ending' in found) return without(found.ending);
      const ran = way.ours
        ? await followed(found.ref, resolved, 'ours-again', world, race())
        : await followed(found.ref, resolved, 'others', world);
      if (ran.ending.kind !== 'gave-way') return ran;
      // Another build's lost race says nothing of our attempts.
      if (way.ours) leastAttempt = Math.max(leastAttempt, (way.follow.marks?.attempt ?? 1) + 1);
      continue;
    }
    if (world.clock.now() >= (world.deadlineAt ?? Number.POSITIVE_INFINITY)) return without({ kind: 'no-time-left' });
    if (way.waited) {
      const renewed = await renew(definition);
      if ('ending' in renewed) return without(renewed.ending);
    }
    const marks = marksOf(facts, Math.max(way.attempt, leastAttempt, refused + 1), world);
    const { startTimeout: startTimeoutMs = defaultOf('startTimeout') } = settings;
    const starting = { plan, definition, marks, of, startTimeoutMs, gate };
    const started = await start(made.remakes ? { ...starting, renew } : starting, world);
    if ('ending' in started) return without(started.ending);
    leastAttempt = started.attempt + 1;
    // Where no list shows it, only its token brings back a task that we stopped before anything of it had started.
    if (isVoid(started.task)) continue;
    const ref = taskRef(definition, plan.container.name, started.task, cluster, world);
    // ECS answers a token whose task has ended with that task: nothing was launched.
    const again = hasStopped(started.task);
    if (again) await explainAdoption(started.task, world);
    const ran = await followed(ref, resolved, again ? 'ours-again' : 'ours', world, race());
    if (ran.ending.kind !== 'gave-way') return ran;
  }
}

export function guardFacts(plan: Plan, definition: TaskDefinition, { settings }: Resolved, world: World): GuardFacts {
  const { container, images, secrets, request, clusterName } = plan;
  const fresh = () => world.random.uuid();
  const build = settings.idempotencyKey ?? world.build.build ?? fresh();
  const buildKey = settings.rerun ? `${build} ${fresh()}` : build;
  const migration = migrationText({ images, secrets }, world.region, clusterName, definition, container, request);
  const hash = (text: string) => world.digest(text).slice(0, 32);
  return {
    ...world.build,
    identity: hash(identityText(buildKey, migration)),
    migration: hash(migration),
    startedBy: request.startedBy,
    family: definition.family,
    container: container.name,
    command: effectiveCommand(overrideOf(request, container.name)?.command, container),
    definedCommand: effectiveCommand(undefined, container),
  };
}

/** What our task is to carry of the run that launches it. */
export function marksOf({ identity, migration }: GuardFacts, attempt: number, { build }: World): RunMarks {
  return { ...build, identity, ...(migration === undefined ? {} : { migration }), attempt };
}

/** Follows a task that is running or has stopped. */
export async function attach(task: string, resolved: Resolved, world: World): Promise<Ran> {
  const found = await findTask(task, resolved, world);
  return 'ending' in found ? without(found.ending) : followed(found.ref, resolved, 'others', world);
}

/** Stops a task and follows it to its end. */
export async function stop(task: string, resolved: Resolved, world: World): Promise<Ran> {
  const found = await findTask(task, resolved, world);
  if ('ending' in found) return without(found.ending);
  const failure = await requestStop(found.ref, 'asked', world);
  if (failure) return without({ kind: 'aws', failure });
  const ran = await followed(found.ref, resolved, 'others', world);
  return ran.ending.kind === 'verdict' ? { ...ran, ending: { kind: 'stop-done', verdict: ran.ending.verdict } } : ran;
}

async function followed(ref: TaskRef, resolved: Resolved, whose: Whose, world: World, race?: Race): Promise<Ran> {
  const attach = await announce(ref, resolved, whose, world);
  if (resolved.settings.detach) return { ref, attach, ending: { kind: 'detached' }, task: undefined, lastLines: [] };
  const watcher = createWatcher(world.tasks, ref.cluster, world.clock);
  const following = {
    ref,
    limits: limitsOf(resolved, whose, world),
    watcher,
    ...(race === undefined ? {} : { race }),
  };
  const end = await follow(following, world);
  await race?.finish();
  return { ref, attach, ...end };
}

/** Says which task is followed. Answers the command that follows it again. */
export async function announce(ref: TaskRef, { settings }: Resolved, whose: Whose, world: World) {
  const attach = settings.local ? null : attachCommand(ref, settings.endpointUrl);
  const { taskArn, taskDefinitionArn: taskDefinition, cluster, container } = ref;
  const where = { taskArn, taskDefinition, cluster, container, ...placesOf(ref, world.isAmazon()) };
  await world.emit({ type: 'launched', ...where, adopted: whose !== 'ours', attach });
  return attach;
}

/** Somebody else's task is stopped by us only where that was asked for in so many words. */
export function limitsOf({ settings, origins }: Resolved, whose: Whose, { deadlineAt }: Pick<World, 'deadlineAt'>) {
  const given = (key: 'onTimeout' | 'onInterrupt') => whose !== 'others' || !origins[key]?.startsWith('default');
  return {
    timeoutMs: settings.timeout,
    ...(deadlineAt === undefined ? {} : { endsAt: deadlineAt }),
    startTimeoutMs: whose === 'others' ? undefined : settings.startTimeout,
    onTimeout: given('onTimeout') ? (settings.onTimeout ?? defaultOf('onTimeout')) : 'detach',
    onInterrupt: given('onInterrupt') ? (settings.onInterrupt ?? defaultOf('onInterrupt')) : 'detach',
    quietMs: settings.logQuiet ?? defaultOf('logQuiet'),
  };
}

export async function warn(findings: Finding[], { emit }: World): Promise<void> {
  for (const finding of findings.filter(isMild)) await emit(warnOf(finding));
}
