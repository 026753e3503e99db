import { describe, expect, test } from 'vitest';
import type { TaskState } from '../../../src/core/ecs/task.ts';
import type { GuardFacts } from '../../../src/core/run/guard.ts';
import {
  closeRace,
  findWinner,
  isDecided,
  joinRace,
  lookBack,
  mustReadHolders,
  onPauseEnded,
  onRivalsFound,
  onRivalsSeen,
  type Race,
  type RaceStep,
} from '../../../src/core/run/race.ts';
import { aContainer, aStoppedTask, aTask, NOON } from '../../support/a-task.ts';

const FACTS: GuardFacts = {
  identity: 'ours',
  startedBy: 'ecs-migrate/app',
  family: 'app-migrate',
  container: 'migrate',
  command: ['up'],
  definedCommand: ['serve'],
};
const marks = { identity: 'theirs', attempt: 1, container: 'migrate' };
const OURS = aTask({ marks: { ...marks, identity: 'ours' }, startedBy: FACTS.startedBy });
const { startedAt: _, ...WAITING } = { ...OURS, lastStatus: 'PENDING', containers: [] };
const started = (taskArn: string): TaskState => aTask({ taskArn, marks, startedBy: FACTS.startedBy });
const starting = (taskArn: string): TaskState => {
  const { startedAt: _, ...task } = { ...started(taskArn), lastStatus: 'PENDING', containers: [] };
  return task;
};
/** It gave way: nothing of it has run. */
const gone = (taskArn: string): TaskState => {
  const { startedAt: _, ...task } = aStoppedTask({
    taskArn,
    marks,
    startedBy: FACTS.startedBy,
    stopCode: 'UserInitiated',
    containers: [aContainer({ lastStatus: 'STOPPED' })],
  });
  return task;
};
const ok = (...tasks: TaskState[]) => ({ ok: true as const, value: tasks });
const FAILED = { ok: false as const, failure: { kind: 'lost' as const, operation: 'o', name: 'n', message: 'm' } };
const SETTLED = NOON + 4_000;

const codes = ({ events }: RaceStep) => events.map((event) => ('code' in event ? event.code : event.type));
/** Ours was launched at noon and has started `ms` later. */
const begun = (ms: number, race = joinRace(NOON)) => lookBack(race, NOON, NOON + ms);
const found = (race: Race, answer: typeof FAILED | ReturnType<typeof ok>) => onRivalsFound(race, OURS, answer, FACTS);

describe('until ours has started', () => {
  test('the holders are read at once, and then at ever longer intervals', () => {
    const race = joinRace(NOON);
    expect(race).toEqual({ joinedAt: NOON, nextAt: 0, holdersSeen: false });
    expect(mustReadHolders(race, NOON)).toBe(true);
    const read = (ms: number, of = race) => findWinner(of, WAITING, { holders: ok(), asked: NOON + ms }, FACTS);
    expect(read(100)).toStrictEqual({ race: { joinedAt: NOON, nextAt: NOON + 1_100, holdersSeen: false } });
    expect(read(1_999).race).toMatchObject({ nextAt: NOON + 1_999 + 3_998, holdersSeen: false });
    expect(read(2_000).race).toMatchObject({ nextAt: NOON + 6_000, holdersSeen: true });
    expect(read(100, { ...race, holdersSeen: true }).race.holdersSeen).toBe(true);
    const { race: next } = read(100);
    expect(mustReadHolders(next, NOON + 1_099)).toBe(false);
    expect(mustReadHolders(next, NOON + 1_100)).toBe(true);
  });

  test('after a failed read they are read again with the next look', () => {
    const race = { joinedAt: NOON, nextAt: NOON + 1, holdersSeen: false };
    expect(findWinner(race, WAITING, { holders: FAILED, asked: NOON + 5_000 }, FACTS)).toEqual({
      race: { ...race, nextAt: NOON + 5_000 },
    });
  });

  test('one that has started wins', () => {
    const rival = started('arn:z');
    expect(findWinner(joinRace(NOON), WAITING, { holders: ok(rival), asked: NOON }, FACTS)).toMatchObject({
      winner: rival,
    });
  });

  test('nothing to look back at', () => {
    const race = joinRace(NOON);
    const nothing = { race, events: [], calls: [] };
    expect(found(race, ok(started('arn:a')))).toEqual(nothing);
    expect(onPauseEnded(race, NOON)).toEqual(nothing);
    expect(onRivalsSeen(race, ok(started('arn:a')), NOON)).toEqual(nothing);
    expect(closeRace(race)).toEqual(race);
    expect(isDecided(race)).toBe(false);
    expect(isDecided(undefined)).toBe(false);
  });
});

describe('once ours has started', () => {
  test('who else has is asked when lists show all that were launched before: at once, or after a pause', () => {
    const late = begun(4_000);
    expect(late).toMatchObject({
      race: { lookBack: { phase: 'surveying', since: SETTLED, surveyedAt: SETTLED, settledAt: SETTLED } },
      calls: [{ call: 'survey-rivals', holdersSeen: false }],
    });
    expect(late.race.lookBack).toMatchObject({ left: [], said: [] });
    expect(begun(3_999)).toMatchObject({
      race: { lookBack: { phase: 'pausing' } },
      calls: [{ call: 'pause', ms: 1 }],
      events: [],
    });
    expect(begun(1_000).calls).toEqual([{ call: 'pause', ms: 3_000 }]);
    expect(begun(9_000, { ...joinRace(NOON), holdersSeen: true }).calls).toEqual([
      { call: 'survey-rivals', holdersSeen: true },
    ]);
  });

  test('that is asked once, and holders are read no more', () => {
    const { race } = begun(4_000);
    expect(begun(5_000, race)).toEqual({ race, events: [], calls: [] });
    expect(mustReadHolders(race, NOON + 3_600_000)).toBe(false);
  });

  test('the pause is over: the lists are read', () => {
    const { race } = begun(1_000);
    expect(onPauseEnded(race, SETTLED)).toMatchObject({
      race: { lookBack: { phase: 'surveying', since: NOON + 1_000, surveyedAt: SETTLED } },
      calls: [{ call: 'survey-rivals', holdersSeen: false }],
      events: [],
    });
  });

  test('nobody: it is decided', () => {
    const step = found(begun(4_000).race, ok(OURS));
    expect(step).toMatchObject({ race: { lookBack: { phase: 'decided' } }, events: [], calls: [] });
    expect(isDecided(step.race)).toBe(true);
  });

  test('the lists were read too early, for the run has ended: it is left open', () => {
    const { race } = onPauseEnded(closeRace(begun(1_000).race), NOON + 3_999);
    const step = found(race, ok());
    expect(step.race.lookBack?.phase).toBe('open');
    expect(isDecided(step.race)).toBe(false);
  });

  test('the lists cannot be read: said, and left open', () => {
    const step = found(begun(4_000).race, FAILED);
    expect(codes(step)).toEqual(['guard-blind']);
    expect(step).toMatchObject({ race: { lookBack: { phase: 'open' } }, calls: [] });
  });

  test('one that ran beside ours is said, once', () => {
    const step = found(begun(4_000).race, ok(started('arn:a'), started('arn:b')));
    expect(codes(step)).toEqual(['overlap', 'overlap']);
    expect(step.race.lookBack).toMatchObject({ phase: 'decided', said: ['arn:a', 'arn:b'] });
    const again = found(step.race, ok(started('arn:a'), started('arn:c')));
    expect(codes(again)).toEqual(['overlap']);
    expect(again.race.lookBack?.said).toEqual(['arn:a', 'arn:b', 'arn:c']);
  });

  test('one that is starting is described until it has given way', () => {
    const first = found(begun(4_000).race, ok(starting('arn:a'), started('arn:b')));
    expect(codes(first)).toEqual(['overlap']);
    expect(first).toMatchObject({
      race: { lookBack: { phase: 'describing', left: [{ taskArn: 'arn:a' }], said: ['arn:b'] } },
      calls: [{ call: 'describe-rivals', taskArns: ['arn:a'] }],
    });
    const still = onRivalsSeen(first.race, ok(starting('arn:a')), NOON + 4_500);
    expect(still).toMatchObject({
      race: { lookBack: { phase: 'pausing' } },
      calls: [{ call: 'pause', ms: 2_000 }],
      events: [],
    });
    expect(onRivalsSeen(first.race, ok(starting('arn:a')), NOON + 14_000).calls).toEqual([
      { call: 'pause', ms: 10_000 },
    ]);
    const next = onPauseEnded(still.race, NOON + 6_500);
    expect(next).toMatchObject({
      race: { lookBack: { phase: 'describing' } },
      calls: [{ call: 'describe-rivals', taskArns: ['arn:a'] }],
      events: [],
    });
    const over = onRivalsSeen(next.race, ok(gone('arn:a')), NOON + 7_000);
    expect(over).toMatchObject({ race: { lookBack: { phase: 'decided', left: [] } }, events: [], calls: [] });
  });

  test('one that starts after all is an overlap, said once', () => {
    const { race } = found(begun(4_000).race, ok(starting('arn:a'), starting('arn:b')));
    const step = onRivalsSeen(race, ok(started('arn:a'), starting('arn:b')), NOON + 5_000);
    expect(codes(step)).toEqual(['overlap']);
    expect(step.race.lookBack).toMatchObject({ left: [{ taskArn: 'arn:b' }], said: ['arn:a'] });
    const again = onRivalsSeen(step.race, ok(started('arn:a'), starting('arn:b')), NOON + 8_000);
    expect(codes(again)).toEqual([]);
  });

  test('a look that fails changes nothing: another comes', () => {
    const { race } = found(begun(4_000).race, ok(starting('arn:a')));
    const step = onRivalsSeen(race, FAILED, NOON + 5_000);
    expect(step).toMatchObject({
      race: { lookBack: { phase: 'pausing', left: [{ taskArn: 'arn:a' }], said: [] } },
      calls: [{ call: 'pause', ms: 2_000 }],
      events: [],
    });
  });

  test('the run ends: one last look without a pause, and it is left open', () => {
    const { race } = found(begun(4_000).race, ok(starting('arn:a')));
    const paused = closeRace(onRivalsSeen(race, FAILED, NOON + 5_000).race);
    const last = onPauseEnded(paused, NOON + 5_500);
    expect(last).toMatchObject({ race: { lookBack: { phase: 'last-look' } }, calls: [{ call: 'describe-rivals' }] });
    const step = onRivalsSeen(last.race, ok(starting('arn:a')), NOON + 6_000);
    expect(step).toMatchObject({ race: { lookBack: { phase: 'open' } }, calls: [] });
    expect(onRivalsSeen(last.race, ok(gone('arn:a')), NOON + 6_000).race.lookBack?.phase).toBe('decided');
  });

  test('the run ends while a look is under way: that was not the last', () => {
    const { race } = found(begun(4_000).race, ok(starting('arn:a')));
    const step = onRivalsSeen(closeRace(race), ok(starting('arn:a')), NOON + 5_000);
    expect(step).toMatchObject({ race: { lookBack: { phase: 'last-look' } }, calls: [{ call: 'describe-rivals' }] });
  });
});
