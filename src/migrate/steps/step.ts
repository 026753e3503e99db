import type { RunContext } from '../../core/ports.ts';
import type { Progress } from '../../core/run/progress.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { launchInTurn } from './launch-in-turn.ts';
import type { StepOptions, StepResult } from './step-types.ts';
import { watchInTurn } from './watch-in-turn.ts';

/** ECS shows an independent launch of the same moment by then. */
const VISIBLE_AFTER_MS = 2_500;

/**
 * One step of a run that is made in many short processes: a launch or a look, with a pause of at most a few seconds.
 * Without progress it begins; a step that is made twice, or whose answer got lost, launches nothing a second time, for
 * the build in `world.build` is the identity. `world.interrupt` is not the user's: it ends the step's own retries.
 */
export async function makeStep(
  from: Progress | undefined,
  resolved: Resolved,
  options: StepOptions,
  world: RunContext,
): Promise<StepResult> {
  if (from?.at === 'watch') return watchInTurn(from, resolved, options, world);
  const started = await launchInTurn(from ?? { at: 'start' }, resolved, options, world);
  if (!('progress' in started) || started.progress.at !== 'watch') return started;
  // A task that was found may have ended: reading its log takes the time of a step of its own.
  if (started.progress.whose !== 'ours') return started;
  // Rivals of the same moment are to be seen while ours has not started, and a bad image or setting shows early.
  await world.clock.sleep(VISIBLE_AFTER_MS, world.interrupt);
  if (world.interrupt.aborted) return started;
  return watchInTurn(started.progress, resolved, options, world);
}
