import type { Answer } from '../base/failure.ts';
import { mayHaveRun, type TaskState } from '../ecs/task.ts';
import type { EventBody } from '../events/events.ts';
import { warn } from '../events/warnings.ts';
import { findEarlierRival, findOverlapping, type GuardFacts, isStarting, nameRival, startingBeside } from './guard.ts';

/**
 * The race of independent starts. ECS has no lock, so two may both find nothing in the way. Until our container runs, the
 * holders of the lock are read again, at ever longer intervals: the earliest stays, a later one stops itself. Once ours
 * runs, one that is still starting is looked at until it has given way, for whoever launched it may be gone. Where both
 * have started it was too late, and that is said. Plain data; times in milliseconds since the epoch.
 */
export interface Race {
  joinedAt: number;
  /** When the holders are read again. */
  nextAt: number;
  /** The holders were read at a time when a rival of the same moment had to be among them. */
  holdersSeen: boolean;
  /** Once our container has started: who ran or starts beside it. */
  lookBack?: LookBack;
}

interface LookBack {
  /** What is being waited for; `decided`: nobody starts beside ours any more; `open`: it was left so. */
  phase: 'surveying' | 'pausing' | 'describing' | 'last-look' | 'decided' | 'open';
  /** When it began. */
  since: number;
  /** When the lists were read last. */
  surveyedAt: number;
  /** From when on lists show everyone who may have been launched before ours was to be seen. */
  settledAt: number;
  /** Tasks that are still starting. */
  left: TaskState[];
  /** ARNs of those that were said to overlap. */
  said: string[];
  /** The run has ended: one more look, and no pause before it. */
  closing?: boolean;
}

/** What the race asks for while the watching goes on. */
export type RaceCall =
  | { call: 'survey-rivals'; holdersSeen: boolean }
  | { call: 'pause'; ms: number }
  | { call: 'describe-rivals'; taskArns: string[] };

/** After one step of the looking back. */
export interface RaceStep {
  race: Race;
  events: EventBody[];
  calls: RaceCall[];
}

/** ListTasks is eventually consistent: a launch shows in it by then. */
const VISIBLE_AFTER_MS = 2_000;
const SHORTEST_PAUSE_MS = 2_000;

export function joinRace(now: number): Race {
  return { joinedAt: now, nextAt: 0, holdersSeen: false };
}

/** Whether the holders are to be read now. */
export function mustReadHolders(race: Race, now: number): boolean {
  return race.lookBack === undefined && now >= race.nextAt;
}

/** Which task ours has to give way to, by the holders as they were read; `asked` is when. */
export function giveWay(
  race: Race,
  ours: TaskState,
  holders: Answer<TaskState[]>,
  facts: GuardFacts,
  asked: number,
): { race: Race; winner?: TaskState } {
  if (!holders.ok) return { race: { ...race, nextAt: asked } };
  const winner = findEarlierRival(ours, holders.value, facts);
  // Rivals that could matter were launched when ours was: the longer it takes to start, the rarer they are looked for.
  const nextAt = asked + Math.max(1_000, (asked - race.joinedAt) * 2);
  const holdersSeen = race.holdersSeen || asked - race.joinedAt >= VISIBLE_AFTER_MS;
  return { race: { ...race, nextAt, holdersSeen }, ...(winner === undefined ? {} : { winner }) };
}

/** Ours has started, or may have: asks who else has. `born`: when ours was launched. */
export function lookBack(race: Race, born: number, now: number): RaceStep {
  if (race.lookBack !== undefined) return keepRace(race);
  // Who did not see ours was launched before it was to be seen, and is to be seen as long after that.
  const settledAt = born + 2 * VISIBLE_AFTER_MS;
  const begun: LookBack = { phase: 'surveying', since: now, surveyedAt: now, settledAt, left: [], said: [] };
  return now < settledAt ? pauseRace(race, begun, settledAt - now) : surveyRivals(race, begun, now);
}

/** The answer to `survey-rivals`. */
export function onRivalsFound(race: Race, ours: TaskState, found: Answer<TaskState[]>, facts: GuardFacts): RaceStep {
  const { lookBack: back } = race;
  if (back === undefined) return keepRace(race);
  if (!found.ok) return { ...keepRace(race, { ...back, phase: 'open' }), events: [warn('guard-blind', {})] };
  const rivals = findOverlapping(ours, found.value, facts).filter(({ taskArn }) => !back.said.includes(taskArn));
  const known = { ...back, left: startingBeside(found.value, facts), said: [...back.said, ...arnsOf(rivals)] };
  const step = known.left.length === 0 ? settleRace(race, known) : describeRivals(race, known);
  return { ...step, events: rivals.map(sayOverlap) };
}

/** The pause is over, or was cut short. */
export function onPauseEnded(race: Race, now: number): RaceStep {
  const { lookBack: back } = race;
  if (back === undefined) return keepRace(race);
  return back.left.length > 0 ? describeRivals(race, back) : surveyRivals(race, back, now);
}

/** The answer to `describe-rivals`. */
export function onRivalsSeen(race: Race, found: Answer<TaskState[]>, now: number): RaceStep {
  const { lookBack: back } = race;
  if (back === undefined) return keepRace(race);
  const rivals = (found.ok ? found.value.filter(mayHaveRun) : []).filter(({ taskArn }) => !back.said.includes(taskArn));
  const left = found.ok ? found.value.filter(isStarting) : back.left;
  const known = { ...back, left, said: [...back.said, ...arnsOf(rivals)] };
  return { ...goOnSeeing(race, known, now), events: rivals.map(sayOverlap) };
}

function goOnSeeing(race: Race, back: LookBack, now: number): RaceStep {
  if (back.left.length === 0) return settleRace(race, back);
  if (back.phase === 'last-look') return keepRace(race, { ...back, phase: 'open' });
  return back.closing
    ? describeRivals(race, back)
    : pauseRace(race, back, Math.max(SHORTEST_PAUSE_MS, now - back.since));
}

/** Nobody is starting, as far as the lists have told; where the run ended early, they could not tell all yet. */
function settleRace(race: Race, back: LookBack): RaceStep {
  return keepRace(race, { ...back, phase: back.surveyedAt >= back.settledAt ? 'decided' : 'open' });
}

/** The run has ended: whoever is still starting is looked at once more, without a pause. */
export function closeRace(race: Race): Race {
  return race.lookBack === undefined ? race : { ...race, lookBack: { ...race.lookBack, closing: true } };
}

/** Whether our container has started, and no other migration may start beside it any more. */
export function isDecided(race: Race | undefined): boolean {
  return race?.lookBack?.phase === 'decided';
}

function keepRace(race: Race, back?: LookBack): RaceStep {
  return { race: back === undefined ? race : { ...race, lookBack: back }, events: [], calls: [] };
}

function surveyRivals(race: Race, back: LookBack, now: number): RaceStep {
  const { holdersSeen } = race;
  const lookBack: LookBack = { ...back, phase: 'surveying', surveyedAt: now };
  return { race: { ...race, lookBack }, events: [], calls: [{ call: 'survey-rivals', holdersSeen }] };
}

function describeRivals(race: Race, back: LookBack): RaceStep {
  const phase = back.closing ? 'last-look' : 'describing';
  const calls: RaceCall[] = [{ call: 'describe-rivals', taskArns: arnsOf(back.left) }];
  return { race: { ...race, lookBack: { ...back, phase } }, events: [], calls };
}

function pauseRace(race: Race, back: LookBack, ms: number): RaceStep {
  return { race: { ...race, lookBack: { ...back, phase: 'pausing' } }, events: [], calls: [{ call: 'pause', ms }] };
}

function arnsOf(tasks: readonly TaskState[]): string[] {
  return tasks.map(({ taskArn }) => taskArn);
}

function sayOverlap(rival: TaskState): EventBody {
  return warn('overlap', { rival: nameRival(rival) });
}
