import type { TaskRef } from '../../core/ecs/task-ref.ts';
import type { FollowContext, LockScope, WaitContext, Watcher } from '../../core/ports.ts';
import type { GuardFacts } from '../../core/run/guard.ts';
import { putOffMs } from '../../core/run/schedule.ts';
import { beginWatch } from '../../core/run/watch.ts';
import type { Limits } from '../../core/run/watch-step.ts';
import type { WatchEffect, WatchInput } from '../../core/run/watch-types.ts';
import type { FollowResult } from '../base/endings.ts';
import { finishLogs } from './finish-logs.ts';
import { warnOfDoubts } from './log-warnings.ts';
import { watchSilence } from './silence.ts';
import { followLogs, linesOf, type Tails } from './tails.ts';
import { watchTask } from './watch-calls.ts';
import { createWatcher } from './watcher.ts';

export interface Following {
  ref: TaskRef;
  limits: Limits & { quietMs: number };
  /** Absent if the task is not ours: then it cannot give way. */
  race?: { facts: GuardFacts; scope: LockScope } | undefined;
}

/** Follows a task until it ends, however long that takes: its status, its log to the last line, and the verdict. */
export async function follow({ ref, limits, race }: Following, context: FollowContext): Promise<FollowResult> {
  const { interrupt, clock } = context;
  const watcher = context.shared?.watcher(ref.cluster) ?? createWatcher(context.tasks, ref.cluster, clock);
  const tails = followLogs(ref, limits.quietMs, context);
  const noteSilence = watchSilence(ref, tails, context);
  const watched = await watchTask(
    {
      state: beginWatch(ref, clock.now(), race !== undefined),
      context: () => ({
        ref,
        limits,
        signal: interrupt.aborted ? String(interrupt.reason) : undefined,
        facts: race?.facts,
      }),
      scope: race?.scope,
      stopSignal: NEVER,
      look: (effect) => lookWhenDue(effect, { ref, watcher, tails }, context),
      async onSeen(task) {
        tails.seen(task);
        await noteSilence(task);
      },
    },
    { on: 'begin' },
    context,
  );
  const { ending } = watched;
  if (ending === undefined) throw new Error('a watching that was left');
  const { seen } = watched.state();
  const hasEnded = 'verdict' in ending && ending.verdict !== undefined;
  if (!hasEnded) tails.abandon();
  const task = hasEnded ? await finishLogs({ ref, context, watcher, tails }, seen, ending) : seen.last;
  if (hasEnded) await warnOfDoubts(ending, tails.doubts(), context);
  else await tails.drained();
  await watched.close();
  return { ending, task, lead: seen.lead, ...linesOf(tails) };
}

const NEVER = new AbortController().signal;

async function lookWhenDue(
  { inMs, untilMs, mayPutOff, interruptible }: Extract<WatchEffect, { do: 'look' }>,
  { ref: { taskArn }, watcher, tails }: { ref: TaskRef; watcher: Watcher; tails: Tails },
  { clock, interrupt }: WaitContext,
): Promise<WatchInput> {
  const decidedAt = clock.now();
  const putOff = () => {
    const at = clock.now();
    const ms = mayPutOff ? putOffMs(at - (tails.lastLineAt() ?? 0), at - decidedAt) : 0;
    return at + ms < decidedAt + untilMs ? ms : 0;
  };
  const look = await watcher.next(taskArn, inMs, interruptible ? interrupt : NEVER, putOff);
  if (look === undefined) return { on: 'interrupted' };
  const { askedAt } = look;
  if (!look.ok) return { on: 'looked', askedAt, answer: look };
  return { on: 'looked', askedAt, answer: { ok: true, value: { task: look.value, lead: look.lead } } };
}
