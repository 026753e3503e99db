import { endingOf, leftAlone, type StopCause, stillRunning } from '../core/ending-of.ts';
import type { Ending } from '../core/endings.ts';
import { isPassing } from '../core/failure.ts';
import type { World } from '../core/ports.ts';
import { recall, remember, type Watching } from '../core/progress.ts';
import { mayHaveRun, type TaskState, toldToStop } from '../core/task.ts';
import type { TaskRef } from '../core/task-ref.ts';
import { judge } from '../core/verdict.ts';
import { type Limits, nextStep, stepWhileStopping } from '../core/watch-step.ts';
import { bornAt, type Witness, witness } from '../core/witness.ts';
import { sayStartedAfterAll } from './follow.ts';
import { isOfUnstarted, requestStop, STOP_PATIENCE_MS, sayStopFailed, tryToStop } from './stop.ts';

export interface Looked {
  /** What is known after this look. */
  known: Watching;
  seen: Witness;
  /** The task, where ECS showed it. */
  task: TaskState | undefined;
  /** Absent while the verdict is open. */
  ending?: Ending;
}

/**
 * One look at a task, without a timer: what {@link follow} does between two sleeps. `isLost` says whether ours has to
 * give way to another migration.
 */
export async function look(
  ref: TaskRef,
  limits: Limits,
  from: Watching,
  isLost: (task: TaskState) => Promise<boolean>,
  world: World,
): Promise<Looked> {
  const { clock } = world;
  const askedAt = clock.now();
  const answer = await world.tasks.describe(ref.cluster, [ref.taskArn]);
  const now = clock.now();
  const task = answer.ok ? answer.value.tasks.find(({ taskArn }) => taskArn === ref.taskArn) : undefined;
  const seen = answer.ok
    ? witness(recall(from.seen), { askedAt, at: now, task, lead: answer.value.lead }, ref)
    : recall(from.seen);
  const { blindSince = now, ...sighted } = { ...from, seen: remember(seen) };
  const known: Watching = answer.ok ? sighted : { ...sighted, blindSince };

  // A task may start and end between two turns: who else ran meanwhile is asked whatever the verdict is.
  const ran = task !== undefined && mayHaveRun(task);
  if (ran) await isLost(task);
  const born = bornAt(seen, ref, seen.lookedAt);
  const bounds = { limits, born, signal: '' };
  const verdict = answer.ok ? judge(ref, seen) : undefined;
  if (verdict !== undefined) {
    const ending = endingOf(verdict, from.stopping, bounds);
    if (from.stopping === 'lost-race' && ending.kind !== 'gave-way') await sayStartedAfterAll(world);
    return { known, seen, task, ending };
  }
  const blind = answer.ok ? undefined : { failure: answer.failure, forMs: now - blindSince };
  const situation = { now, task, born, interrupted: false, blind };
  const step = from.stopping ? stepWhileStopping(situation) : nextStep(limits, situation);
  if (step.do === 'leave') return { known, seen, task, ending: leftAlone(step.why, bounds) };
  if (step.do === 'give-up') return { known, seen, task, ending: { ...step, kind: 'lost-sight' } };
  const mayRace = task !== undefined && !ran && !from.stopping && !toldToStop(task);
  const why = step.do === 'stop' ? step.why : mayRace && (await isLost(task)) ? 'lost-race' : undefined;
  return { seen, task, ...(why === undefined ? { known } : await askToStop(why, known)) };

  async function askToStop(cause: StopCause, before: Watching): Promise<Pick<Looked, 'known' | 'ending'>> {
    const unstarted = isOfUnstarted(cause);
    const ask = () => (unstarted ? tryToStop(ref, cause, world) : requestStop(ref, cause, world, world.interrupt));
    const failure = await ask();
    const { stopFailingSince = now, ...rest } = before;
    if (failure === undefined) return { known: { ...rest, stopping: cause } };
    const tryAgain = isPassing(failure) && now - stopFailingSince < STOP_PATIENCE_MS;
    if (tryAgain) return { known: { ...rest, stopFailingSince } };
    if (unstarted) await sayStopFailed(ref, failure, world);
    return { known: rest, ending: stillRunning(cause, failure, bounds) };
  }
}
