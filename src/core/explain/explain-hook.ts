import { describeFailure } from '../base/failure.ts';
import type { Explained, Outcome } from '../base/outcome.ts';
import type { HookAction, HookFate, LeftWhy, WaitingHook } from '../ecs/service-deployment.ts';
import { fixDenied } from '../findings/explain-denied.ts';

/** A hook, and what became of its deployment. */
export interface HookEnd {
  hook: WaitingHook;
  fate: HookFate;
}

/** The migration has succeeded, but the deployment did not go on by it. */
export function explainNotContinued({ hook, fate }: HookEnd): Explained {
  return {
    reasons: fate.did === 'left' ? [fate.did, fate.why] : [fate.did],
    cause: `the migration container exited with code 0, but ${wordFate(hook, fate)}`,
    next: nextAfter(hook, fate, 'CONTINUE') || 'deploy again: the new deployment waits for its own migration',
  };
}

/** The deployment no longer waits, so nothing is launched for it. */
export function explainOver({ hook, fate }: HookEnd): Explained {
  return {
    reasons: [fate.did],
    cause: `${wordFate(hook, fate)}, so nothing was launched`,
    next: 'deploy again: the new deployment waits for its own migration',
  };
}

/** Too little time is left before the hook expires. */
export function explainExpiry(hook: WaitingHook): Explained {
  return {
    cause: `too little time is left for a migration, so nothing was launched; the deployment waits${untilWhen(hook)}`,
    next: 'deploy again, and give the hook a longer timeoutInMinutes',
  };
}

/** ECS may have forgotten a migration that has run for this hook. */
export function explainLongWait(hook: WaitingHook): Explained {
  return {
    cause: `the deployment has waited for so long that ECS may have forgotten a migration that has run for it, so nothing was launched; it waits${untilWhen(hook)}`,
    next: 'check the log of the migration; if none has run, or it should run again, give --rerun',
  };
}

/** Endings that say it themselves. */
const TOLD: ReadonlySet<string> = new Set(['not-continued', 'hook-over', 'hook-expires', 'hook-waits-long']);

/** The outcome of a migration, with what became of the deployment that waited for it. */
export function addFate(outcome: Outcome, ending: string, { hook, fate }: HookEnd): Outcome {
  if (TOLD.has(ending)) return outcome;
  const next = nextAfter(hook, fate, 'ROLLBACK');
  return {
    ...outcome,
    cause: `${outcome.cause}; ${wordFate(hook, fate)}`,
    next: [outcome.next, next].filter(Boolean).join('; '),
  };
}

/** What became of a deployment, in words. */
export function wordFate(hook: WaitingHook, fate: HookFate): string {
  switch (fate.did) {
    case 'continued':
      return fate.by === 'us' ? 'the deployment continues' : 'the deployment had been continued already';
    case 'rolled-back':
      return fate.by === 'us' ? 'the deployment is rolled back' : 'the deployment was rolled back by somebody else';
    case 'timed-out':
      return `the hook had expired, and ECS ${hook.timeoutAction === 'CONTINUE' ? 'continues' : 'rolls back'} the deployment`;
    case 'ended':
      return `the deployment is ${fate.status}${fate.statusReason === undefined ? '' : ` (${fate.statusReason})`}`;
    case 'left':
      return `the deployment still waits at ${hook.stage}${LEFT[fate.why]}${fate.failure === undefined ? '' : ` (${describeFailure(fate.failure)})`}${untilWhen(hook)}`;
    default:
      return `what became of the deployment is not known (${describeFailure(fate.failure)})${untilWhen(hook)}`;
  }
}

const LEFT: Readonly<Record<LeftWhy, string>> = {
  asked: ' (--on-failure leave)',
  'end-unknown': ', because the end of the migration is not known',
  'not-run': ', because no migration has run',
  interrupted: ', because the run was interrupted',
  'not-accepted': ', because ECS did not accept the action',
};

/** How long a hook waits, and what ECS does then. */
export function untilWhen({ expiresAt, timeoutAction }: WaitingHook): string {
  if (expiresAt === undefined) return '';
  return `: until ${new Date(expiresAt).toISOString()}, when ECS ${timeoutAction === 'CONTINUE' ? 'continues it' : 'rolls it back'}`;
}

function nextAfter(hook: WaitingHook, fate: HookFate, action: HookAction): string {
  if (fate.did !== 'left' && fate.did !== 'unread') return '';
  const { failure } = fate;
  const allow = failure?.kind === 'denied' ? `${fixDenied(failure)}, and run it again; or ` : '';
  const again = fate.did === 'left' && fate.why === 'asked' ? ', or run the migration again with --rerun' : '';
  return `${allow}decide with: ${continueCommand(hook, action)}${again}`;
}

function continueCommand({ deployment, hookId }: WaitingHook, action: HookAction): string {
  return `aws ecs continue-service-deployment --service-deployment-arn ${deployment} --hook-id ${hookId} --action ${action}`;
}
