import { type GuardFacts, hasToGiveWay as mustGiveWay, overlapping } from '../core/guard.ts';
import type { World } from '../core/ports.ts';
import { hasStarted } from '../core/task.ts';
import type { HasToGiveWay } from './follow.ts';
import { nameRival } from './guard.ts';
import { type SurveyOf, survey, surveyHolders } from './survey.ts';

/**
 * ECS has no lock, so two independent starts may both see a clear way. Until our container runs the holders are
 * read again at every look: the earliest stays, a later one stops itself. Where both have started it was too late,
 * and that is said.
 */
export function watchRivals(of: SurveyOf, facts: GuardFacts, world: World): HasToGiveWay {
  let settled = false;
  let looked = false;
  return async (seen) => {
    if (settled) return false;
    // The first and the last look find those too that were told to stop and still run.
    const whole = hasStarted(seen) || !looked;
    looked = true;
    const found = whole ? await survey(of, world) : await surveyHolders(of, world, seen.taskArn);
    const ours = (found.ok && found.value.find(({ taskArn }) => taskArn === seen.taskArn)) || seen;
    settled = hasStarted(ours);
    if (!found.ok) {
      if (settled) await sayBlind(world);
      return false;
    }
    const winner = mustGiveWay(ours, found.value, facts);
    if (winner !== undefined) {
      const text = `another migration was there first: ours is stopped before it has started (${nameRival(winner)})`;
      await world.emit({ type: 'warning', code: 'gave-way', text });
      return true;
    }
    const beside = settled ? overlapping(ours, found.value, facts) : [];
    for (const rival of beside) await sayOverlap(nameRival(rival), world);
    return false;
  };
}

/** Said where two migrations ran at once and neither could give way any more. */
async function sayOverlap(rival: string, { emit }: World): Promise<void> {
  const text = `another migration runs at the same time, and it was too late to give way: ${rival}`;
  await emit({ type: 'warning', code: 'overlap', text });
}

async function sayBlind({ emit }: World): Promise<void> {
  const text = 'it could not be seen whether another migration was starting at the same time';
  await emit({ type: 'warning', code: 'guard-blind', text });
}
