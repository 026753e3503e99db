import { type CallFailure, isPassing, PUT_OFF } from '../base/failure.ts';
import { phaseOf } from '../ecs/phase.ts';
import { hasStarted, hasStopped, mayHaveRun, type TaskState, toldToStop } from '../ecs/task.ts';
import type { TaskRef } from '../ecs/task-ref.ts';
import type { EventBody } from '../events/events.ts';
import { warn } from '../events/warnings.ts';
import type { Ending } from '../explain/endings.ts';
import { addObservation, bornAt, observeLaunch } from '../verdict/observations.ts';
import { judge, type Verdict } from '../verdict/verdict.ts';
import { endingOf, endLeftAlone, endStillRunning, type StopCause } from './ending-of.ts';
import { nameRival } from './guard.ts';
import {
  closeRace,
  findWinner,
  joinRace,
  lookBack,
  mustReadHolders,
  onPauseEnded,
  onRivalsFound,
  onRivalsSeen,
  type Race,
  type RaceStep,
} from './race.ts';
import { loseSight, nextLookMs } from './schedule.ts';
import { showStatus, troubleEvents } from './watch-events.ts';
import { msUntilDeadline, nextStep, type Situation, stepWhileStopping } from './watch-step.ts';
import type { WatchContext, WatchEffect, WatchInput, WatchState, WatchStep } from './watch-types.ts';

/** What a look showed may have changed after so long: a container may have started. Milliseconds. */
export const FRESH_LOOK_MS = 500;
/** How long StopTask is retried after it fails, once after each look. */
export const STOP_PATIENCE_MS = 120_000;

/** The state of the watching before the first look. `races`: other tasks may have been launched at the same time. */
export function beginWatch(ref: TaskRef, now: number, races: boolean): WatchState {
  const race = races ? { race: joinRace(now) } : {};
  return { seen: observeLaunch(ref, now), beganAt: now, shown: { status: '', phaseSince: now }, ...race };
}

/** The only rule for what to do about an existing task, whichever process asks and however often. Pure. */
export function watch(state: WatchState, input: WatchInput, context: WatchContext): WatchStep {
  switch (input.on) {
    case 'begin':
    case 'interrupted':
      return decide(state, context);
    case 'due':
      return lookAtOnce(state);
    case 'looked':
      return afterLook(state, input, context);
    case 'holders-read':
      return afterHolders(state, input, context);
    case 'stop-answered':
      return afterStop(state, input, context);
    default:
      return inBackground(state, input, context);
  }
}

/** AWS does not return what is needed to look at the task. Returns an ending if that has lasted too long. */
export function watchBlindly(
  { blind }: WatchState,
  failure: CallFailure,
  now: number,
): { blind: NonNullable<WatchState['blind']>; ending?: Ending } {
  const still = goBlind(blind, failure, now);
  const forMs = now - still.since;
  const ending: Ending = { kind: 'lost-sight', failure, forMs };
  return { blind: still, ...(loseSight(failure, forMs) ? { ending } : {}) };
}

function goBlind(blind: WatchState['blind'], failure: CallFailure, now: number): NonNullable<WatchState['blind']> {
  return { failure, since: blind?.since ?? now, count: (blind?.count ?? 0) + 1 };
}

function afterLook(
  known: WatchState,
  { answer, askedAt }: Extract<WatchInput, { on: 'looked' }>,
  context: WatchContext,
): WatchStep {
  const { now, ref } = context;
  if (!answer.ok) {
    const { failure } = answer;
    const blind = goBlind(known.blind, failure, now);
    return addEvents(troubleEvents(failure, blind.count), decide({ ...known, blind }, context));
  }
  const { task } = answer.value;
  const { blind: _, ...sighted } = known;
  const seen = addObservation(known.seen, { ...answer.value, askedAt, at: now }, ref);
  const { shown, events } = showStatus(task ?? seen.last, known.shown, now);
  let state: WatchState = { ...sighted, seen, shown };
  if (task === undefined) return addEvents(events, decide(state, context));
  const { winner, ...race } = state.race ?? {};
  if (winner !== undefined) state = { ...state, race: race as Race };
  if (hasStarted(task) || toldToStop(task)) state = without(state, 'wanted');
  else if (winner !== undefined && !state.stopping) return addEvents(events, giveWay(winner, state));
  else if (state.wanted?.why === 'lost-race' && !state.stopping)
    return addEvents(events, askToStop('lost-race', state));
  return addEvents(events, runRace(state, task, context));
}

function runRace(state: WatchState, task: TaskState, context: WatchContext): WatchStep {
  const { race } = state;
  if (race === undefined || context.facts === undefined) return decide(state, context);
  if (mayHaveRun(task)) {
    const born = bornAt(state.seen, context.ref, state.beganAt);
    const back = lookBack(race, born, context.now);
    const step = decide({ ...state, race: back.race }, context);
    return { ...step, events: [...back.events, ...step.events], calls: back.calls };
  }
  if (state.stopping || toldToStop(task) || !mustReadHolders(race, context.now)) return decide(state, context);
  return { ...doNothing(state), effect: { do: 'read-holders' } };
}

function afterHolders(
  state: WatchState,
  { answer, askedAt }: Extract<WatchInput, { on: 'holders-read' }>,
  context: WatchContext,
): WatchStep {
  const { race, seen } = state;
  if (race === undefined || seen.last === undefined || context.facts === undefined) return decide(state, context);
  const { race: after, winner } = findWinner(race, seen.last, { holders: answer, asked: askedAt }, context.facts);
  const raced = { ...state, race: after };
  // The lists may have taken long, and a container that has started must not be stopped.
  const isFresh = context.now - seen.lookedAt <= FRESH_LOOK_MS;
  if (winner !== undefined) {
    const rival = nameRival(winner);
    return isFresh ? giveWay(rival, raced) : lookAtOnce({ ...raced, race: { ...after, winner: rival } });
  }
  const step = decide(raced, context);
  const { effect } = step;
  return isFresh || effect?.do !== 'stop' || !isOfUnstarted(effect.why) ? step : lookAtOnce(raced);
}

function giveWay(rival: string, state: WatchState): WatchStep {
  return addEvents([warn('gave-way', { rival })], askToStop('lost-race', state));
}

function lookAtOnce(state: WatchState): WatchStep {
  return { ...doNothing(state), effect: { do: 'look', inMs: 0, untilMs: 0, mayPutOff: false, interruptible: false } };
}

function askToStop(why: StopCause, state: WatchState): WatchStep {
  return { ...doNothing(state), effect: { do: 'stop', why, patiently: !isOfUnstarted(why) } };
}

/** These stops are right only while no container of the task has started. ECS must confirm that before each new try. */
function isOfUnstarted(why: StopCause): boolean {
  return why === 'start-timeout' || why === 'lost-race';
}

function afterStop(
  state: WatchState,
  { why, answer }: Extract<WatchInput, { on: 'stop-answered' }>,
  context: WatchContext,
): WatchStep {
  const { now, ref } = context;
  // The task will stop soon, so it is looked at often again.
  const shown = { ...state.shown, phaseSince: now };
  if (answer.ok) return lookNext({ ...without(state, 'wanted'), stopping: why, shown }, context);
  const { failure } = answer;
  const since = state.wanted?.why === why ? state.wanted.since : now;
  // It is our turn now, but the last look is too old.
  if (failure.name === PUT_OFF.name) return lookAtOnce({ ...state, shown, wanted: { why, since } });
  if (isPassing(failure) && now - since < STOP_PATIENCE_MS) {
    return lookNext({ ...state, shown, wanted: { why, since } }, context);
  }
  const given = { ...without(state, 'wanted'), shown };
  const said = [warn('stop-failed', { failure, cluster: ref.cluster, taskArn: ref.taskArn })];
  // Both tasks have then lost the race, and the watching continues.
  if (why === 'lost-race') return addEvents(said, lookNext(given, context));
  return addEvents(said, endWatch(given, endStillRunning(why, failure, boundsOf(given, context))));
}

/** Ends if there is a verdict, or a reason to end without one. Otherwise stops the task, or looks again. */
function decide(state: WatchState, context: WatchContext): WatchStep {
  const { limits, ref } = context;
  const bounds = boundsOf(state, context);
  const verdict = judge(ref, state.seen);
  if (verdict !== undefined && !lastLinesMayCome(state, verdict, context)) {
    const ending = endingOf(verdict, state.stopping, bounds);
    // Our StopTask call came after the container had started.
    const late = state.stopping === 'lost-race' && ending.kind !== 'gave-way';
    return addEvents(late ? [warn('overlap', {})] : [], endWatch(state, ending));
  }
  if (verdict !== undefined) return lookNext(state, context);
  const situation = situationOf(state, context);
  const step = state.stopping ? stepWhileStopping(situation) : nextStep(limits, situation);
  if (step.do === 'leave') return endWatch(state, endLeftAlone(step.why, bounds));
  if (step.do === 'give-up') return endWatch(state, { ...step, kind: 'lost-sight' });
  return step.do === 'stop' ? askToStop(step.why, state) : lookNext(state, context);
}

/** The last line of a failed container is probably the error. It is sure to be in the log when the task has stopped. */
function lastLinesMayCome({ seen }: WatchState, verdict: Verdict, { now, limits, lastLinesMs }: WatchContext): boolean {
  const { last, endedSeenAt, lookedAt } = seen;
  if (lastLinesMs === undefined || verdict.kind === 'succeeded' || last === undefined || hasStopped(last)) return false;
  if (now >= (limits.endsAt ?? Number.POSITIVE_INFINITY) + lastLinesMs) return false;
  return phaseOf(last) === 'stopping' && lookedAt - (endedSeenAt ?? Number.NEGATIVE_INFINITY) < lastLinesMs;
}

function lookNext(state: WatchState, context: WatchContext): WatchStep {
  const { now, random, ref, limits } = context;
  const { seen, stopping, blind, shown } = state;
  const neighbours = ref.essential.some((name) => name !== ref.container) && ref.essential.includes(ref.container);
  const phase = phaseOf(seen.last);
  const inPhaseMs = now - shown.phaseSince;
  const failures = blind?.count ?? 0;
  const calmMs = nextLookMs({ phase, inPhaseMs, failures, quietMs: limits.quietMs, neighbours }, random);
  const untilMs = stopping ? Number.POSITIVE_INFINITY : msUntilDeadline(limits, situationOf(state, context));
  const effect: WatchEffect = {
    do: 'look',
    inMs: Math.min(calmMs, untilMs),
    untilMs,
    mayPutOff: !stopping && !neighbours,
    // After we have asked for the stop, another interrupt changes nothing.
    interruptible: !stopping,
  };
  return { ...doNothing(state), effect };
}

function inBackground(
  state: WatchState,
  input: Exclude<WatchInput, { on: 'begin' | 'due' | 'interrupted' | 'looked' | 'holders-read' | 'stop-answered' }>,
  { now, facts }: WatchContext,
): WatchStep {
  const { race, seen } = state;
  if (race === undefined || facts === undefined) return doNothing(state);
  const carryOn = ({ race: after, events, calls }: RaceStep) => ({ state: { ...state, race: after }, events, calls });
  switch (input.on) {
    case 'closing':
      return doNothing({ ...state, race: closeRace(race) });
    case 'pause-ended':
      return carryOn(onPauseEnded(race, now));
    case 'rivals-described':
      return carryOn(onRivalsSeen(race, input.answer, now));
    default:
      return seen.last === undefined ? doNothing(state) : carryOn(onRivalsFound(race, seen.last, input.answer, facts));
  }
}

function situationOf({ seen, blind, beganAt }: WatchState, { now, ref, signal }: WatchContext): Situation {
  return {
    now,
    task: seen.last,
    born: bornAt(seen, ref, beganAt),
    interrupted: signal !== undefined,
    blind: blind && { failure: blind.failure, forMs: now - blind.since },
  };
}

function boundsOf({ seen, beganAt }: WatchState, { limits, ref, signal }: WatchContext) {
  return { limits, born: bornAt(seen, ref, beganAt), signal: String(signal) };
}

function doNothing(state: WatchState): WatchStep {
  return { state, events: [], calls: [] };
}

function endWatch(state: WatchState, ending: Ending): WatchStep {
  return { ...doNothing(state), effect: { do: 'end', ending } };
}

function addEvents(events: EventBody[], step: WatchStep): WatchStep {
  return events.length === 0 ? step : { ...step, events: [...events, ...step.events] };
}

function without<K extends keyof WatchState>(state: WatchState, key: K): Omit<WatchState, K> & Pick<WatchState, never> {
  const { [key]: _, ...rest } = state;
  return rest;
}
