import type { Clock, Random } from '../../core/base/clock.ts';
import { PUT_OFF } from '../../core/base/failure.ts';
import type { Aws, LockScope, SharedCalls, Tasks, Watcher } from '../../core/ports.ts';
import { createWatcher } from '../follow/watcher.ts';
import { coalesceDescribes } from './coalesce-describes.ts';
import { limitCalls } from './limit-calls.ts';
import { type AccountLimits, limitsByAccount } from './limits-by-account.ts';
import { ownLists } from './own-lists.ts';
import { shareFinishedLogs } from './read-finished.ts';
import { askOnce, shareReads } from './share-reads.ts';
import { type ListTasks, shareSurveys } from './share-surveys.ts';
import { tailFinished } from './tail-finished.ts';
import { rememberTasks } from './task-memory.ts';

/** From one DescribeTasks call of a cluster to the next, if fewer than 100 looks are due. Milliseconds. */
const LOOK_GAP_MS = 400;
/** A launch must not follow more than four seconds after its survey, and takes a moment itself. Milliseconds. */
const SURVEY_HOLDS_MS = 3_500;

export interface ShareOptions {
  clock: Clock;
  random: Random;
  /** RunTask calls a second: the value of `--rate`. Default: half of AWS's quota. */
  launchesPerSecond?: number;
  /** Calls a second that read tasks and the like. Default: half of AWS's quota. */
  readsPerSecond?: number;
  /** DescribeTasks calls wait so long for others, unless 100 tasks are asked for. Milliseconds. Default: no longer than a call takes. */
  gatherMs?: number;
  /** Lists of tasks that other processes use too. Default: those of this process. */
  openLists?: (tasks: Tasks, own: ListTasks) => ListTasks;
}

/** Lets many runs of one account and region share their calls. */
export interface CallSharing {
  /**
   * The AWS side of one more run. `live` aborts when its log shall be followed while it is written; until then, the log
   * is read after the end of the task, together with others. It has aborted from the beginning for a canary.
   */
  join(live: AbortSignal): Aws & { shared: SharedCalls };
  /** The present RunTask calls a second. */
  launchRate(): number;
}

/**
 * The calls of many runs, shared: within the rate limits, one answer for all who ask the same, 100 tasks in one look, one
 * survey for all locks, and the logs of finished tasks in batches. A single run does without.
 */
export function shareCalls(
  given: Aws,
  options: ShareOptions,
  limits: AccountLimits = limitsByAccount(options)(given, undefined),
): CallSharing {
  const { clock, random, gatherMs, openLists = (_, own) => own } = options;
  const read = shareReads(limitCalls(tellAccount(given, limits), limits), clock);
  const remembered = rememberTasks(read.tasks, clock.now);
  const tasks = coalesceDescribes(remembered.tasks, clock, gatherMs);
  const aws: Aws = { ...read, tasks };
  const world = { tasks, clock, random, interrupt: NEVER, emit: () => undefined };
  const own = ownLists(remembered.memory, gatherMs === undefined ? world : { ...world, tasks: remembered.tasks });
  const survey = shareSurveys(openLists(remembered.tasks, own), remembered.memory, world);
  const readFinished = shareFinishedLogs(aws.logs, world);
  const once = askOnce(clock);
  const watchers = new Map<string, Watcher>();

  function watcher(cluster: string): Watcher {
    // The watcher fills its own calls. They need not wait for others.
    const known = watchers.get(cluster) ?? createWatcher(remembered.tasks, cluster, clock, LOOK_GAP_MS);
    watchers.set(cluster, known);
    return known;
  }

  return {
    launchRate: () => limits.rate('RunTask'),
    join(live) {
      /** It is this run's turn to launch. */
      let mayLaunch = false;
      async function takeTurn(hurry?: AbortSignal): Promise<void> {
        if (!mayLaunch) await limits.take('RunTask', hurry);
        mayLaunch = true;
      }
      let mayStop = false;
      const stop: Aws['tasks']['stop'] = async (cluster, taskArn, reason, withinMs = Number.POSITIVE_INFINITY) => {
        const askedAt = clock.now();
        if (!mayStop) await limits.take('StopTask');
        mayStop = clock.now() - askedAt > withinMs;
        return mayStop ? { ok: false, failure: PUT_OFF } : tasks.stop(cluster, taskArn, reason);
      };
      const readLog: SharedCalls['readLog'] = (control, world) => tailFinished(control, { live, readFinished }, world);
      async function surveyForLaunch(of: LockScope, hurry: AbortSignal) {
        await takeTurn(hurry);
        return survey(of, { notBefore: clock.now() - SURVEY_HOLDS_MS, patienceMs: 0, hurry });
      }
      return {
        ...aws,
        tasks: {
          ...tasks,
          async run(request) {
            await takeTurn();
            mayLaunch = false;
            return tasks.run(request);
          },
          stop,
        },
        shared: { watcher, surveyForLaunch, survey, readLog, once },
      };
    },
  };
}

/** The first description of a cluster shows which account it is. */
function tellAccount(aws: Aws, limits: AccountLimits): Aws {
  const describe: Aws['clusters']['describe'] = async (name) => {
    const answer = await aws.clusters.describe(name);
    if (answer.ok && answer.value !== undefined) limits.belongTo(answer.value.arn);
    return answer;
  };
  return { ...aws, clusters: { ...aws.clusters, describe } };
}

const NEVER = new AbortController().signal;
