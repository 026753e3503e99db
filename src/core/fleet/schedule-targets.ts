import type { FleetPlan } from './fleet-plan.ts';
import type { Target } from './targets.ts';

/** How a target's run has ended, for the order of the launches. */
export type TargetEnd =
  | 'succeeded'
  | 'failed'
  /** A task may run or have run, and nobody knows how it ended. It counts as failed. */
  | 'unknown'
  /** No container of it has started, and another try may succeed: it is launched again, and does not count. */
  | 'never-started'
  /** A halt came before its launch. It counts as nothing. */
  | 'not-launched';

/** Why nothing new is launched. */
export type Halt = 'failures' | 'signal' | 'not-approved' | 'journal';

/** The progress of a fleet. Times are milliseconds since the epoch. */
export interface FleetState {
  /** Index of the wave that runs, or that waits to start. */
  wave: number;
  at: 'start' | 'pause' | 'wave' | 'over';
  /** Targets of the wave that have not been launched. */
  waiting: readonly Target[];
  /** Targets that have been launched and have not ended. */
  running: ReadonlyMap<string, Target>;
  /** Targets whose start has failed, and when they are launched again. */
  delayed: readonly { target: Target; at: number }[];
  /** How many starts of a target have failed. */
  failedStarts: ReadonlyMap<string, number>;
  /** When the pause ends. Absent if somebody must approve the wave. */
  pauseEndsAt?: number;
  /** Of the wave. */
  ends: { succeeded: number; failed: number };
  /** Of all waves. */
  failed: number;
  halt?: Halt;
}

export type FleetInput =
  | { on: 'begin' }
  | { on: 'ended'; target: string; end: TargetEnd }
  /** The time that the last step named has come. */
  | { on: 'due' }
  | { on: 'approved' }
  /** Launch nothing new; what runs is followed to its end. */
  | { on: 'halt'; why: Exclude<Halt, 'failures'> };

/** A fact about a wave, for an event. `wave` is an index. */
export interface WaveFact {
  wave: number;
  state: 'started' | 'paused' | 'ended';
  succeeded: number;
  failed: number;
  until?: number;
}

export interface FleetStep {
  state: FleetState;
  /** Targets to launch now. */
  launch: readonly Target[];
  /** Targets whose failed start is now their end, because they are not launched again. */
  final: readonly string[];
  waves: readonly WaveFact[];
  /**
   * What happens next, besides the ends of targets that run. `due`: pass the input `due` then. `approval`: pass
   * `approved`, or a halt. `over`: nothing runs, and nothing more will be launched.
   */
  next: { due?: number; approval?: true; over?: true };
}

export interface FleetContext {
  plan: FleetPlan;
  now: number;
  /** From 0 (inclusive) to 1 (exclusive): the jitter of the waits. */
  random: number;
}

/** A start that failed is repeated so often. More failures would hardly be chance. */
const STARTS = 4;
/** The wait before a second start. It doubles with each further one. Milliseconds. */
const AGAIN_MS = 15_000;

export const FLEET_START: FleetState = {
  wave: 0,
  at: 'start',
  waiting: [],
  running: new Map(),
  delayed: [],
  failedStarts: new Map(),
  ends: { succeeded: 0, failed: 0 },
  failed: 0,
};

/**
 * The only rule for the order in which the targets of a fleet are launched. It is pure, and knows nothing of AWS. A
 * target that runs is never stopped because of another one: a halt only means that nothing new is launched.
 */
export function scheduleTargets(state: FleetState, input: FleetInput, context: FleetContext): FleetStep {
  switch (input.on) {
    case 'begin':
      return goOn(openWave(state, 0, context.plan), context, [startedWave(0)]);
    case 'approved':
      return goOn(state.at === 'pause' ? openWave(state, state.wave, context.plan) : state, context, [
        ...(state.at === 'pause' ? [startedWave(state.wave)] : []),
      ]);
    case 'due':
      return due(state, context);
    case 'halt':
      return halt(state, input.why, context);
    case 'ended':
      return takeEnd(state, input, context);
    default:
      throw new Error('an input that nobody knows');
  }
}

const startedWave = (wave: number): WaveFact => ({ wave, state: 'started', succeeded: 0, failed: 0 });

function openWave(state: FleetState, wave: number, { waves }: FleetPlan): FleetState {
  const { pauseEndsAt: _, ...rest } = state;
  return { ...rest, wave, at: 'wave', waiting: waves[wave] ?? [], ends: { succeeded: 0, failed: 0 } };
}

function due(state: FleetState, context: FleetContext): FleetStep {
  const { at, pauseEndsAt, wave } = state;
  if (at === 'pause' && pauseEndsAt !== undefined && pauseEndsAt <= context.now) {
    return goOn(openWave(state, wave, context.plan), context, [startedWave(wave)]);
  }
  return goOn(state, context, []);
}

/** The first reason counts: a signal after too many failures changes nothing. */
function halt(state: FleetState, why: Halt, context: FleetContext): FleetStep {
  if (state.halt !== undefined) return goOn(state, context, []);
  return goOn({ ...state, halt: why }, context, []);
}

function takeEnd(
  state: FleetState,
  { target: name, end }: Extract<FleetInput, { on: 'ended' }>,
  context: FleetContext,
): FleetStep {
  const target = state.running.get(name);
  if (target === undefined) throw new Error(`${name} has ended, but was not running`);
  const running = new Map(state.running);
  running.delete(name);
  const left = { ...state, running };
  if (end === 'not-launched') return goOn(left, context, []);
  if (end === 'never-started') {
    const starts = (state.failedStarts.get(name) ?? 0) + 1;
    if (starts < STARTS && state.halt === undefined) return goOn(delay(left, target, starts, context), context, []);
    return goOn(count(left, false, context.plan), context, [], [name]);
  }
  return goOn(count(left, end === 'succeeded', context.plan), context, []);
}

function delay(state: FleetState, target: Target, starts: number, { now, random }: FleetContext): FleetState {
  const ms = AGAIN_MS * 2 ** (starts - 1) * (0.75 + random / 2);
  return {
    ...state,
    delayed: [...state.delayed, { target, at: now + ms }],
    failedStarts: new Map(state.failedStarts).set(target.name, starts),
  };
}

/** Counts an end. After `maxFailures` nothing new is launched. */
function count(state: FleetState, succeeded: boolean, { maxFailures }: FleetPlan): FleetState {
  const ends = {
    succeeded: state.ends.succeeded + (succeeded ? 1 : 0),
    failed: state.ends.failed + (succeeded ? 0 : 1),
  };
  const failed = state.failed + (succeeded ? 0 : 1);
  const tooMany = maxFailures !== undefined && failed >= maxFailures && state.halt === undefined;
  return { ...state, ends, failed, ...(tooMany ? { halt: 'failures' as const } : {}) };
}

/** Launches what may be launched now, and decides what comes next. */
function goOn(
  given: FleetState,
  context: FleetContext,
  waves: readonly WaveFact[],
  final: readonly string[] = [],
): FleetStep {
  if (given.halt !== undefined) return goOnHalted(given, context, waves, final);
  if (given.at === 'pause') {
    const { pauseEndsAt } = given;
    return {
      state: given,
      launch: [],
      final,
      waves,
      next: pauseEndsAt === undefined ? { approval: true } : { due: pauseEndsAt },
    };
  }
  const { state, launch } = launchMore(given, context);
  if (state.running.size > 0 || state.delayed.length > 0) {
    const due = Math.min(...state.delayed.map(({ at }) => at));
    return { state, launch, final, waves, next: Number.isFinite(due) ? { due } : {} };
  }
  return closeWave(state, context, waves, final);
}

/** A failed start that is not repeated counts as a failure. */
function goOnHalted(
  given: FleetState,
  { plan }: FleetContext,
  waves: readonly WaveFact[],
  final: readonly string[],
): FleetStep {
  const dropped = given.delayed.map(({ target }) => target.name);
  const state = dropped.reduce<FleetState>((so) => count(so, false, plan), { ...given, delayed: [] });
  const ended = [...final, ...dropped];
  if (state.running.size > 0) return { state, launch: [], final: ended, waves, next: {} };
  const closed = state.at === 'wave' ? [{ wave: state.wave, state: 'ended' as const, ...state.ends }] : [];
  return {
    state: { ...state, at: 'over' },
    launch: [],
    final: ended,
    waves: [...waves, ...closed],
    next: { over: true },
  };
}

function launchMore(state: FleetState, { plan, now }: FleetContext): { state: FleetState; launch: Target[] } {
  const ready = state.delayed.filter(({ at }) => at <= now).map(({ target }) => target);
  const running = new Map(state.running);
  const ofGroup = new Map<string, number>();
  for (const { group = '' } of running.values()) ofGroup.set(group, (ofGroup.get(group) ?? 0) + 1);
  const launch: Target[] = [];
  const rest: Target[] = [];
  for (const target of [...ready, ...state.waiting]) {
    const { name, group = '' } = target;
    const inGroup = ofGroup.get(group) ?? 0;
    if (running.size >= plan.concurrency || inGroup >= (plan.perGroup ?? plan.concurrency)) {
      rest.push(target);
      continue;
    }
    running.set(name, target);
    ofGroup.set(group, inGroup + 1);
    launch.push(target);
  }
  const delayed = state.delayed.filter(({ at }) => at > now);
  return { state: { ...state, running, waiting: rest, delayed }, launch };
}

/** Nothing of the wave runs or waits. The next wave starts, after the pause. */
function closeWave(
  state: FleetState,
  context: FleetContext,
  waves: readonly WaveFact[],
  final: readonly string[],
): FleetStep {
  const { plan, now } = context;
  const ended: WaveFact = { wave: state.wave, state: 'ended', ...state.ends };
  const next = state.wave + 1;
  const facts = [...waves, ended];
  if (next >= plan.waves.length) {
    return { state: { ...state, at: 'over' }, launch: [], final, waves: facts, next: { over: true } };
  }
  if (plan.pause === undefined) {
    return goOn(openWave(state, next, plan), context, [...facts, startedWave(next)], final);
  }
  const until = plan.pause === 'approve' ? undefined : now + plan.pause.ms;
  const paused: WaveFact = { wave: next, state: 'paused', succeeded: 0, failed: 0, ...(until && { until }) };
  const held: FleetState = { ...state, wave: next, at: 'pause', ...(until && { pauseEndsAt: until }) };
  return goOn(held, context, [...facts, paused], final);
}
