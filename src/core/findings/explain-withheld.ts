import { assertNever } from '../base/assert-never.ts';
import type { Explained } from '../base/outcome.ts';
import type { LaunchBlock } from '../ecs/pipeline.ts';

/** A rollback that must not run will not be allowed later either, so the outcome is not `try-later`. */
export function outcomeOfLaunchBlock({ why, onRollback }: LaunchBlock): 'skipped' | 'refused' | 'try-later' {
  if (why !== 'rollback') return 'try-later';
  return onRollback === 'skip' ? 'skipped' : 'refused';
}

/** Why a pipeline execution must not launch anything, and what to do about it. */
export function explainLaunchBlock(withheld: LaunchBlock): Explained {
  return { reasons: [withheld.why.toLowerCase()], ...wordLaunchBlock(withheld) };
}

function wordLaunchBlock({ pipeline, execution, why, onRollback }: LaunchBlock): { cause: string; next: string } {
  const which = `execution ${execution} of pipeline ${pipeline}`;
  switch (why) {
    case 'Superseded':
      return {
        cause: `${which} was superseded by a newer one, so nothing was launched`,
        next: 'do nothing: the newer execution runs its own migration',
      };
    case 'Stopping':
    case 'Stopped':
    case 'Cancelled':
      return {
        cause: `${which} ${why === 'Stopping' ? 'is being stopped' : `is ${why}`}, so nothing was launched`,
        next: 'to run the migration after all, retry the stage or release the change again',
      };
    case 'rollback': {
      const what = `${which} is a rollback: it would run the migrations of an older release against a newer database`;
      return onRollback === 'skip'
        ? { cause: `${what}. Nothing was launched, and the pipeline continues (--on-rollback skip)`, next: '' }
        : {
            cause: `${what}. Nothing was launched (--on-rollback fail)`,
            next: 'check that the older release can work with the database as it is. Then use --on-rollback skip to continue without the migration, or --on-rollback run to run it',
          };
    }
    default:
      return assertNever(why);
  }
}
