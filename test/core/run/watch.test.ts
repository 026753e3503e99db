import { describe, expect, test } from 'vitest';
import { type CallFailure, PUT_OFF } from '../../../src/core/base/failure.ts';
import type { TaskState } from '../../../src/core/ecs/task.ts';
import type { GuardFacts } from '../../../src/core/run/guard.ts';
import { fromProgress, toProgress } from '../../../src/core/run/progress.ts';
import { joinRace } from '../../../src/core/run/race.ts';
import { nextLookMs } from '../../../src/core/run/schedule.ts';
import { beginWatch, watch, watchBlindly } from '../../../src/core/run/watch.ts';
import type { WatchContext, WatchInput, WatchState } from '../../../src/core/run/watch-types.ts';
import { reasonOfOwnStop } from '../../../src/core/verdict/own-stop.ts';
import { aContainer, aRef, aStoppedTask, aTask, NOON } from '../../support/a-task.ts';

const LIMITS = {
  timeoutMs: undefined,
  startTimeoutMs: 600_000,
  onTimeout: 'stop',
  onInterrupt: 'detach',
  quietMs: 5_000,
} as const;
const FACTS: GuardFacts = {
  identity: 'ours',
  startedBy: 'ecs-migrate/app',
  family: 'app',
  container: aRef().container,
  command: [],
  definedCommand: [],
};

/** Another migration that holds the lock, and was there first. */
const RIVAL: TaskState = {
  ...aTask({ lastStatus: 'RUNNING' }),
  taskArn: `${aRef().taskArn}-rival`,
  startedBy: FACTS.startedBy,
};

/** Looks again and again, as ECS shows the task; what one look knows reaches the next as a text. Times in s. */
function looks(sights: [at: number, task: TaskState | undefined][], holders: TaskState[] = []) {
  const ref = aRef();
  let token = JSON.stringify(toProgress(beginWatch(ref, NOON, true), 'ours', ref, false));
  const stops: string[] = [];
  const asked: string[] = [];
  for (const [at, task] of sights) {
    const now = NOON + at * 1_000;
    const context = { now, random: 0.5, ref, limits: LIMITS, signal: undefined, facts: FACTS };
    let state = fromProgress(JSON.parse(token), now, true);
    const answers: WatchInput[] = [{ on: 'looked', askedAt: now, answer: { ok: true, value: { task } } }];
    let input: WatchInput | undefined = { on: 'due' };
    while (input !== undefined) {
      const step = watch(state, input, context);
      ({ state } = step);
      asked.push(...step.calls.map(({ call }) => call));
      const { effect } = step;
      if (effect?.do === 'end') return { at, ending: effect.ending, stops, asked };
      if (effect?.do === 'stop') stops.push(reasonOfOwnStop(effect.why));
      if (effect?.do === 'stop')
        answers.unshift({ on: 'stop-answered', why: effect.why, answer: { ok: true, value: undefined } });
      if (effect?.do === 'read-holders') {
        answers.unshift({ on: 'holders-read', askedAt: now, answer: { ok: true, value: holders } });
      }
      input = answers.shift();
    }
    token = JSON.stringify(toProgress(state, 'ours', ref, false));
  }
  return { stops, asked };
}

const silent = aStoppedTask({ containers: [aContainer({ lastStatus: 'STOPPED' })] });

describe('looks that share nothing but a text', () => {
  test('take a task for forgotten a minute after ECS has begun to answer MISSING', () => {
    const sights: [number, undefined][] = [1, 31, 55, 75].map((at) => [at, undefined]);
    expect(looks(sights)).toMatchObject({ at: 75, ending: { verdict: { kind: 'forgotten' } } });
  });

  test('give late facts their time, and no more', () => {
    const found = looks([
      [40, silent],
      [42, silent],
      [70, silent],
    ]);
    expect(found).toMatchObject({ at: 70, ending: { verdict: { kind: 'no-exit-code' } } });
    const late = looks([
      [40, silent],
      [42, aStoppedTask()],
    ]);
    expect(late).toMatchObject({ at: 42, ending: { verdict: { kind: 'succeeded' } } });
  });

  test('remember that we asked for the stop, and why: 0 is not earned then', () => {
    const stopped = aStoppedTask({ stopCode: 'UserInitiated' });
    const { startedAt: _, ...waiting } = aTask({
      lastStatus: 'PENDING',
      containers: [aContainer({ lastStatus: 'PENDING' })],
    });
    const { startedAt: __, ...never } = { ...stopped, containers: [aContainer({ lastStatus: 'STOPPED' })] };
    const found = looks([
      [601, waiting],
      [631, never],
    ]);
    expect(found).toMatchObject({
      ending: { kind: 'not-started-in-time' },
      stops: [reasonOfOwnStop('start-timeout')],
    });
    expect(looks([[40, stopped]])).toMatchObject({ ending: { verdict: { kind: 'stopped', exitCode: 0 } } });
  });

  test('leave a container at its work while ECS calls the task PENDING', () => {
    const app = aContainer({ name: 'app', lastStatus: 'PENDING' });
    const { startedAt: _, ...working } = aTask({ lastStatus: 'PENDING', containers: [aContainer(), app] });
    expect(looks([[601, working]])).toMatchObject({ stops: [] });
  });

  test('ask who else ran where the task has started and ended between two of them', () => {
    const found = looks([[40, aStoppedTask()]]);
    expect(found).toMatchObject({ ending: { verdict: { kind: 'succeeded' } }, asked: ['survey-rivals'] });
  });

  test('stop ours where another was there first, and say that it gave way', () => {
    const { startedAt: _, ...waiting } = aTask({
      lastStatus: 'PENDING',
      containers: [aContainer({ lastStatus: 'PENDING' })],
    });
    const reason = reasonOfOwnStop('lost-race');
    const { startedAt: __, ...never } = aStoppedTask({
      stopCode: 'UserInitiated',
      stoppedReason: reason,
      containers: [aContainer({ lastStatus: 'STOPPED' })],
    });
    const found = looks(
      [
        [2, waiting],
        [30, never],
      ],
      [RIVAL],
    );
    expect(found).toMatchObject({ ending: { kind: 'gave-way' }, stops: [reason] });
  });
});

const CONTEXT: WatchContext = {
  now: NOON + 20_000,
  random: 0.5,
  ref: aRef(),
  limits: LIMITS,
  signal: undefined,
  facts: FACTS,
};
const failing = (kind: CallFailure['kind']): CallFailure => ({ kind, operation: 'o', name: 'n', message: 'm' });
const LOST = failing('lost');
const { startedAt: _, ...WAITING } = aTask({
  lastStatus: 'PENDING',
  containers: [aContainer({ lastStatus: 'PENDING' })],
});
const BEGUN = beginWatch(aRef(), NOON, false);
const RACING = beginWatch(aRef(), NOON, true);
const looked = (task: TaskState | undefined, at = CONTEXT.now): WatchInput => ({
  on: 'looked',
  askedAt: at,
  answer: { ok: true, value: { task } },
});
const unseen = (failure: CallFailure): WatchInput => ({
  on: 'looked',
  askedAt: CONTEXT.now,
  answer: { ok: false, failure },
});

/** Its effect, state and calls, and the codes of its warnings (or that a status was shown). */
function step(state: WatchState, input: WatchInput, over: Partial<WatchContext> = {}) {
  const { events, ...rest } = watch(state, input, { ...CONTEXT, ...over });
  return { ...rest, said: events.map((event) => ('code' in event ? event.code : event.type)) };
}
/** A state in which the task was seen so. */
const having = (task: TaskState, state = BEGUN) => step(state, looked(task)).state;
const neverStarted = (why: 'lost-race' | 'start-timeout') => {
  const { startedAt: _, ...task } = aStoppedTask({
    stopCode: 'UserInitiated',
    stoppedReason: reasonOfOwnStop(why),
    containers: [aContainer({ lastStatus: 'STOPPED' })],
  });
  return task;
};

describe('a watching begins', () => {
  test('with a look, at once where it is a new turn', () => {
    expect(BEGUN).not.toHaveProperty('race');
    expect(BEGUN).toMatchObject({ beganAt: NOON, shown: { status: '', phaseSince: NOON } });
    expect(RACING.race).toEqual(joinRace(NOON));
    expect(step(BEGUN, { on: 'due' })).toEqual({
      state: BEGUN,
      effect: { do: 'look', inMs: 0, untilMs: 0, mayPutOff: false, interruptible: false },
      calls: [],
      said: [],
    });
    expect(step(BEGUN, { on: 'begin' }, { now: NOON })).toMatchObject({
      effect: { do: 'look', interruptible: true, untilMs: 600_000 },
      calls: [],
      said: [],
    });
  });

  test('an interrupt stops the task or leaves it, as was asked for', () => {
    const signal = 'SIGINT';
    expect(step(BEGUN, { on: 'interrupted' }, { signal })).toMatchObject({
      effect: { do: 'end', ending: { kind: 'interrupted', signal, stopped: false } },
    });
    const limits = { ...LIMITS, onInterrupt: 'stop' as const };
    expect(step(BEGUN, { on: 'interrupted' }, { signal, limits })).toMatchObject({
      effect: { do: 'stop', why: 'interrupt', patiently: true },
    });
    const stopping = { ...BEGUN, stopping: 'interrupt' as const };
    expect(step(stopping, { on: 'interrupted' }, { signal, limits })).toMatchObject({
      effect: { do: 'look', interruptible: false, mayPutOff: false, untilMs: Number.POSITIVE_INFINITY },
    });
  });
});

describe('a look', () => {
  test('is followed by the next, by phase, time in it, and time-outs', () => {
    const seen = step(BEGUN, looked(aTask()));
    expect(seen.said).toEqual(['status']);
    expect(seen.effect).toEqual({
      do: 'look',
      inMs: nextLookMs({ phase: 'running', inPhaseMs: 20_000, failures: 0, quietMs: 5_000, neighbours: false }, 0.5),
      untilMs: Number.POSITIVE_INFINITY,
      mayPutOff: true,
      interruptible: true,
    });
    const limits = { ...LIMITS, timeoutMs: 20_050 };
    expect(step(BEGUN, looked(aTask()), { limits }).effect).toMatchObject({ inMs: 50, untilMs: 50 });
    expect(step(seen.state, looked(aTask())).said).toEqual([]);
    // Where ECS does not find it, what was seen last is what is shown.
    expect(step(seen.state, looked(undefined))).toMatchObject({ said: [], effect: { do: 'look' } });
  });

  test.each<[string, string[], boolean]>([
    ['ours alone is essential', ['migrate'], false],
    ['another is, too', ['migrate', 'proxy'], true],
    ['only another is', ['proxy'], false],
  ])('looks are not put off where who ended first could be missed: %s', (_, essential, neighbours) => {
    const ref = aRef({ essential, containers: ['migrate', 'proxy'] });
    const facts = { phase: 'running', inPhaseMs: 20_000, failures: 0, quietMs: 5_000, neighbours } as const;
    expect(step(BEGUN, looked(aTask()), { ref }).effect).toMatchObject({
      inMs: nextLookMs(facts, 0.5),
      mayPutOff: !neighbours,
    });
  });

  test('that fails is counted, and the next comes later each time', () => {
    const first = step(having(aTask()), unseen(LOST));
    expect(first).toMatchObject({ state: { blind: { failure: LOST, since: CONTEXT.now, count: 1 } }, said: [] });
    const facts = { phase: 'running', inPhaseMs: 20_000, failures: 1, quietMs: 5_000, neighbours: false } as const;
    expect(first.effect).toMatchObject({ do: 'look', inMs: nextLookMs(facts, 0.5) });
    const second = step(first.state, unseen(LOST), { now: CONTEXT.now + 500 });
    expect(second.state.blind).toEqual({ failure: LOST, since: CONTEXT.now, count: 2 });
    expect(step(second.state, looked(aTask())).state).not.toHaveProperty('blind');
    expect(step(BEGUN, unseen(failing('denied'))).said).toEqual(['aws-trouble']);
  });

  test('that fails for too long is the end', () => {
    const blind = { failure: failing('denied'), since: CONTEXT.now - 60_000, count: 9 };
    expect(step({ ...BEGUN, blind }, unseen(failing('denied'))).effect).toMatchObject({
      do: 'end',
      ending: { kind: 'lost-sight', forMs: 60_000 },
    });
    const later = { ...blind, since: blind.since + 1 };
    expect(step({ ...BEGUN, blind: later }, unseen(failing('denied'))).effect).toMatchObject({ do: 'look' });
  });

  test('cannot even be made: the same patience', () => {
    expect(watchBlindly(BEGUN, LOST, NOON)).toEqual({ blind: { failure: LOST, since: NOON, count: 1 } });
    const blind = { failure: LOST, since: NOON, count: 3 };
    const denied = failing('denied');
    expect(watchBlindly({ ...BEGUN, blind }, denied, NOON + 59_999)).toEqual({
      blind: { failure: denied, since: NOON, count: 4 },
    });
    expect(watchBlindly({ ...BEGUN, blind }, denied, NOON + 60_000)).toMatchObject({
      ending: { kind: 'lost-sight', failure: denied, forMs: 60_000 },
    });
  });

  test('shows that time is out', () => {
    const limits = { ...LIMITS, timeoutMs: 20_000 };
    expect(step(BEGUN, looked(aTask()), { limits }).effect).toEqual({ do: 'stop', why: 'timeout', patiently: true });
    const detached = { ...limits, onTimeout: 'detach' as const };
    expect(step(BEGUN, looked(aTask()), { limits: detached }).effect).toMatchObject({
      do: 'end',
      ending: { kind: 'timed-out', stopped: false },
    });
    const starting = { ...LIMITS, startTimeoutMs: 20_000 };
    expect(step(BEGUN, looked(WAITING), { limits: starting }).effect).toEqual({
      do: 'stop',
      why: 'start-timeout',
      patiently: false,
    });
  });
});

describe('the answer to a stop', () => {
  const answered = (
    why: 'timeout' | 'start-timeout' | 'interrupt' | 'lost-race',
    failure?: CallFailure,
  ): WatchInput => ({
    on: 'stop-answered',
    why,
    answer: failure === undefined ? { ok: true, value: undefined } : { ok: false, failure },
  });

  test('it is being stopped: looks are frequent again', () => {
    const wanted = { why: 'timeout' as const, since: NOON };
    const { state, effect } = step({ ...having(aTask()), wanted }, answered('timeout'));
    expect(state).toMatchObject({ stopping: 'timeout', shown: { status: 'running RUNNING', phaseSince: CONTEXT.now } });
    expect(state).not.toHaveProperty('wanted');
    const facts = { phase: 'running', inPhaseMs: 0, failures: 0, quietMs: 5_000, neighbours: false } as const;
    expect(effect).toMatchObject({ do: 'look', inMs: nextLookMs(facts, 0.5) });
  });

  test('it fails: wanted for two minutes, look by look', () => {
    const wanted = (since: number) => ({ ...BEGUN, wanted: { why: 'timeout' as const, since } });
    expect(step(BEGUN, answered('timeout', LOST))).toMatchObject({
      state: { wanted: { why: 'timeout', since: CONTEXT.now }, shown: { phaseSince: CONTEXT.now } },
      effect: { do: 'look' },
      said: [],
    });
    expect(step(wanted(CONTEXT.now - 119_999), answered('timeout', LOST))).toMatchObject({
      state: { wanted: { since: CONTEXT.now - 119_999 } },
      effect: { do: 'look' },
    });
    const over = step(wanted(CONTEXT.now - 120_000), answered('timeout', LOST));
    expect(over).toMatchObject({
      state: { shown: { phaseSince: CONTEXT.now } },
      effect: { do: 'end', ending: { kind: 'timed-out', stopped: false } },
      said: ['stop-failed'],
    });
    expect(over.state).not.toHaveProperty('wanted');
    // For another cause the patience begins anew.
    expect(step(wanted(CONTEXT.now - 120_000), answered('interrupt', LOST))).toMatchObject({
      state: { wanted: { why: 'interrupt', since: CONTEXT.now } },
      effect: { do: 'look' },
    });
  });

  test('it is refused: the end, but for a race, which is then lost to both', () => {
    const denied = failing('denied');
    expect(step(BEGUN, answered('start-timeout', denied))).toMatchObject({
      effect: { do: 'end', ending: { kind: 'lost-sight', failure: denied } },
      said: ['stop-failed'],
    });
    expect(step(BEGUN, answered('lost-race', denied))).toMatchObject({ effect: { do: 'look' }, said: ['stop-failed'] });
  });

  test('one that is wanted is asked for again only while nothing has started', () => {
    const wanted = { why: 'lost-race' as const, since: NOON };
    const state = { ...BEGUN, wanted };
    expect(step(state, looked(WAITING))).toMatchObject({
      state: { wanted },
      effect: { do: 'stop', why: 'lost-race', patiently: false },
    });
    for (const task of [aTask(), { ...WAITING, desiredStatus: 'STOPPED' }]) {
      const { state: after, effect } = step(state, looked(task));
      expect(after).not.toHaveProperty('wanted');
      expect(effect).toMatchObject({ do: 'look' });
    }
    expect(step({ ...state, stopping: 'interrupt' }, looked(WAITING)).effect).toMatchObject({ do: 'look' });
    const other = { ...BEGUN, wanted: { why: 'timeout' as const, since: NOON } };
    expect(step(other, looked(WAITING))).toMatchObject({ state: { wanted: other.wanted }, effect: { do: 'look' } });
  });
});

describe('the race while a task is watched', () => {
  const read = (...holders: TaskState[]): WatchInput => ({
    on: 'holders-read',
    askedAt: CONTEXT.now,
    answer: { ok: true, value: holders },
  });
  const readied = () => having(WAITING, RACING);

  test('until it starts the holders are read; who takes part in none reads none', () => {
    expect(step(RACING, looked(WAITING))).toMatchObject({
      effect: { do: 'read-holders' },
      calls: [],
      said: ['status'],
    });
    expect(step(BEGUN, looked(WAITING)).effect).toMatchObject({ do: 'look' });
    expect(step(RACING, looked(WAITING), { facts: undefined }).effect).toMatchObject({ do: 'look' });
    expect(step({ ...RACING, stopping: 'interrupt' }, looked(WAITING)).effect).toMatchObject({ do: 'look' });
    expect(step(RACING, looked({ ...WAITING, desiredStatus: 'STOPPED' })).effect).toMatchObject({ do: 'look' });
    const later = { ...joinRace(NOON), nextAt: CONTEXT.now + 1 };
    expect(step({ ...RACING, race: later }, looked(WAITING)).effect).toMatchObject({ do: 'look' });
  });

  test('the lists took long: ours is stopped only after another look, and not if it has started', () => {
    const late = { now: CONTEXT.now + 600 };
    const put = (state: WatchState) => step(state, read(RIVAL), late);
    const { state, effect, said } = put(readied());
    expect(effect).toMatchObject({ do: 'look', inMs: 0 });
    expect(said).toEqual([]);
    expect(step(state, looked(WAITING))).toMatchObject({
      effect: { do: 'stop', why: 'lost-race', patiently: false },
      said: ['gave-way'],
    });
    expect(step(state, looked(aTask())).said).not.toContain('gave-way');
    expect(step(state, looked(aTask())).effect).not.toMatchObject({ do: 'stop' });
    expect(step(readied(), read(RIVAL), { now: CONTEXT.now + 400 }).effect).toMatchObject({ do: 'stop' });
    // Nor is it stopped because it has not started in time.
    const slow = { ...late, limits: { ...LIMITS, startTimeoutMs: 1 } };
    expect(step(readied(), read(), slow).effect).toMatchObject({ do: 'look', inMs: 0 });
    expect(step(readied(), read(), { ...slow, now: CONTEXT.now }).effect).toMatchObject({ do: 'stop' });
  });

  test('it was not our turn to stop it: another look, and then at once', () => {
    const { state, effect } = step(RACING, {
      on: 'stop-answered',
      why: 'lost-race',
      answer: { ok: false, failure: PUT_OFF },
    });
    expect(effect).toMatchObject({ do: 'look', inMs: 0 });
    expect(step(state, looked(WAITING)).effect).toMatchObject({ do: 'stop', why: 'lost-race' });
    expect(step(state, looked(aTask())).effect).not.toMatchObject({ do: 'stop' });
  });

  test('another was there first: ours is stopped', () => {
    expect(step(readied(), read(RIVAL))).toMatchObject({
      state: { race: { holdersSeen: true } },
      effect: { do: 'stop', why: 'lost-race', patiently: false },
      said: ['gave-way'],
    });
    expect(step(readied(), read())).toMatchObject({
      state: { race: { nextAt: CONTEXT.now + 40_000 } },
      effect: { do: 'look' },
      said: [],
    });
    expect(step(readied(), read(RIVAL), { facts: undefined }).effect).toMatchObject({ do: 'look' });
    expect(step(RACING, read(RIVAL)).effect).toMatchObject({ do: 'look' });
    expect(step(having(WAITING), read(RIVAL)).effect).toMatchObject({ do: 'look' });
  });

  test('once it has started, who else has is asked in the background, and looks go on', () => {
    expect(step(RACING, looked(aTask()))).toMatchObject({
      effect: { do: 'look' },
      calls: [{ call: 'survey-rivals' }],
      said: ['status'],
    });
    expect(step(RACING, looked(aTask()), { facts: undefined }).calls).toEqual([]);
    expect(step(BEGUN, looked(aTask())).calls).toEqual([]);
    // Ours was launched long ago on our clock, whenever its watching began.
    expect(step({ ...RACING, beganAt: CONTEXT.now }, looked(aTask())).calls).toEqual([
      { call: 'survey-rivals', holdersSeen: false },
    ]);
  });

  describe('what comes from the background', () => {
    const started = () => having(aTask(), RACING);
    const surveyed = (...tasks: TaskState[]): WatchInput => ({
      on: 'rivals-surveyed',
      answer: { ok: true, value: tasks },
    });
    const starting = { ...WAITING, taskArn: RIVAL.taskArn, startedBy: RIVAL.startedBy as string };
    const found = () => step(started(), surveyed(starting));

    test('moves the race alone', () => {
      expect(step(started(), surveyed())).toMatchObject({
        state: { race: { lookBack: { phase: 'decided' } } },
        calls: [],
      });
      expect(step(started(), surveyed())).not.toHaveProperty('effect');
      expect(step(started(), surveyed(RIVAL)).said).toEqual(['overlap']);
      expect(found()).toMatchObject({ calls: [{ call: 'describe-rivals', taskArns: [RIVAL.taskArn] }] });
      const described = step(found().state, { on: 'rivals-described', answer: { ok: true, value: [starting] } });
      expect(described).toMatchObject({ calls: [{ call: 'pause', ms: 2_000 }] });
      expect(step(described.state, { on: 'pause-ended' })).toMatchObject({ calls: [{ call: 'describe-rivals' }] });
      const closed = step(described.state, { on: 'closing' });
      expect(closed).toMatchObject({ state: { race: { lookBack: { closing: true } } }, calls: [], said: [] });
    });

    test.each<[string, WatchInput]>([
      ['a survey', surveyed(RIVAL)],
      ['a pause', { on: 'pause-ended' }],
      ['an end', { on: 'closing' }],
      ['a description', { on: 'rivals-described', answer: { ok: true, value: [RIVAL] } }],
    ])('%s is nothing to who takes part in no race', (_, input) => {
      expect(step(BEGUN, input)).toEqual({ state: BEGUN, calls: [], said: [] });
      expect(step(found().state, input, { facts: undefined })).toEqual({ state: found().state, calls: [], said: [] });
    });

    test('a survey is nothing where the task has not been seen', () => {
      const { seen: _, ...rest } = found().state;
      const blank = { ...rest, seen: RACING.seen };
      expect(step(blank, surveyed(RIVAL))).toEqual({ state: blank, calls: [], said: [] });
    });
  });

  test('ours had started when our stop came: an overlap, said once more', () => {
    const lost = { ...BEGUN, stopping: 'lost-race' as const };
    const ran = aStoppedTask({ stopCode: 'UserInitiated', stoppedReason: reasonOfOwnStop('lost-race') });
    expect(step(lost, looked(ran))).toMatchObject({
      effect: { do: 'end', ending: { kind: 'verdict' } },
      said: ['status', 'overlap'],
    });
    expect(step({ ...RACING, stopping: 'lost-race' }, looked(ran)).said).toEqual(['status', 'overlap']);
    expect(step(lost, looked(neverStarted('lost-race')))).toMatchObject({
      effect: { do: 'end', ending: { kind: 'gave-way' } },
      said: ['status'],
    });
    expect(step({ ...BEGUN, stopping: 'interrupt' }, looked(ran)).said).toEqual(['status']);
    expect(step(BEGUN, looked(ran)).said).toEqual(['status']);
  });
});

describe('the last lines of a task that has failed', () => {
  const failed = aStoppedTask({
    lastStatus: 'STOPPING',
    containers: [aContainer({ lastStatus: 'STOPPED', exitCode: 1 })],
  });
  const at = (ms: number) => CONTEXT.now + ms;
  const waiting = () => having(failed);
  const again = (ms: number, over: Partial<WatchContext> = {}, task: TaskState = failed) =>
    step(waiting(), looked(task, at(ms)), { now: at(ms), lastLinesMs: 15_000, ...over }).effect?.do;

  test('are waited for until it is STOPPED, and no longer than was said', () => {
    expect(step(BEGUN, looked(failed), { lastLinesMs: 15_000 }).effect?.do).toBe('look');
    expect(step(BEGUN, looked(failed)).effect?.do).toBe('end');
    expect(again(14_999)).toBe('look');
    expect(again(15_000)).toBe('end');
    expect(again(1_000, {}, { ...failed, lastStatus: 'STOPPED' })).toBe('end');
  });

  test('are not waited for after a success, nor where the task goes on', () => {
    const good = aStoppedTask({ lastStatus: 'STOPPING' });
    expect(step(BEGUN, looked(good), { lastLinesMs: 15_000 }).effect?.do).toBe('end');
    const app = aContainer({ name: 'app' });
    const running = aTask({ containers: [app, aContainer({ lastStatus: 'STOPPED', exitCode: 1 })] });
    const ref = aRef({ essential: ['app'], containers: ['app', 'migrate'] });
    expect(step(BEGUN, looked(running), { ref, lastLinesMs: 15_000 }).effect?.do).toBe('end');
    const missing = { ...BEGUN, seen: { ...BEGUN.seen, missingSince: NOON - 60_000 } };
    expect(step(missing, looked(undefined), { lastLinesMs: 15_000 }).effect?.do).toBe('end');
  });

  test('are bounded by the time that all turns have', () => {
    const endsAt = CONTEXT.now + 1_000;
    expect(again(2_999, { lastLinesMs: 2_000, limits: { ...LIMITS, endsAt: at(1_000) } })).toBe('end');
    expect(again(1_500, { limits: { ...LIMITS, endsAt } })).toBe('look');
    expect(again(5_999, { limits: { ...LIMITS, endsAt: at(-9_000) } })).toBe('look');
    expect(again(6_000, { limits: { ...LIMITS, endsAt: at(-9_000) } })).toBe('end');
  });
});
