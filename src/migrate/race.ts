import { type GuardFacts, hasToGiveWay, overlapping } from '../core/guard.ts';
import type { World } from '../core/ports.ts';
import { hasStarted, type TaskState } from '../core/task.ts';
import { nameRival } from './guard.ts';
import { type SurveyOf, survey, surveyHolders } from './survey.ts';

/** The race of independent starts, as one run of ours takes part in it. */
export interface Race {
  /** Asked at each look until the container runs: whether our task has to give way. One attempt, for it is asked again. */
  isLost(ours: TaskState): Promise<boolean>;
  /** Says, at the end of the run, if another migration ran beside ours. */
  finish(): Promise<void>;
}

/**
 * ECS has no lock, so two independent starts may both see a clear way. Until our container runs the holders are
 * read again at every look: the earliest stays, a later one stops itself. Where both have started it was too late,
 * and that is said.
 */
export function joinRace(of: SurveyOf, facts: GuardFacts, world: World): Race {
  const over = new AbortController();
  let lastLook: Promise<void> | undefined;
  let looked = false;

  async function isLost(seen: TaskState): Promise<boolean> {
    if (lastLook !== undefined) return false;
    if (hasStarted(seen)) {
      // Not awaited here: the watching must not wait for it.
      lastLook = lookBack(seen);
      return false;
    }
    // The first look finds those too that were told to stop and still run.
    const found = looked ? await surveyHolders(of, seen.taskArn, world) : await survey(of, 'once', world);
    if (!found.ok) return false;
    looked = true;
    const ours = found.value.find(({ taskArn }) => taskArn === seen.taskArn) ?? seen;
    const winner = hasToGiveWay(ours, found.value, facts);
    if (winner === undefined) return false;
    const text = `another migration was there first: ours is stopped before it has started (${nameRival(winner)})`;
    await world.emit({ type: 'warning', code: 'gave-way', text });
    return true;
  }

  async function lookBack(ours: TaskState): Promise<void> {
    const found = await survey(of, 'patient', { ...world, interrupt: over.signal });
    if (!found.ok) {
      const text = 'it could not be seen whether another migration was starting at the same time';
      return world.emit({ type: 'warning', code: 'guard-blind', text });
    }
    for (const rival of overlapping(ours, found.value, facts)) {
      const text = `another migration runs at the same time, and it was too late to give way: ${nameRival(rival)}`;
      await world.emit({ type: 'warning', code: 'overlap', text });
    }
  }

  return {
    isLost,
    async finish() {
      over.abort();
      await lastLook;
    },
  };
}
