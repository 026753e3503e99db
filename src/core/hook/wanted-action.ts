import type { HookAction, LeftWhy } from '../ecs/service-deployment.ts';
import type { Ending } from '../explain/endings.ts';
import { readOwnStop } from '../verdict/own-stop.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** What to do with a failed migration's deployment. */
export type OnFailure = 'rollback' | 'leave';

/** What a migration's end means for the deployment that waits for it: an action, or the reason to leave it waiting. */
export type Wanted = { action: HookAction } | { leave: LeftWhy };

/**
 * Only an earned zero continues. A migration that has ended otherwise has failed. Where no migration has run, or its end is not
 * known, somebody may still continue the deployment, so it is left waiting.
 */
export function wantedAction(ending: Ending, onFailure: OnFailure): Wanted {
  const failed: Wanted = onFailure === 'leave' ? { leave: 'asked' } : { action: 'ROLLBACK' };
  switch (ending.kind) {
    case 'verdict':
      return ofVerdict(ending.verdict, failed);
    case 'timed-out':
      return ending.stopped ? failed : { leave: 'end-unknown' };
    case 'interrupted':
      return { leave: 'interrupted' };
    case 'lost-sight':
    case 'launch-unknown':
    case 'detached':
      return { leave: 'end-unknown' };
    case 'not-tried-again':
      return betweenAttempts(ending, failed);
    case 'bug':
      return { leave: ending.launched ? 'end-unknown' : 'not-run' };
    default:
      return { leave: 'not-run' };
  }
}

/** An attempt has failed (`--retries`), and the reason not to launch another one changes nothing of that. */
function betweenAttempts({ verdict, why }: Extract<Ending, { kind: 'not-tried-again' }>, failed: Wanted): Wanted {
  // Whoever starts the command again continues with the attempts that are left.
  if (why.outcome === 'interrupted') return { leave: 'interrupted' };
  // The next attempt may have been launched after all.
  if (why.outcome === 'unknown') return { leave: 'end-unknown' };
  return ofVerdict(verdict, failed);
}

function ofVerdict(verdict: Verdict, failed: Wanted): Wanted {
  if (verdict.kind === 'succeeded') return { action: 'CONTINUE' };
  if (verdict.kind === 'forgotten') return { leave: 'end-unknown' };
  // An earlier run of this hook was interrupted, and its task is found again: nothing has changed since.
  const stoppedBy = 'stop' in verdict ? readOwnStop(verdict.stop) : undefined;
  return stoppedBy === 'interrupt' || stoppedBy === 'asked' ? { leave: 'interrupted' } : failed;
}
