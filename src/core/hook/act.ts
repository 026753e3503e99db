import { type Answer, type CallFailure, isPassing, isRepairable } from '../base/failure.ts';
import type { HookAction, HookFate, ServiceDeployment, WaitingHook } from '../ecs/service-deployment.ts';
import { nextActMs } from '../run/schedule.ts';
import { awaits } from './find-hook.ts';
import type { Wanted } from './wanted-action.ts';

/** How far the action has come. Plain data. Times are milliseconds since the epoch, on our clock. */
export interface ActState {
  hook: WaitingHook;
  wanted: Wanted;
  /** An action was sent at least once, and ECS may have accepted it. */
  sent?: true;
  /** Calls fail: since when, how many in a row, and the last failure. */
  failing?: { since: number; tries: number; failure: CallFailure };
}

export type ActInput =
  | { on: 'due' }
  /** `undefined`: ECS does not know the deployment. */
  | { on: 'looked'; answer: Answer<ServiceDeployment | undefined> }
  | { on: 'acted'; answer: Answer<void> };

export type ActEffect =
  | { do: 'look' }
  | { do: 'act'; action: HookAction }
  | { do: 'wait'; ms: number }
  | { do: 'end'; fate: HookFate };

export interface ActContext {
  now: number;
  random: number;
  /** When the hook expires, on our clock. */
  expiresAt: number | undefined;
  /** Whether the run was interrupted: it then waits for nothing more. */
  interrupted: boolean;
}

/**
 * The only rule for acting on the hook, after its migration. It is pure. Each action follows a fresh look that shows the hook
 * still waiting in a deployment in progress, and goes to the hook that was found before the launch: never to another one, not
 * even of the same service. If the answer to an action is lost, it looks again; sending the action again is safe, because the id
 * of a hook is unique for each execution.
 */
export function actStep(state: ActState, input: ActInput, context: ActContext): { state: ActState; effect: ActEffect } {
  switch (input.on) {
    case 'due':
      return { state, effect: { do: 'look' } };
    case 'looked':
      return input.answer.ok ? decide(state, input.answer.value) : afterFailure(state, input.answer.failure, context);
    default:
      return afterAction(state, input.answer, context);
  }
}

type Step = ReturnType<typeof actStep>;

const ACTION = 'ecs:ContinueServiceDeployment';

function decide(state: ActState, deployment: ServiceDeployment | undefined): Step {
  const { wanted } = state;
  const sent = state.sent && 'action' in wanted ? wanted.action : undefined;
  const fate = fateOfHook(state.hook, deployment, sent);
  if (fate !== undefined) return end(state, fate);
  if ('leave' in wanted) return end(state, { did: 'left', why: wanted.leave });
  const { failing, ...rest } = state;
  // A look has succeeded, which says nothing about the action.
  const kept = failing?.failure.operation === ACTION ? { failing } : {};
  return { state: { ...rest, ...kept, sent: true }, effect: { do: 'act', action: wanted.action } };
}

function afterAction(state: ActState, answer: Answer<void>, context: ActContext): Step {
  if (answer.ok) return end(state, doneByUs(state.wanted));
  const { failure } = answer;
  const failed = note(state, failure, context.now);
  // Only a fresh look shows what a lost or refused call has done.
  const isUnclear = failure.kind === 'lost' || failure.kind === 'refused';
  return isUnclear && failed.failing.tries === 1
    ? { state: failed, effect: { do: 'look' } }
    : pause(failed, failure, context);
}

function afterFailure(state: ActState, failure: CallFailure, context: ActContext): Step {
  const failed = note(state, failure, context.now);
  return isOver(failed, failure, context) ? end(failed, { did: 'unread', failure }) : pause(failed, failure, context);
}

/** Waits before the next look. An interrupted run does not. */
function pause(state: ActState & Required<Pick<ActState, 'failing'>>, failure: CallFailure, context: ActContext): Step {
  const { tries } = state.failing;
  if (isOver(state, failure, context)) {
    return end(state, { did: 'left', why: context.interrupted ? 'interrupted' : 'not-accepted', failure });
  }
  return { state, effect: { do: 'wait', ms: nextActMs(tries, context.random) } };
}

/** A policy that was changed takes up to a minute to apply. */
const DENIED_MS = 60_000;
const REFUSED_MS = 10_000;
/** Somebody renews a session, or opens a proxy. */
const REPAIR_MS = 15 * 60_000;
/** AWS in trouble. Longer than the hook waits, nothing can be done; ECS forgets the migration's task after an hour. */
const TROUBLE_MS = 55 * 60_000;
/** After the hook has expired, how long to try to read what became of the deployment. */
const AFTER_EXPIRY_MS = 60_000;

function isOver({ failing }: ActState, failure: CallFailure, { now, expiresAt, interrupted }: ActContext): boolean {
  if (failing === undefined) return false;
  if (interrupted) return true;
  const forMs = now - failing.since;
  if (isPassing(failure)) {
    const left = expiresAt === undefined ? TROUBLE_MS : expiresAt + AFTER_EXPIRY_MS - failing.since;
    return forMs >= Math.max(AFTER_EXPIRY_MS, Math.min(TROUBLE_MS, left));
  }
  if (isRepairable(failure)) return forMs >= REPAIR_MS;
  return forMs >= (failure.kind === 'denied' ? DENIED_MS : REFUSED_MS);
}

function note(state: ActState, failure: CallFailure, now: number) {
  const { since, tries } = state.failing ?? { since: now, tries: 0 };
  return { ...state, failing: { since, tries: tries + 1, failure } };
}

/** What became of the hook. `undefined`: it still waits. `sent`: the action that we have sent, and ECS may have accepted. */
export function fateOfHook(
  { hookId }: WaitingHook,
  deployment: ServiceDeployment | undefined,
  sent: HookAction | undefined,
): HookFate | undefined {
  if (deployment === undefined) return { did: 'ended', status: 'MISSING' };
  const hook = deployment.hooks.find(({ id }) => id === hookId);
  if (hook !== undefined && awaits(hook, deployment)) return undefined;
  const { status, statusReason } = deployment;
  const by = (action: HookAction) => (sent === action ? 'us' : 'others');
  if (hook?.status === 'SUCCEEDED') return { did: 'continued', by: by('CONTINUE') };
  if (hook?.status === 'FAILED') return { did: 'rolled-back', by: by('ROLLBACK') };
  if (hook?.status === 'TIMED_OUT') return { did: 'timed-out' };
  // ECS no longer shows the hook: the deployment has gone on without it.
  if (hook === undefined && ['IN_PROGRESS', 'SUCCESSFUL'].includes(status)) {
    return { did: 'continued', by: by('CONTINUE') };
  }
  if (hook === undefined && status.startsWith('ROLLBACK') && sent === 'ROLLBACK') {
    return { did: 'rolled-back', by: 'us' };
  }
  return { did: 'ended', status, ...(statusReason === undefined ? {} : { statusReason }) };
}

function doneByUs(wanted: Wanted): HookFate {
  return { did: 'action' in wanted && wanted.action === 'CONTINUE' ? 'continued' : 'rolled-back', by: 'us' };
}

function end(state: ActState, fate: HookFate): Step {
  return { state, effect: { do: 'end', fate } };
}
