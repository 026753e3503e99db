import type { RunContext } from '../../core/ports.ts';
import type { Progress } from '../../core/run/progress.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { launchInTurn } from './launch-in-turn.ts';
import type { StepOptions, StepResult } from './step-types.ts';
import { watchInTurn } from './watch-in-turn.ts';

/** After this time, ECS shows tasks that others launched at the same moment. Milliseconds. */
const VISIBLE_AFTER_MS = 2_500;

/**
 * Makes one step of a run that is spread over many short processes: a launch or a look, with a pause of a few seconds
 * at most. Without progress, the run begins. If a step is repeated or its answer is lost, nothing is launched a second
 * time, because the build in `context.build` is the identity. `context.interrupt` does not come from the user: it ends the
 * retries of this step.
 */
export async function makeStep(
  from: Progress | undefined,
  resolved: Resolved,
  options: StepOptions,
  context: RunContext,
): Promise<StepResult> {
  if (from?.at === 'watch') return watchInTurn(from, resolved, options, context);
  const started = await launchInTurn(from ?? { at: 'start' }, resolved, options, context);
  if (!('progress' in started) || started.progress.at !== 'watch') return started;
  // A task that was found may have ended already. Reading its log needs the time of a separate step.
  if (started.progress.whose !== 'ours') return started;
  // Looking now shows rivals of the same moment before our task starts, and shows a bad image or setting early.
  await context.clock.sleep(VISIBLE_AFTER_MS, context.interrupt);
  if (context.interrupt.aborted) return started;
  return watchInTurn(started.progress, resolved, options, context);
}
