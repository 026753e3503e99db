import type { EventBody } from '../events/events.ts';
import type { TargetEvent } from '../events/fleet-events.ts';
import { isSuccess, joinOutcomes, type RunningTarget, type TargetOutcome } from './target-outcome.ts';

/** A target of an execution. */
export interface FollowedTarget {
  name: string;
  group?: string;
  /** Where it stands, for people. */
  row: string;
  attempt: number;
}

/** The targets of an execution, by wave. */
export interface FollowedPlan {
  waves: readonly (readonly FollowedTarget[])[];
  /** The wait between two waves. Milliseconds. */
  pauseMs: number;
  /** After so many failures no other wave begins. */
  maxFailures: number;
}

/** What the execution has written so far, by wave (from 0). */
export interface SeenObjects {
  outcomes: ReadonlyMap<number, readonly TargetOutcome[]>;
  progress: ReadonlyMap<number, Readonly<Record<string, RunningTarget>>>;
}

/** An event with its own time: things have happened before they are seen. */
export type DatedEvent = EventBody & { at: string };

/** How a target of an execution has ended. */
export interface FollowedEnd {
  name: string;
  /** Absent: it was never launched. */
  end?: 'succeeded' | 'failed' | 'unknown';
  result?: Pick<TargetOutcome, 'exitCode' | 'cause'> & { outcome: Exclude<TargetOutcome['outcome'], 'not-launched'> };
}

interface Known {
  target: FollowedTarget;
  wave: number;
  state: TargetEvent['state'];
  taskArn: string | null;
  outcome?: TargetOutcome;
}

const NEXT = 'look at its log and its database; --resume follows a task that ECS still knows';

/** Translates what an execution writes into the events of a fleet. It is pure: times come from the objects, or from `now`. */
export function followProgress({ waves, pauseMs, maxFailures }: FollowedPlan) {
  const known = new Map(
    waves.flatMap((wave, index) =>
      wave.map((target): [string, Known] => [target.name, { target, wave: index, state: 'waiting', taskArn: null }]),
    ),
  );
  let wave = -1;
  let ended = -1;

  const isOver = ({ state, outcome }: Known) => state === 'ended' || outcome?.outcome === 'not-launched';
  const ofWave = (index: number) => (waves[index] ?? []).flatMap(({ name }) => known.get(name) ?? []);

  function targetEvent({ target, wave: index, taskArn }: Known, state: TargetEvent['state'], at: string): DatedEvent {
    const { name, group = null, row, attempt } = target;
    const where = { group, row, wave: index + 1, attempt };
    return { type: 'target', at, target: name, state, ...where, taskArn, migration: null, image: null };
  }

  function waveEvent(index: number, state: 'started' | 'paused' | 'ended', at: string, until: string | null = null) {
    const its = ofWave(index);
    const succeeded = its.filter((one) => one.state === 'ended' && isGood(one.outcome)).length;
    const failed = its.filter(({ state: now }) => now === 'ended').length - succeeded;
    const counts = { targets: its.length, succeeded, failed };
    return { type: 'wave', at, wave: index + 1, of: waves.length, state, ...counts, until } satisfies DatedEvent;
  }

  function closeWave(now: string): DatedEvent[] {
    if (wave < 0 || ended === wave) return [];
    ended = wave;
    return [waveEvent(wave, 'ended', now)];
  }

  function openWave(index: number, now: string): DatedEvent[] {
    const events: DatedEvent[] = [];
    while (wave < index) {
      events.push(...closeWave(now));
      wave += 1;
      events.push(waveEvent(wave, 'started', now));
    }
    return events;
  }

  function begin(one: Known, running: RunningTarget): DatedEvent[] {
    const events: DatedEvent[] = [];
    if (one.state === 'waiting') {
      one.state = 'launching';
      events.push(targetEvent(one, 'launching', timeOf(running.begunAt)));
    }
    const { taskArn, launchedAt = running.begunAt } = running;
    if (taskArn === undefined || one.taskArn === taskArn) return events;
    one.taskArn = taskArn;
    one.state = 'running';
    return [...events, targetEvent(one, 'running', timeOf(launchedAt))];
  }

  function end(one: Known, outcome: TargetOutcome, now: number): DatedEvent[] {
    one.outcome = outcome;
    if (outcome.outcome === 'not-launched') return [];
    const { at = timeOf(now), taskArn, tookMs, attempt, lines = [], container = '' } = outcome;
    const launchedAt = Math.max(0, Date.parse(at) - (tookMs ?? 0));
    one.target = { ...one.target, attempt };
    const events = begin(one, { attempt, begunAt: launchedAt, ...(taskArn === null ? {} : { taskArn }) });
    one.state = 'ended';
    const said = lines.map((message): DatedEvent => {
      const place = { container, stream: '', timestamp: Date.parse(at) };
      return { type: 'log', at, target: one.target.name, ...place, message };
    });
    return [...events, ...said, { ...targetEvent(one, 'ended', at), ...detailsOf(outcome) } as DatedEvent];
  }

  /** The events since the last call. */
  function observe(seen: SeenObjects, now: number): DatedEvent[] {
    return [...waves.keys()].flatMap((index) => observeWave(index, seen, now));
  }

  function observeWave(index: number, { outcomes, progress }: SeenObjects, now: number): DatedEvent[] {
    const running = progress.get(index);
    const ends = joinOutcomes(outcomes.get(index) ?? []);
    const hasBegun = running !== undefined || ends.some(({ outcome }) => outcome !== 'not-launched');
    const events = hasBegun ? openWave(index, timeOf(now)) : [];
    for (const [name, its] of Object.entries(running ?? {})) {
      const one = known.get(name);
      if (one !== undefined && !isOver(one)) events.push(...begin(one, its));
    }
    for (const outcome of ends) {
      const one = known.get(outcome.name);
      if (one?.wave === index && !isOver(one)) events.push(...end(one, outcome, now));
    }
    if (index === wave && ofWave(index).every(isOver)) events.push(...closeAndPause(index, now));
    return events;
  }

  /** Takes the results, which also say what was never launched, for the targets without an outcome of a child. */
  function settle(results: readonly TargetOutcome[], now: number): DatedEvent[] {
    return joinOutcomes(results).flatMap((outcome) => {
      const one = known.get(outcome.name);
      return one === undefined || isOver(one) ? [] : end(one, outcome, now);
    });
  }

  function closeAndPause(index: number, now: number): DatedEvent[] {
    const closed = closeWave(timeOf(now));
    const next = index + 1 < waves.length && failures() < maxFailures && !ofWave(index).some(isUnlaunched);
    if (closed.length === 0 || pauseMs === 0 || !next) return closed;
    return [...closed, waveEvent(index + 1, 'paused', timeOf(now), timeOf(now + pauseMs))];
  }

  const isUnlaunched = ({ outcome }: Known) => outcome?.outcome === 'not-launched';
  const failures = () => [...known.values()].filter((one) => one.state === 'ended' && !isGood(one.outcome)).length;

  /**
   * The events when the execution is over. `why`: how it ended. What has begun and has no outcome is unknown. So is what
   * may have begun without a trace: a wave begins before the function can note it. `prepared`: whether there was any wave.
   */
  function conclude(why: string, prepared: boolean, now: number): DatedEvent[] {
    const events: DatedEvent[] = [];
    for (const one of known.values()) {
      const mayHaveBegun = one.state !== 'waiting' || (prepared && one.wave <= (ended === wave ? wave + 1 : wave));
      if (isOver(one) || !mayHaveBegun) continue;
      const { name, attempt } = one.target;
      const cause = `it has no outcome, and the execution has ended (${why}): how it ended is not known`;
      const lost = { containerExitCode: null, tookMs: null, cause, next: NEXT };
      events.push(...end(one, { name, attempt, outcome: 'unknown', exitCode: 76, taskArn: one.taskArn, ...lost }, now));
    }
    return [...events, ...closeWave(timeOf(now))];
  }

  /** How each target has ended, in the order of the waves. One that runs is unknown to this process. */
  function ends(): FollowedEnd[] {
    return [...known.values()].map(({ target: { name }, state, outcome }): FollowedEnd => {
      if (state === 'waiting') return { name };
      if (state !== 'ended' || outcome === undefined || outcome.outcome === 'not-launched')
        return { name, end: 'unknown' };
      const { outcome: word, exitCode, cause } = outcome;
      const result = { outcome: word, exitCode, cause };
      if (isGood(outcome)) return { name, end: 'succeeded', result };
      return { name, end: word === 'unknown' ? 'unknown' : 'failed', result };
    });
  }

  return { observe, settle, conclude, ends };
}

export type ExecutionProgress = ReturnType<typeof followProgress>;

/** Only a success with exit code 0 has earned its zero. */
function isGood(outcome: TargetOutcome | undefined): boolean {
  return outcome !== undefined && isSuccess(outcome.outcome) && outcome.exitCode === 0;
}

function detailsOf(given: TargetOutcome) {
  const { outcome, exitCode, containerExitCode, cause, next, tookMs } = given;
  const { ending = 'targets', reasons = [], causeCode = null, causeLine = null, again = null } = given;
  const { phases = tookMs === null ? {} : { total: tookMs } } = given;
  const more = { ending, reasons, causeCode, causeLine, again, phases, task: null };
  return { outcome, exitCode, containerExitCode, cause, next, ...more };
}

const timeOf = (ms: number) => new Date(ms).toISOString();
