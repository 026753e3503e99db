import { clusterOfTask } from '../core/arn.ts';
import { attachCommand } from '../core/attach-command.ts';
import type { Ending } from '../core/endings.ts';
import type { CallFailure } from '../core/failure.ts';
import { effectiveCommand } from '../core/identity.ts';
import { startedByOf } from '../core/lock.ts';
import { describePhase, phaseOf } from '../core/phase.ts';
import type { World } from '../core/ports.ts';
import type { Progress, Watching } from '../core/progress.ts';
import { loseSight } from '../core/schedule.ts';
import { addSource, type Resolved } from '../core/settings.ts';
import { tagSource } from '../core/tags.ts';
import { hasStopped, type TaskState } from '../core/task.ts';
import type { TaskDefinition } from '../core/task-definition.ts';
import type { TaskRef } from '../core/task-ref.ts';
import { finishLogs } from './finish-logs.ts';
import { sayDoubts } from './log-warnings.ts';
import { type Looked, look } from './look.ts';
import { joinRace, type Race } from './race.ts';
import { patienceOf, retrying } from './retry.ts';
import { limitsOf, type Ran } from './run.ts';
import type { StepOptions, Stepped } from './step.ts';
import { followLogs, linesOf } from './tails.ts';
import { taskRef } from './task-ref.ts';
import { createWatcher } from './watch.ts';

/** How long a failed task may take to its STOPPED, with which the last lines of its log are sure to be there. */
const TEARDOWN_MS = 120_000;

/** One look at the task that is there; with the verdict its log is read to the end. */
export async function watchOn(
  from: Watching,
  given: Resolved,
  { deadlineAt }: StepOptions,
  world: World,
): Promise<Stepped> {
  const described = await retrying(() => world.definitions.describe(from.taskDefinitionArn), patienceOf(world));
  if (!described.ok) return blindOn(from, described.failure, given, world);
  // A deleted revision still describes a task that runs; one that never was is no task of ours.
  if (described.value === undefined) return blindOn(from, NO_DEFINITION, given, world);
  const definition = described.value;
  const ref = refOf(from, definition, given, world);
  const tags = tagSource(definition.tags, definition.family);
  const resolved = addSource({ ...given, findings: [] }, tags);
  const limits = limitsOf(resolved, from.whose, { deadlineAt });
  const race = createRace(from, definition, resolved, ref, world);
  const looked = await look(ref, limits, from, (task) => race.isLost(task), world);
  await race.finish();

  const known = { ...looked.known, ...(race.isDecided() && { raced: true }) };
  const { ending, seen, task } = looked;
  if (ending?.kind === 'gave-way') {
    // Another build's lost race says nothing of our attempts.
    const progress: Progress =
      from.whose === 'others' ? { at: 'start' } : { at: 'start', leastAttempt: (seen.last?.marks?.attempt ?? 1) + 1 };
    return { progress, status: 'another migration was there first; ours has given way, and waits for it' };
  }
  const open = ending === undefined || (isStopping(looked, ending) && world.clock.now() < deadlineAt + TEARDOWN_MS);
  if (open) {
    const phase = phaseOf(task ?? seen.last);
    const text = describePhase(phase);
    await world.emit({ type: 'status', phase, lastStatus: task?.lastStatus ?? null, text });
    return { progress: known, status: text, taskArn: ref.taskArn };
  }
  return conclude(ref, looked, ending, limits.quietMs, given, world);
}

const NO_DEFINITION: CallFailure = {
  kind: 'refused',
  operation: 'ecs:DescribeTaskDefinition',
  name: 'ClientException',
  message: 'the task definition of the task cannot be found any more',
};

/** The last line of a container that failed would be the error: it is waited for until the task is STOPPED. */
function isStopping({ task, seen }: Looked, ending: Ending): boolean {
  const verdict = 'verdict' in ending ? ending.verdict : undefined;
  if (verdict === undefined || verdict.kind === 'succeeded' || task === undefined || hasStopped(task)) return false;
  const endedAt = seen.endedSeenAt ?? Number.NEGATIVE_INFINITY;
  return phaseOf(task) === 'stopping' && seen.lookedAt - endedAt < TEARDOWN_MS;
}

function refOf(from: Watching, definition: TaskDefinition, { settings }: Resolved, world: World): TaskRef {
  const { taskArn, taskDefinitionArn, container, launchedAt } = from;
  const cluster = clusterOfTask(taskArn) ?? settings.cluster ?? 'default';
  const task = { taskArn, taskDefinitionArn, createdAt: launchedAt, lastStatus: '', desiredStatus: '', containers: [] };
  return taskRef(definition, container, task, cluster, world);
}

/** AWS does not tell what is needed to look at the task. */
function blindOn(from: Watching, failure: CallFailure, { settings }: Resolved, world: World): Stepped {
  const now = world.clock.now();
  const blindSince = from.blindSince ?? now;
  const { taskArn } = from;
  if (loseSight(failure, now - blindSince)) {
    const cluster = clusterOfTask(taskArn) ?? settings.cluster ?? 'default';
    const names = { command: [], essential: [], containers: [from.container], logs: [] };
    const ref: TaskRef = { ...from, ...names, cluster, region: world.region };
    const attach = attachCommand(ref, settings.endpointUrl);
    const ending: Ending = { kind: 'lost-sight', failure, forMs: now - blindSince };
    return { ending, task: undefined, lastLines: [], ref, attach };
  }
  return { progress: { ...from, blindSince }, status: 'AWS does not say how the task is doing', taskArn };
}

/** The race of this step. What our task is known by, it carries itself. */
function createRace(
  { whose, raced, container }: Watching,
  definition: TaskDefinition,
  { settings }: Resolved,
  { cluster }: TaskRef,
  world: World,
): Race {
  let race: Race | undefined;
  const defined = definition.containers.find(({ name }) => name === container);
  const takesPart = raced !== true && whose !== 'others' && settings.ifRunning !== 'allow' && defined !== undefined;
  return {
    isDecided: () => raced === true || race?.isDecided() === true,
    async isLost(task: TaskState) {
      if (!takesPart || task.marks === undefined) return false;
      const startedBy = task.startedBy ?? startedByOf(settings.lock ?? definition.family);
      const { family } = definition;
      const facts = {
        ...task.marks,
        startedBy,
        family,
        container,
        command: effectiveCommand(task.commands?.[container], defined),
        definedCommand: effectiveCommand(undefined, defined),
      };
      race = joinRace({ cluster, startedBy, family, sharedLock: settings.lock !== undefined }, facts, world);
      return race.isLost(task);
    },
    finish: async () => race?.finish(),
  };
}

/** Reads the log to its end, or as far as the time of this step allows, which is then said. */
async function conclude(
  ref: TaskRef,
  { seen }: Looked,
  ending: Ending,
  quietMs: number,
  { settings }: Resolved,
  world: World,
): Promise<Ran> {
  const tails = followLogs(ref, quietMs, world);
  const ran = { ending, ref, lead: seen.lead, attach: attachCommand(ref, settings.endpointUrl) };
  const hasVerdict = 'verdict' in ending && ending.verdict !== undefined;
  if (!hasVerdict) return { ...ran, task: seen.last, lastLines: [] };
  const giveUp = () => tails.abandon();
  world.interrupt.addEventListener('abort', giveUp, { once: true });
  const watcher = createWatcher(world.tasks, ref.cluster, world.clock);
  const task = await finishLogs({ ref, world, watcher, tails }, seen, ending);
  world.interrupt.removeEventListener('abort', giveUp);
  await sayDoubts(ending, tails, world);
  return { ...ran, task, ...linesOf(tails) };
}
