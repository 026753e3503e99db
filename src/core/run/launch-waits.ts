import { type CallFailure, isPassing } from '../base/failure.ts';
import type { Mask } from '../base/mask.ts';
import type { Placement } from '../ecs/cluster.ts';
import type { TaskState } from '../ecs/task.ts';
import type { EventBody } from '../events/events.ts';
import { warn } from '../events/warnings.ts';
import { isCapacityReason } from '../stop-reasons/catalogue.ts';
import { nameRival } from './guard.ts';
import { endLaunch, forgetKeys, stepTo } from './launch-step.ts';
import type { LaunchContext, LaunchEffect, LaunchState, LaunchStep } from './launch-types.ts';
import { nextInUseTryMs, nextLookMs, nextPlacementMs } from './schedule.ts';

/** Waits for another migration, for no longer than `waitTimeoutMs` allows. */
export function waitFor(state: LaunchState, rival: TaskState, surveyedAt: number, context: LaunchContext): LaunchStep {
  const { now, random, waitTimeoutMs, endsAt } = context;
  const { since = now } = state.waiting ?? {};
  const until = Math.min(since + waitTimeoutMs, endsAt);
  const name = nameRival(rival);
  if (now >= until) return endLaunch(state, { kind: 'busy', rival: name, waitedMs: now - since });
  const isNew = state.waiting?.rival !== rival.taskArn;
  const rivalSince = isNew ? now : (state.waiting?.rivalSince ?? now);
  const calmMs = nextLookMs({ phase: 'running', inPhaseMs: now - rivalSince, failures: 0 }, random);
  const text = `waiting for another migration to end: ${name}`;
  const { pending: _, troubleSince: __, surveyedAgain: ___, ...rest } = state;
  const waiting = { since, rival: rival.taskArn, rivalSince, surveyedAt };
  const event: EventBody = { type: 'status', phase: 'waiting', lastStatus: null, text };
  const wait: LaunchEffect = { do: 'wait', ms: Math.min(calmMs, until - now), text, ...(isNew ? { event } : {}) };
  return stepTo({ ...rest, waiting }, wait);
}

/** ECS accepted the call but placed no task. Nothing of ours runs, so the next attempt uses another client token. */
export function refuse(state: LaunchState, attempt: number, failures: Placement[], context: LaunchContext): LaunchStep {
  const { now, random, startTimeoutMs, endsAt, mask } = context;
  const { since, asked } = state.placing ?? { since: now, asked: 0 };
  const capacity = failures.some(({ reason }) => isCapacityReason(reason));
  const waitMs = nextPlacementMs(asked + 1, random);
  const before = ['pending', 'surveyedAgain', 'troubleSince', 'mayHaveLaunched', 'inUse', 'waiting'] as const;
  const known = forgetKeys(state, before, { refused: attempt });
  if (!capacity || now - since + waitMs > startTimeoutMs || now >= endsAt) {
    return { ...endLaunch(known, { kind: 'placement', failures, capacity }), refused: attempt };
  }
  const placements = describePlacements(failures, mask);
  const text = `ECS placed no task (${placements}); trying again`;
  const event = warn('no-capacity', { placements, waitMs });
  const placing = { since, asked: asked + 1 };
  return { ...stepTo({ ...known, placing }, { do: 'wait', ms: waitMs, text, event }), refused: attempt };
}

/**
 * A client token is in use, but no task is named. Either a twin process's RunTask is in progress, or ECS placed no task
 * for an earlier run. The same token is tried again, because another token could launch the migration a second time.
 */
export function tryTokenAgain(
  state: LaunchState,
  attempt: number,
  failure: CallFailure,
  context: LaunchContext,
): LaunchStep {
  const { now, random, signal } = context;
  const { since, tries } = state.inUse ?? { since: now, tries: 0 };
  const ms = nextInUseTryMs(tries + 1, now - since, random);
  // ECS answers a RunTask call within seconds, so this call will never complete.
  if (ms === undefined) return endLaunch(state, { kind: 'launch-unknown', failure, cluster: context.cluster });
  if (signal !== undefined) return failLaunch({ ...state, mayHaveLaunched: true }, failure, context);
  const { pending: _, ...rest } = state;
  const text = 'the client token of this launch is in use; trying again';
  const event = warn('retrying', { failure: 'token-in-use', waitMs: ms });
  const inUse = { attempt, since, tries: tries + 1 };
  return stepTo({ ...rest, mayHaveLaunched: true, inUse }, { do: 'wait', ms, text, event });
}

/** A call has failed for good; or the time of this turn has ended, and the next turn continues. */
export function failLaunch(
  state: LaunchState,
  failure: CallFailure,
  { now, troubleMs, endsAt, cluster }: Pick<LaunchContext, 'now' | 'troubleMs' | 'endsAt' | 'cluster'>,
): LaunchStep & { effect: { do: 'wait' | 'end' } } {
  const { troubleSince: since = now, mayHaveLaunched } = state;
  const passing = isPassing(failure) || isInUse(failure);
  if (passing && now - since < troubleMs && now < endsAt) {
    const { pending: _, inUse: __, surveyedAgain: ___, ...rest } = state;
    const text = `AWS does not answer (${failure.operation}: ${failure.name}); trying again`;
    return stepTo({ ...rest, troubleSince: since }, { do: 'wait' as const, ms: 0, text });
  }
  return endLaunch(state, mayHaveLaunched ? { kind: 'launch-unknown', failure, cluster } : { kind: 'aws', failure });
}

function describePlacements(failures: Placement[], mask: Mask): string {
  return failures.map(({ reason }) => mask(reason ?? 'no reason')).join('; ') || 'no reason given';
}

/** See https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ECS_Idempotency.html. */
export function isInUse({ name }: CallFailure): boolean {
  return name === 'ConflictException';
}
