import type { CallFailure } from '../core/failure.ts';
import type { Ending } from '../core/outcome.ts';
import { describePhase, phaseOf } from '../core/phase.ts';
import type { World } from '../core/ports.ts';
import { nextLookMs } from '../core/schedule.ts';
import type { TaskState } from '../core/task.ts';
import type { TaskRef } from '../core/task-ref.ts';
import { judge, type Verdict } from '../core/verdict.ts';
import { type Limits, nextStep, type Step, untilDeadline } from '../core/watch-step.ts';
import { NOTHING_SEEN, type Witness, witness } from '../core/witness.ts';
import { finishLogs } from './finish-logs.ts';
import { requestStop } from './stop.ts';
import { followLogs, type Tails } from './tails.ts';
import type { Watcher } from './watch.ts';

export interface Followed {
  ending: Ending;
  /** The task as last seen. */
  task: TaskState | undefined;
}

type Stop = Step & { do: 'stop' };

interface Watching {
  ref: TaskRef;
  limits: Limits;
  world: World;
  watcher: Watcher;
  tails: Tails;
}

/** Follows a task to its end: its status, its log to the last line, and the verdict. */
export async function follow(
  ref: TaskRef,
  limits: Limits & { quietMs: number },
  watcher: Watcher,
  world: World,
): Promise<Followed> {
  const tails = followLogs(ref, limits.quietMs, world);
  const watching = { ref, limits, world, watcher, tails };
  const { seen, ending } = await watchTask(watching);
  if (ending.kind === 'verdict' || ('stopped' in ending && ending.stopped) || ending.kind === 'not-started-in-time') {
    const last = await finishLogs(watching, seen, ending);
    return { ending, task: last ?? seen.last };
  }
  tails.abandon();
  await tails.drained();
  return { ending, task: seen.last };
}

/** Watches until there is a verdict, or a reason to end without one. */
async function watchTask({ ref, limits, world, watcher, tails }: Watching): Promise<{ seen: Witness; ending: Ending }> {
  const { clock, random, interrupt } = world;
  let seen: Witness = NOTHING_SEEN;
  let blind: { failure: CallFailure; since: number; count: number } | undefined;
  let stopping: Stop | undefined;
  let shown = { status: '', phaseSince: clock.now() };
  for (;;) {
    const verdict = judge(ref, seen, clock.now());
    if (verdict !== undefined) return { seen, ending: endingOf(verdict, stopping, limits, world) };

    const blindFor = blind && { failure: blind.failure, forMs: clock.now() - blind.since };
    const situation = { now: clock.now(), task: seen.last, interrupted: interrupt.aborted, blind: blindFor };
    const step = stopping
      ? giveUpOnly(nextStep(ref, limits, { ...situation, interrupted: false }))
      : nextStep(ref, limits, situation);
    if (step.do === 'leave') return { seen, ending: leftAlone(step.why, limits, world) };
    if (step.do === 'give-up') {
      return { seen, ending: { kind: 'lost-sight', failure: step.failure, forMs: step.forMs } };
    }
    if (step.do === 'stop') {
      stopping = step;
      const failure = await requestStop(ref, STOP_REASONS[step.why], world);
      if (failure) return { seen, ending: stillRunning(step.why, failure, limits, world) };
    }

    const state = { phase: phaseOf(seen.last), inPhaseMs: clock.now() - shown.phaseSince, failures: blind?.count ?? 0 };
    const delay = Math.min(
      nextLookMs(state, random.next()),
      stopping ? Infinity : untilDeadline(ref, limits, situation),
    );
    // Once we have asked for the stop, the interrupt has done its work.
    const look = await watcher.next(ref.taskArn, delay, stopping ? NEVER : interrupt);
    if (look === undefined) continue;
    if (!look.ok) {
      blind = { failure: look.failure, since: blind?.since ?? clock.now(), count: (blind?.count ?? 0) + 1 };
      await mentionTrouble(look.failure, blind.count, world);
      continue;
    }
    blind = undefined;
    seen = witness(seen, { at: clock.now(), task: look.value }, ref);
    if (look.value !== undefined) tails.seen(look.value);
    shown = await showStatus(look.value ?? seen.last, shown, world);
  }
}

const NEVER = new AbortController().signal;

const STOP_REASONS = {
  timeout: 'Stopped by ecs-migrate: --timeout',
  'start-timeout': 'Stopped by ecs-migrate: --start-timeout',
  interrupt: 'Stopped by ecs-migrate: interrupted',
} as const;

/** While the task is being stopped only blindness can end the watching early. */
function giveUpOnly(step: Step): Step {
  return step.do === 'give-up' ? step : { do: 'go-on' };
}

function leftAlone(why: 'timeout' | 'interrupt', limits: Limits, { interrupt }: World): Ending {
  if (why === 'timeout')
    return { kind: 'timed-out', afterMs: limits.timeoutMs ?? 0, stopped: false, verdict: undefined };
  return { kind: 'interrupted', signal: String(interrupt.reason), stopped: false, launched: true, verdict: undefined };
}

/** We meant to stop the task and could not. */
function stillRunning(why: Stop['why'], failure: CallFailure, limits: Limits, world: World): Ending {
  return why === 'start-timeout' ? { kind: 'lost-sight', failure, forMs: 0 } : leftAlone(why, limits, world);
}

/** What a verdict means, given that we may have asked for the stop ourselves. */
function endingOf(
  verdict: Verdict,
  stopping: (Step & { do: 'stop' }) | undefined,
  limits: Limits,
  world: World,
): Ending {
  const why = stopping?.why;
  if (why === 'interrupt') {
    return { kind: 'interrupted', signal: String(world.interrupt.reason), stopped: true, launched: true, verdict };
  }
  // The container may have ended by itself while our StopTask was on its way.
  const byItself =
    verdict.kind === 'succeeded' || ('stop' in verdict && verdict.stop.stopCode === 'EssentialContainerExited');
  if (why === undefined || byItself) return { kind: 'verdict', verdict };
  if (why === 'start-timeout') {
    return verdict.kind === 'never-started'
      ? { kind: 'not-started-in-time', afterMs: limits.startTimeoutMs ?? 0, verdict }
      : { kind: 'verdict', verdict };
  }
  return { kind: 'timed-out', afterMs: limits.timeoutMs ?? 0, stopped: true, verdict };
}

async function showStatus(
  task: TaskState | undefined,
  shown: { status: string; phaseSince: number },
  { emit, clock }: World,
): Promise<{ status: string; phaseSince: number }> {
  const phase = phaseOf(task);
  const status = `${phase} ${task?.lastStatus ?? ''}`;
  if (status === shown.status) return shown;
  await emit({ type: 'status', phase, lastStatus: task?.lastStatus ?? null, text: describePhase(phase) });
  const samePhase = shown.status.startsWith(`${phase} `);
  return { status, phaseSince: samePhase ? shown.phaseSince : clock.now() };
}

/** One failed look is noise; several, or a denial, should be known. */
async function mentionTrouble(failure: CallFailure, count: number, { emit }: World): Promise<void> {
  const hopeless = failure.kind === 'denied' || failure.kind === 'expired' || failure.kind === 'unconfigured';
  if (count !== (hopeless ? 1 : 4)) return;
  const text = `AWS does not say how the task is doing (${failure.operation}: ${failure.name}: ${failure.message}); it goes on, and so do we`;
  await emit({ type: 'warning', code: 'aws-trouble', text });
}
