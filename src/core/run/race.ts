import type { Happening } from '../events.ts';
import type { Answer } from '../failure.ts';
import { type GuardFacts, hasToGiveWay, isStarting, nameRival, overlapping, startingBeside } from '../guard.ts';
import { mayHaveRun, type TaskState } from '../task.ts';
import { warn } from '../warnings.ts';

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
  since: number;
  /** Tasks that are still starting. */
  left: TaskState[];
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
  events: Happening[];
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
  const winner = hasToGiveWay(ours, holders.value, facts);
  // Rivals that could matter were launched when ours was: the longer it takes to start, the rarer they are looked for.
  const nextAt = asked + Math.max(1_000, (asked - race.joinedAt) * 2);
  const holdersSeen = race.holdersSeen || asked - race.joinedAt >= VISIBLE_AFTER_MS;
  return { race: { ...race, nextAt, holdersSeen }, ...(winner === undefined ? {} : { winner }) };
}

/** Ours has started, or may have: asks, once, who else has. */
export function lookBack(race: Race, now: number): RaceStep {
  if (race.lookBack !== undefined) return { race, events: [], calls: [] };
  const begun: LookBack = { phase: 'surveying', since: now, left: [] };
  return {
    race: { ...race, lookBack: begun },
    events: [],
    calls: [{ call: 'survey-rivals', holdersSeen: race.holdersSeen }],
  };
}

/** The answer to `survey-rivals`. */
export function rivalsFound(
  race: Race,
  ours: TaskState,
  found: Answer<TaskState[]>,
  facts: GuardFacts,
  now: number,
): RaceStep {
  const { lookBack: back } = race;
  if (back === undefined) return stay(race);
  if (!found.ok) return { ...stay(race, { ...back, phase: 'open' }), events: [warn('guard-blind', {})] };
  const begun = { ...back, since: now, left: startingBeside(found.value, facts) };
  const step = begun.left.length === 0 ? stay(race, { ...begun, phase: 'decided' }) : describe(race, begun);
  return { ...step, events: overlapping(ours, found.value, facts).map(sayOverlap) };
}

/** The pause is over, or was cut short. */
export function pauseEnded(race: Race): RaceStep {
  return race.lookBack === undefined ? stay(race) : describe(race, race.lookBack);
}

/** The answer to `describe-rivals`. */
export function rivalsSeen(race: Race, found: Answer<TaskState[]>, now: number): RaceStep {
  const { lookBack: back } = race;
  if (back === undefined) return stay(race);
  const events = found.ok ? found.value.filter(mayHaveRun).map(sayOverlap) : [];
  const left = found.ok ? found.value.filter(isStarting) : back.left;
  if (left.length === 0) return { ...stay(race, { ...back, left, phase: 'decided' }), events };
  if (back.phase === 'last-look') return { ...stay(race, { ...back, left, phase: 'open' }), events };
  if (back.closing) return { ...describe(race, { ...back, left }), events };
  const pause: RaceCall = { call: 'pause', ms: Math.max(SHORTEST_PAUSE_MS, now - back.since) };
  return { race: { ...race, lookBack: { ...back, left, phase: 'pausing' } }, events, calls: [pause] };
}

/** The run has ended: whoever is still starting is looked at once more, without a pause. */
export function closeRace(race: Race): Race {
  return race.lookBack === undefined ? race : { ...race, lookBack: { ...race.lookBack, closing: true } };
}

/** Whether our container has started, and no other migration may start beside it any more. */
export function isDecided(race: Race | undefined): boolean {
  return race?.lookBack?.phase === 'decided';
}

function stay(race: Race, lookBack?: LookBack): RaceStep {
  return { race: lookBack === undefined ? race : { ...race, lookBack }, events: [], calls: [] };
}

function describe(race: Race, back: LookBack): RaceStep {
  const phase = back.closing ? 'last-look' : 'describing';
  const taskArns = back.left.map(({ taskArn }) => taskArn);
  return {
    race: { ...race, lookBack: { ...back, phase } },
    events: [],
    calls: [{ call: 'describe-rivals', taskArns }],
  };
}

function sayOverlap(rival: TaskState): Happening {
  return warn('overlap', { rival: nameRival(rival) });
}
