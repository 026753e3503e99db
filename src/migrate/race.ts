import { type GuardFacts, hasToGiveWay, isStarting, overlapping, startingBeside } from '../core/guard.ts';
import type { World } from '../core/ports.ts';
import { mayHaveRun, type TaskState } from '../core/task.ts';
import { warn } from '../core/warnings.ts';
import { nameRival } from './guard.ts';
import { describeAll, type SurveyOf, surveyAgain, surveyHolders } from './survey.ts';

/** The race of independent starts, as one run of ours takes part in it. */
export interface Race {
  /** Asked at each look until the container runs: whether our task has to give way. One attempt, for it is asked again. */
  isLost(ours: TaskState): Promise<boolean>;
  /** Says, at the end of the run, if another migration ran beside ours. */
  finish(): Promise<void>;
  /** Whether our container has started, and no other migration may start beside it any more. */
  isDecided(): boolean;
}

/** ListTasks is eventually consistent: a launch shows in it by then. */
const VISIBLE_AFTER_MS = 2_000;

/**
 * ECS has no lock, so two independent starts may both see a clear way. Until our container runs the holders are
 * read again, at ever longer intervals: the earliest stays, a later one stops itself. Once our container runs, one that
 * is still starting is looked at until it has given way, for whoever launched it may be gone. Where both have started
 * it was too late, and that is said.
 */
export function joinRace(of: SurveyOf, facts: GuardFacts, world: World): Race {
  const over = new AbortController();
  let lastLook: Promise<void> | undefined;
  const joinedAt = world.clock.now();
  let nextAt = 0;
  let holdersSeen = false;
  let decided = false;

  async function isLost(ours: TaskState): Promise<boolean> {
    if (lastLook !== undefined) return false;
    if (mayHaveRun(ours)) {
      // Not awaited here: the watching must not wait for it.
      lastLook = lookBack(ours);
      return false;
    }
    const now = world.clock.now();
    if (now < nextAt) return false;
    // Rivals that could matter were launched when ours was: the longer it takes to start, the rarer they are looked for.
    nextAt = now + Math.max(1_000, (now - joinedAt) * 2);
    const found = await surveyHolders(of, ours.taskArn, world);
    if (!found.ok) {
      nextAt = now;
      return false;
    }
    holdersSeen ||= now - joinedAt >= VISIBLE_AFTER_MS;
    const winner = hasToGiveWay(ours, found.value, facts);
    if (winner === undefined) return false;
    await world.emit(warn('gave-way', { rival: nameRival(winner) }));
    return true;
  }

  async function lookBack(ours: TaskState): Promise<void> {
    const patient = { ...world, interrupt: over.signal };
    const found = await surveyAgain(of, ours.taskArn, holdersSeen, patient);
    if (!found.ok) return world.emit(warn('guard-blind', {}));
    for (const rival of overlapping(ours, found.value, facts)) await sayOverlap(rival);
    decided = await watchStarting(startingBeside(found.value, facts), patient);
  }

  /** Looks at these until each has given way or started, or our run ends; false where one is still starting then. */
  async function watchStarting(starting: TaskState[], patient: World): Promise<boolean> {
    const since = world.clock.now();
    let left = starting;
    while (left.length > 0) {
      const isLast = over.signal.aborted;
      const answer = await describeAll(
        of.cluster,
        left.map(({ taskArn }) => taskArn),
        'once',
        patient,
      );
      if (answer.ok) {
        for (const task of answer.value) if (mayHaveRun(task)) await sayOverlap(task);
        left = answer.value.filter(isStarting);
      }
      if (isLast) break;
      if (left.length > 0) await world.clock.sleep(Math.max(2_000, world.clock.now() - since), over.signal);
    }
    return left.length === 0;
  }

  async function sayOverlap(rival: TaskState): Promise<void> {
    await world.emit(warn('overlap', { rival: nameRival(rival) }));
  }

  return {
    isLost,
    async finish() {
      over.abort();
      await lastLook;
    },
    isDecided: () => decided,
  };
}
