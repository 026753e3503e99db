import { clusterOfTask } from '../../core/base/arn.ts';
import type { CallFailure } from '../../core/base/failure.ts';
import { describePhase, phaseOf } from '../../core/ecs/phase.ts';
import type { TaskDefinition } from '../../core/ecs/task-definition.ts';
import type { TaskRef } from '../../core/ecs/task-ref.ts';
import { attachCommand } from '../../core/events/places.ts';
import type { Ending } from '../../core/explain/endings.ts';
import { lockOfTarget, startedByOf } from '../../core/plan/lock.ts';
import type { DefinitionContext, FollowContext, RunContext, TaskContext } from '../../core/ports.ts';
import { giveWay } from '../../core/run/launch.ts';
import { limitsOf, mayRace } from '../../core/run/limits.ts';
import { fromProgress, toProgress, type Watching } from '../../core/run/progress.ts';
import { watchBlindly } from '../../core/run/watch.ts';
import type { WatchInput, WatchState } from '../../core/run/watch-types.ts';
import { addSource } from '../../core/settings/settings.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { tagSource } from '../../core/settings/tags.ts';
import type { RunResult } from '../base/endings.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';
import { taskRef } from '../base/task-ref.ts';
import { finishLogs } from '../follow/finish-logs.ts';
import { warnOfDoubts } from '../follow/log-warnings.ts';
import { followLogs, linesOf } from '../follow/tails.ts';
import { watchTask } from '../follow/watch-calls.ts';
import { createWatcher } from '../follow/watcher.ts';
import { guardFactsOfTask } from '../launch/guard-facts.ts';
import type { StepOptions, StepResult } from './step-types.ts';

/**
 * How long a failed task may take to reach STOPPED. Only then are the last lines of its log certain to be there.
 * Milliseconds.
 */
const TEARDOWN_MS = 120_000;

/** A turn looks at its task no more often, even if a look is needed at once. */
const MOST_LOOKS = 4;

/** Looks once at the launched task. If the task has ended, its log is read to the end. */
export async function watchInTurn(
  from: Watching,
  given: Resolved,
  { deadlineAt }: StepOptions,
  context: FollowContext & DefinitionContext & Pick<RunContext, 'region' | 'lockTarget' | 'digest'>,
): Promise<StepResult> {
  const { container, whose, taskArn } = from;
  const described = await retry(() => context.definitions.describe(from.taskDefinitionArn), retryOptionsOf(context));
  if (!described.ok) return watchBlind(from, described.failure, given, context);
  // A running task keeps a deleted revision readable. If the revision was never there, the task is not ours.
  if (described.value === undefined) return watchBlind(from, NO_DEFINITION, given, context);
  const definition = described.value;
  const ref = refOf(from, definition, given, context);
  const resolved = addSource({ ...given, findings: [] }, tagSource(definition.tags, definition.family));
  const { settings } = resolved;
  const limits = limitsOf(resolved, whose, deadlineAt);
  const { family } = definition;
  const { lockTarget } = context;
  const base = settings.lock ?? family;
  const lock = lockTarget === undefined ? base : lockOfTarget(base, lockTarget, context.digest);
  const begin = fromProgress(from, context.clock.now(), mayRace(resolved, whose));
  let { last } = begin.seen;
  let looks = 0;
  const watched = await watchTask(
    {
      state: begin,
      context: () => ({
        ref,
        limits,
        // Here the interrupt means that the time of the turn has ended.
        signal: undefined,
        facts: guardFactsOfTask(last, definition, container, lock),
        lastLinesMs: TEARDOWN_MS,
      }),
      scope: {
        cluster: ref.cluster,
        startedBy: startedByOf(lock),
        family,
        sharedLock: settings.lock !== undefined,
      },
      // A turn does not poll: what it sees of the holders must show those who launched at the same moment as ours.
      holdersSince: context.clock.now(),
      stopSignal: context.interrupt,
      async look({ inMs, untilMs }) {
        looks += 1;
        // A look that is needed at once, such as before the task gives way, belongs to this turn.
        const isUrgent = inMs === 0 && untilMs === 0;
        if (looks > (isUrgent ? MOST_LOOKS : 1)) return undefined;
        const input = await lookOnce(ref, context);
        last = input.answer.ok ? input.answer.value.task : undefined;
        return input;
      },
    },
    { on: 'due' },
    context,
  );
  const { seen } = watched.state();
  const { ending } = watched;
  const state = await watched.close();
  if (ending === undefined) {
    const status = describePhase(phaseOf(last ?? seen.last));
    return { progress: toProgress(state, whose, ref, from.raced === true), status, taskArn };
  }
  return ending.kind === 'gave-way'
    ? beginAgain(from, state)
    : conclude({ ref, seen: state.seen, ending, quietMs: limits.quietMs }, given, context);
}

const NO_DEFINITION: CallFailure = {
  kind: 'refused',
  operation: 'ecs:DescribeTaskDefinition',
  name: 'ClientException',
  message: 'the task definition of the task cannot be found any more',
};

async function lookOnce(
  ref: TaskRef,
  { tasks, clock }: Pick<TaskContext, 'tasks' | 'clock'>,
): Promise<WatchInput & { on: 'looked' }> {
  const askedAt = clock.now();
  const answer = await tasks.describe(ref.cluster, [ref.taskArn]);
  if (!answer.ok) return { on: 'looked', askedAt, answer };
  const task = answer.value.tasks.find(({ taskArn }) => taskArn === ref.taskArn);
  return { on: 'looked', askedAt, answer: { ok: true, value: { task, lead: answer.value.lead } } };
}

function refOf(
  from: Watching,
  definition: TaskDefinition,
  { settings }: Resolved,
  context: Pick<RunContext, 'region' | 'clock'>,
): TaskRef {
  const { taskArn, taskDefinitionArn, container, launchedAt } = from;
  const cluster = clusterOfTask(taskArn) ?? settings.cluster ?? 'default';
  const task = { taskArn, taskDefinitionArn, createdAt: launchedAt, lastStatus: '', desiredStatus: '', containers: [] };
  return taskRef(task, { definition, container, cluster }, context);
}

/** AWS does not provide what is needed to look at the task. */
function watchBlind(
  from: Watching,
  failure: CallFailure,
  { settings }: Resolved,
  context: Pick<RunContext, 'region' | 'clock'>,
): StepResult {
  const now = context.clock.now();
  const { taskArn } = from;
  const { blind, ending } = watchBlindly(fromProgress(from, now, false), failure, now);
  if (ending === undefined) {
    return {
      progress: { ...from, blindSince: blind.since },
      status: 'the state of the task cannot be read',
      taskArn,
    };
  }
  const cluster = clusterOfTask(taskArn) ?? settings.cluster ?? 'default';
  const names = { command: [], essential: [], containers: [from.container], logs: [] };
  const ref: TaskRef = { ...from, ...names, cluster, region: context.region };
  return { ending, task: undefined, lastLines: [], ref, attach: attachCommand(ref, settings.endpointUrl) };
}

function beginAgain({ whose }: Watching, { seen }: WatchState): StepResult {
  const progress = giveWay({ at: 'start' }, whose, seen.last);
  return {
    progress,
    status: 'another migration started first; our task was stopped, and the run waits for the other one',
  };
}

/** Reads the log to its end. If the time of this turn does not suffice, a warning says so. */
async function conclude(
  { ref, seen, ending, quietMs }: { ref: TaskRef; seen: WatchState['seen']; ending: Ending; quietMs: number },
  { settings }: Resolved,
  context: FollowContext,
): Promise<RunResult> {
  const tails = followLogs(ref, quietMs, context);
  const ran = { ending, ref, lead: seen.lead, attach: attachCommand(ref, settings.endpointUrl) };
  const hasVerdict = 'verdict' in ending && ending.verdict !== undefined;
  if (!hasVerdict) return { ...ran, task: seen.last, lastLines: [] };
  const giveUp = () => tails.abandon();
  context.interrupt.addEventListener('abort', giveUp, { once: true });
  const watcher = context.shared?.watcher(ref.cluster) ?? createWatcher(context.tasks, ref.cluster, context.clock);
  const task = await finishLogs({ ref, context, watcher, tails }, seen, ending);
  context.interrupt.removeEventListener('abort', giveUp);
  await warnOfDoubts(ending, tails.doubts(), context);
  return { ...ran, task, ...linesOf(tails) };
}
