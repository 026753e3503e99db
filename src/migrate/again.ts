import { onTheirClock, UNKNOWN_LEAD } from '../core/base/clock-lead.ts';
import { hasStopped, type TaskState } from '../core/ecs/task.ts';
import { warn } from '../core/events/warnings.ts';
import type { Ending } from '../core/explain/endings.ts';
import { outcomeOf } from '../core/explain/explain.ts';
import { findCause } from '../core/log-causes/find-cause.ts';
import type { FollowContext, RunContext, TaskContext } from '../core/ports.ts';
import { decideRetry, type EndedAttempt } from '../core/retry/decide-retry.ts';
import type { TaskOwner } from '../core/run/launch-types.ts';
import { nextLookMs } from '../core/run/schedule.ts';
import { showRetryOn } from '../core/settings/retry-kinds.ts';
import { defaultOf, type Settings } from '../core/settings/settings-table.ts';
import { interruptedBeforeLaunch, type RunResult } from './base/endings.ts';
import { retry, retryOptionsOf } from './base/retry.ts';

/** The attempt that follows a failed one. */
export interface NextAttempt {
  /** The task of the failed attempt, which has stopped. */
  task: TaskState;
  /** The number of the next attempt among those that run, and when the first was created, by ECS's clock. */
  series: { series: number; began: number };
  /** When all attempts together must have ended, by our clock. */
  endsAt: number;
}

type AgainContext = FollowContext & Pick<RunContext, 'deadlineAt'>;

/**
 * What follows an attempt: the next one, after its wait; or the result of the run. Reports why a failed attempt is not
 * repeated.
 */
export async function afterAttempt(
  ran: RunResult,
  whose: TaskOwner,
  settings: Settings,
  context: AgainContext,
): Promise<{ next: NextAttempt } | { result: RunResult }> {
  const of = (settings.retries ?? 0) + 1;
  const verdict = ran.ending.kind === 'verdict' ? ran.ending.verdict : undefined;
  if (verdict === undefined || verdict.kind === 'succeeded' || ran.ref === undefined) return { result: ran };
  const number = ran.task?.marks?.series ?? 1;
  if (whose === 'others') return giveUp('not-ours');
  const task = verdict.kind === 'failed' ? await waitUntilStopped(ran, context) : ran.task;
  // The mark is a whole number.
  const began = Math.floor(task?.marks?.began ?? task?.createdAt ?? ran.ref.launchedAt);
  const leftMs = timeLeft(began, ran, settings, context);
  const attempt: EndedAttempt = {
    ...ran,
    ref: ran.ref,
    task,
    lines: ran.lastLines,
    unread: ran.unread ?? false,
    number,
  };
  const rules = {
    retries: settings.retries ?? 0,
    on: settings.retryOn ?? defaultOf('retryOn'),
    wait: settings.retryWait ?? defaultOf('retryWait'),
  };
  const step = decideRetry(attempt, rules, { leftMs, random: context.random.next() });
  if (step.do === 'end') return step.why === undefined ? { result: ran } : giveUp(step.why);
  if (task === undefined) return { result: ran };

  const { mask } = context;
  const log = { lines: ran.lastLines, command: ran.ref.command, findCause, mask };
  const { taskArn, containerExitCode, causeCode, causeLine } = outcomeOf(ran.ending, task.taskArn, null, log);
  const { waitMs, on } = step;
  await context.emit({
    type: 'attempt',
    attempt: number,
    of,
    taskArn: taskArn ?? '',
    containerExitCode: containerExitCode ?? 0,
    retryOn: showRetryOn(on),
    causeCode,
    causeLine,
    waitMs,
  });
  await context.clock.sleep(waitMs, context.interrupt);
  if (context.interrupt.aborted) return { result: endWithoutTask(ran, interruptedBeforeLaunch(context)) };
  const endsAt = context.clock.now() + leftMs - waitMs;
  return { next: { task, series: { series: number + 1, began }, endsAt } };

  async function giveUp(why: Parameters<typeof warn<'not-retried'>>[1]['why']): Promise<{ result: RunResult }> {
    await context.emit(warn('not-retried', { attempt: number, of, why }));
    return { result: ran };
  }
}

/**
 * The result if the next attempt was not launched. A reason that would be a success, such as a rollback of the pipeline,
 * is none here: the migration has failed.
 */
export function endWithoutTask(failed: RunResult, ending: Ending): RunResult {
  const why = outcomeOf(ending, null, failed.attach);
  if (why.exitCode === 0 || failed.ending.kind !== 'verdict') return failed;
  const attempts = failed.task?.marks?.series ?? 1;
  return { ...failed, ending: { kind: 'not-tried-again', attempts, verdict: failed.ending.verdict, why } };
}

function timeLeft(
  began: number,
  { lead }: RunResult,
  { timeout }: Settings,
  { clock, deadlineAt }: AgainContext,
): number {
  const now = clock.now();
  const ofBuild = (deadlineAt ?? Number.POSITIVE_INFINITY) - now;
  const ofAll =
    timeout === undefined ? Number.POSITIVE_INFINITY : began + timeout - onTheirClock(now, lead ?? UNKNOWN_LEAD);
  return Math.min(ofBuild, ofAll);
}

/** ECS needs some seconds to tear a task down, and its sidecars have up to two minutes to end. */
const STOP_PATIENCE_MS = 5 * 60_000;

/** Two attempts must never run at the same time, so the next one waits until ECS shows that the task has stopped. */
async function waitUntilStopped({ task, ref }: RunResult, context: TaskContext): Promise<TaskState | undefined> {
  const { clock, random, interrupt, tasks } = context;
  const began = clock.now();
  let last = task;
  while (last !== undefined && ref !== undefined && !hasStopped(last)) {
    const inPhaseMs = clock.now() - began;
    if (inPhaseMs >= STOP_PATIENCE_MS || interrupt.aborted) return last;
    await clock.sleep(nextLookMs({ phase: 'stopping', inPhaseMs, failures: 0 }, random.next()), interrupt);
    const answer = await retry(() => tasks.describe(ref.cluster, [ref.taskArn]), retryOptionsOf(context));
    if (!answer.ok) return last;
    last = answer.value.tasks[0] ?? last;
  }
  return last;
}
