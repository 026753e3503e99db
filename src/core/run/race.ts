import type { Answer } from '../base/failure.ts';
import { mayHaveRun, type TaskState } from '../ecs/task.ts';
import type { EventBody } from '../events/events.ts';
import { warn } from '../events/warnings.ts';
import { findEarlierRival, findOverlapping, type GuardFacts, isStarting, nameRival, startingBeside } from './guard.ts';

/**
 * The race of independent starts. ECS has no lock, so two runs may both find no other task. Until our container runs,
 * the holders of the lock are listed again, at ever longer intervals. The earliest task stays; a later one stops
 * itself. After our container has started, any task that is still starting is described until it has given way, because
 * the process that launched it may no longer exist. If both have started, it was too late, and a warning is reported.
 * Plain data; times are milliseconds since the epoch.
 */
export interface Race {
  joinedAt: number;
  /** When the holders are listed again. */
  nextAt: number;
  /** The holders were listed at a time when a rival of the same moment must have been in the list. */
  holdersSeen: boolean;
  /** The name of the task that ours gives way to, if the next look confirms that no container of ours has started. */
  winner?: string;
  /** Set once our container has started: which tasks ran or start at the same time. */
  lookBack?: LookBack;
}

interface LookBack {
  /** What the race waits for. `decided`: no other migration can start any more. `open`: the question stayed open. */
  phase: 'surveying' | 'pausing' | 'describing' | 'last-look' | 'decided' | 'open';
  /** When the look back began. */
  since: number;
  /** When the tasks were last listed. */
  surveyedAt: number;
  /** From this time, lists show every task that may have been launched before ours was visible. */
  settledAt: number;
  /** Tasks that are still starting. */
  left: TaskState[];
  /** ARNs of the tasks for which an overlap was reported. */
  said: string[];
  /** The run has ended: one more look, without a pause before it. */
  closing?: boolean;
}

/** Calls that the race asks for while the watching continues. */
export type RaceCall =
  | { call: 'survey-rivals'; holdersSeen: boolean }
  | { call: 'pause'; ms: number }
  | { call: 'describe-rivals'; taskArns: string[] };

/** The result of one step of the look back. */
export interface RaceStep {
  race: Race;
  events: EventBody[];
  calls: RaceCall[];
}

/** ListTasks is eventually consistent: it shows a launch after this time. */
const VISIBLE_AFTER_MS = 2_000;
const SHORTEST_PAUSE_MS = 2_000;

/** The race at its beginning, when our task has just been launched. */
export function joinRace(now: number): Race {
  return { joinedAt: now, nextAt: 0, holdersSeen: false };
}

/** Whether the holders must be listed now. */
export function mustReadHolders(race: Race, now: number): boolean {
  return race.lookBack === undefined && now >= race.nextAt;
}

/** Which task ours must give way to, according to the listed holders. `asked`: when they were listed. */
export function findWinner(
  race: Race,
  ours: TaskState,
  { holders, asked }: { holders: Answer<TaskState[]>; asked: number },
  facts: GuardFacts,
): { race: Race; winner?: TaskState } {
  if (!holders.ok) return { race: { ...race, nextAt: asked } };
  const winner = findEarlierRival(ours, holders.value, facts);
  // A rival that matters was launched at about the same time as ours. So the longer ours takes to start, the less often
  // we list.
  const nextAt = asked + Math.max(1_000, (asked - race.joinedAt) * 2);
  const holdersSeen = race.holdersSeen || asked - race.joinedAt >= VISIBLE_AFTER_MS;
  return { race: { ...race, nextAt, holdersSeen }, ...(winner === undefined ? {} : { winner }) };
}

/** Our container has started, or may have: asks which others have. `born`: when our task was launched. */
export function lookBack(race: Race, born: number, now: number): RaceStep {
  if (race.lookBack !== undefined) return keepRace(race);
  // A process that did not see our task launched its own before ours was visible. That task becomes visible within the
  // same time.
  const settledAt = born + 2 * VISIBLE_AFTER_MS;
  const begun: LookBack = { phase: 'surveying', since: now, surveyedAt: now, settledAt, left: [], said: [] };
  return now < settledAt ? pauseRace(race, begun, settledAt - now) : surveyRivals(race, begun, now);
}

/** Handles the answer to `survey-rivals`. */
export function onRivalsFound(race: Race, ours: TaskState, found: Answer<TaskState[]>, facts: GuardFacts): RaceStep {
  const { lookBack: back } = race;
  if (back === undefined) return keepRace(race);
  if (!found.ok) return { ...keepRace(race, { ...back, phase: 'open' }), events: [warn('guard-blind', {})] };
  const rivals = findOverlapping(ours, found.value, facts).filter(({ taskArn }) => !back.said.includes(taskArn));
  const known = { ...back, left: startingBeside(found.value, facts), said: [...back.said, ...arnsOf(rivals)] };
  const step = known.left.length === 0 ? settleRace(race, known) : describeRivals(race, known);
  return { ...step, events: rivals.map(sayOverlap) };
}

/** The pause has ended, or was cut short. */
export function onPauseEnded(race: Race, now: number): RaceStep {
  const { lookBack: back } = race;
  if (back === undefined) return keepRace(race);
  return back.left.length > 0 ? describeRivals(race, back) : surveyRivals(race, back, now);
}

/** Handles the answer to `describe-rivals`. */
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

/**
 * According to the lists, no other task is starting. If the run ended early, the lists may not have been complete yet.
 */
function settleRace(race: Race, back: LookBack): RaceStep {
  return keepRace(race, { ...back, phase: back.surveyedAt >= back.settledAt ? 'decided' : 'open' });
}

/** The run has ended: tasks that are still starting are described once more, without a pause. */
export function closeRace(race: Race): Race {
  return race.lookBack === undefined ? race : { ...race, lookBack: { ...race.lookBack, closing: true } };
}

/** Whether our container has started and no other migration can start at the same time any more. */
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
