import { type GuardFacts, hasToGiveWay as mustGiveWay, rivalsAmong } from '../core/guard.ts';
import type { World } from '../core/ports.ts';
import { hasStarted } from '../core/task.ts';
import type { HasToGiveWay } from './follow.ts';
import { nameRival } from './guard.ts';
import { type SurveyOf, surveyHolders } from './survey.ts';

/**
 * ECS has no lock, so two independent starts may both see a clear way. Until our container runs the holders are
 * read again at every look: the earliest stays, a later one stops itself. Where both have started it was too late,
 * and that is said.
 */
export function watchRivals(of: SurveyOf, facts: GuardFacts, world: World): HasToGiveWay {
  let done = false;
  return async (ours) => {
    if (done) return false;
    done = hasStarted(ours);
    const holders = await surveyHolders(of, world);
    if (!holders.ok) {
      if (done) await sayBlind(world);
      return false;
    }
    const winner = mustGiveWay(ours, holders.value, facts);
    if (winner !== undefined) {
      const text = `another migration was there first: ours is stopped before it has started (${nameRival(winner)})`;
      await world.emit({ type: 'warning', code: 'gave-way', text });
      return true;
    }
    const beside = done ? rivalsAmong(holders.value, facts).filter(hasStarted) : [];
    for (const rival of beside) {
      const text = `another migration runs at the same time, and it was too late for either to give way: ${nameRival(rival)}`;
      await world.emit({ type: 'warning', code: 'overlap', text });
    }
    return false;
  };
}

async function sayBlind({ emit }: World): Promise<void> {
  const text = 'it could not be seen whether another migration was starting at the same time';
  await emit({ type: 'warning', code: 'guard-blind', text });
}
