import type { ClockLead } from '../core/clock-lead.ts';
import { endingOf, leftAlone, type StopCause, stillRunning } from '../core/ending-of.ts';
import type { Ending } from '../core/endings.ts';
import { type CallFailure, isPassing } from '../core/failure.ts';
import { describePhase, phaseOf } from '../core/phase.ts';
import type { World } from '../core/ports.ts';
import { nextLookMs, putOffMs } from '../core/schedule.ts';
import { hasStarted, mayHaveRun, type TaskState, toldToStop } from '../core/task.ts';
import type { TaskRef } from '../core/task-ref.ts';
import { judge } from '../core/verdict.ts';
import { warn } from '../core/warnings.ts';
import { type Limits, nextStep, stepWhileStopping, untilDeadline } from '../core/watch-step.ts';
import { bornAt, type Witness, witness, witnessLaunch } from '../core/witness.ts';
import { finishLogs } from './finish-logs.ts';
import { sayDoubts } from './log-warnings.ts';
import type { Race } from './race.ts';
import { watchSilence } from './silence.ts';
import { isOfUnstarted, requestStop, STOP_PATIENCE_MS, sayStopFailed, tryToStop } from './stop.ts';
import { followLogs, type LinesBefore, linesOf, type Tails } from './tails.ts';
import type { Watcher } from './watch.ts';

export interface Followed {
  ending: Ending;
  /** The task as last seen. */
  task: TaskState | undefined;
  /** The last lines of the migration container. */
  lastLines: readonly string[];
  /** Those of the containers that it waits for, by name. */
  linesBefore?: LinesBefore;
  /** Our clock against ECS's. */
  lead?: ClockLead;
  /** The log of the migration container could not be read to its end. */
  unread?: boolean;
}

export interface Following {
  ref: TaskRef;
  limits: Limits & { quietMs: number };
  watcher: Watcher;
  /** Absent where the task is not ours to give way. */
  race?: Race;
}

/** Follows a task to its end: its status, its log to the last line, and the verdict. */
export async function follow(following: Following, world: World): Promise<Followed> {
  const { ref, limits, watcher } = following;
  const tails = followLogs(ref, limits.quietMs, world);
  const { seen, ending } = await watchTask(following, tails, world);
  const hasEnded = 'verdict' in ending && ending.verdict !== undefined;
  if (hasEnded) {
    const task = await finishLogs({ ref, world, watcher, tails }, seen, ending);
    await sayDoubts(ending, tails, world);
    return { ending, task, lead: seen.lead, ...linesOf(tails) };
  }
  tails.abandon();
  await tails.drained();
  return { ending, task: seen.last, lead: seen.lead, ...linesOf(tails) };
}

/** Watches until there is a verdict, or a reason to end without one. */
async function watchTask(
  { ref, limits, watcher, race }: Following,
  tails: Tails,
  world: World,
): Promise<{ seen: Witness; ending: Ending }> {
  const { clock, random, interrupt } = world;
  const never = new AbortController().signal;
  const beganAt = clock.now();
  let seen: Witness = witnessLaunch(ref, beganAt);
  let blind: { failure: CallFailure; since: number; count: number } | undefined;
  let stopping: StopCause | undefined;
  /** A stop that has failed, to be asked for again as long as nothing has started. */
  let wanted: { why: StopCause; since: number } | undefined;
  let shown = { status: '', phaseSince: clock.now() };
  const noteSilence = watchSilence(ref, tails, world);
  const neighbours = ref.essential.some((name) => name !== ref.container) && ref.essential.includes(ref.container);

  const born = () => bornAt(seen, ref, beganAt);
  const bounds = () => ({ limits, born: born(), signal: String(interrupt.reason) });

  async function askToStop(why: StopCause): Promise<Ending | undefined> {
    const unstarted = isOfUnstarted(why);
    const failure = await (unstarted ? tryToStop : requestStop)(ref, why, world);
    if (failure === undefined) {
      stopping = why;
      return undefined;
    }
    if (unstarted) {
      wanted ??= { why, since: clock.now() };
      if (isPassing(failure) && clock.now() - wanted.since < STOP_PATIENCE_MS) return undefined;
      wanted = undefined;
      await sayStopFailed(ref, failure, world);
    }
    return stillRunning(why, failure, bounds());
  }

  for (;;) {
    const now = clock.now();
    const verdict = judge(ref, seen);
    if (verdict !== undefined) {
      const ending = endingOf(verdict, stopping, bounds());
      if (stopping === 'lost-race' && ending.kind !== 'gave-way') await sayStartedAfterAll(world);
      return { seen, ending };
    }

    const situation = {
      now,
      task: seen.last,
      born: born(),
      interrupted: interrupt.aborted,
      blind: blind && { failure: blind.failure, forMs: now - blind.since },
    };
    const step = stopping ? stepWhileStopping(situation) : nextStep(limits, situation);
    if (step.do === 'leave') return { seen, ending: leftAlone(step.why, bounds()) };
    if (step.do === 'give-up') return { seen, ending: { ...step, kind: 'lost-sight' } };
    if (step.do === 'stop') {
      const ending = await askToStop(step.why);
      if (ending) return { seen, ending };
      // A stop is near: it is looked for often again.
      shown = { ...shown, phaseSince: clock.now() };
    }

    const { quietMs } = limits;
    const pace = {
      phase: phaseOf(seen.last),
      inPhaseMs: now - shown.phaseSince,
      failures: blind?.count ?? 0,
      quietMs,
      neighbours,
    };
    const deadlineMs = stopping ? Number.POSITIVE_INFINITY : untilDeadline(limits, situation);
    const delayMs = Math.min(nextLookMs(pace, random.next()), deadlineMs);
    // Once we have asked for the stop, the interrupt has done its work.
    const putOff = () => {
      const at = clock.now();
      const ms = stopping || neighbours ? 0 : putOffMs(at - (tails.lastLineAt() ?? 0), at - now);
      return at + ms < now + deadlineMs ? ms : 0;
    };
    const look = await watcher.next(ref.taskArn, delayMs, stopping ? never : interrupt, putOff);
    if (look === undefined) continue;
    if (!look.ok) {
      blind = { failure: look.failure, since: blind?.since ?? clock.now(), count: (blind?.count ?? 0) + 1 };
      await mentionTrouble(look.failure, blind.count, world);
      continue;
    }
    blind = undefined;
    const task = look.value;
    seen = witness(seen, { askedAt: look.askedAt, at: clock.now(), task, lead: look.lead }, ref);
    shown = await showStatus(task ?? seen.last, shown, world);
    if (task === undefined) continue;
    tails.seen(task);
    await noteSilence(task);
    if (hasStarted(task) || toldToStop(task)) wanted = undefined;
    else if (wanted?.why === 'lost-race' && !stopping) await askToStop('lost-race');
    // A stop that fails is said; the race is then lost to both, and the watching goes on.
    const mayRace = mayHaveRun(task) || (!stopping && !toldToStop(task));
    if (mayRace && (await race?.isLost(task))) await askToStop('lost-race');
  }
}

/** Our StopTask came after the container's start. */
export async function sayStartedAfterAll({ emit }: World): Promise<void> {
  await emit(warn('overlap', {}));
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
  // The first look only confirms the phase that the launch began.
  const samePhase = shown.status === '' || shown.status.startsWith(`${phase} `);
  return { status, phaseSince: samePhase ? shown.phaseSince : clock.now() };
}

/** One failed look is noise; several, or a denial, should be known. */
async function mentionTrouble(failure: CallFailure, count: number, { emit }: World): Promise<void> {
  const isGrave = ['denied', 'expired', 'clock', 'blocked', 'unconfigured'].includes(failure.kind);
  if (count !== (isGrave ? 1 : 4)) return;
  await emit(warn('aws-trouble', { failure }));
}
