import { describe, expect, test } from 'vitest';
import type { Answer, CallFailure } from '../../../src/core/base/failure.ts';
import type { TaskState } from '../../../src/core/ecs/task.ts';
import type { GuardFacts } from '../../../src/core/run/guard.ts';
import { launch } from '../../../src/core/run/launch.ts';
import type { LaunchContext, LaunchInput, LaunchState } from '../../../src/core/run/launch-types.ts';
import { nextInUseTryMs, nextPlacementMs } from '../../../src/core/run/schedule.ts';
import { reasonOfOwnStop } from '../../../src/core/verdict/own-stop.ts';
import { aContainer, aStoppedTask, aTask, NOON } from '../../support/a-task.ts';

const FACTS: GuardFacts = {
  identity: 'ours',
  migration: 'm-1',
  startedBy: 'ecs-migrate/app',
  family: 'app-migrate',
  container: 'migrate',
  command: ['up'],
  definedCommand: ['serve'],
  execution: 'e-1',
};
const HOUR_MS = 3_600_000;
const CONTEXT: LaunchContext = {
  now: NOON,
  random: 0.5,
  facts: FACTS,
  ifRunning: undefined,
  waitTimeoutMs: 600_000,
  startTimeoutMs: 300_000,
  endsAt: NOON + HOUR_MS,
  cluster: 'staging',
  signal: undefined,
  mask: (text) => text,
  troubleMs: 0,
};
const START: LaunchState = { at: 'start' };
const CAPACITY = 'Capacity is unavailable at this time. Please try again later or in a different availability zone';

const marked = (identity: string, attempt = 1) => ({ marks: { identity, attempt, container: 'migrate' } });
const { startedAt: _, ...unstarted } = aTask({ lastStatus: 'PENDING', containers: [] });
const OURS: TaskState = { ...unstarted, ...marked('ours') };
const ENDED: TaskState = { ...aStoppedTask(), ...marked('ours') };
const RIVAL: TaskState = { ...aTask({ taskArn: 'arn:rival', startedBy: FACTS.startedBy }), ...marked('theirs') };
const { startedAt: __, ...never } = aStoppedTask({
  stopCode: 'UserInitiated',
  stoppedReason: reasonOfOwnStop('lost-race'),
  containers: [aContainer({ lastStatus: 'STOPPED' })],
});
/** We stopped it before anything of it had started. */
const VOID: TaskState = { ...never, ...marked('ours') };

const failing = (kind: CallFailure['kind'], over: Partial<CallFailure> = {}): CallFailure => ({
  kind,
  operation: 'ecs:RunTask',
  name: 'SomeException',
  message: 'no',
  ...over,
});
const IN_USE = failing('refused', { name: 'ConflictException' });
const INACTIVE = failing('refused', { message: 'TaskDefinition is inactive' });
const gaveWay = (attempt: number | undefined): LaunchInput =>
  attempt === undefined
    ? { on: 'gave-way', whose: 'others', task: RIVAL }
    : { on: 'gave-way', whose: 'ours', task: { ...VOID, ...marked('ours', attempt) } };
const ok = <T>(value: T): Answer<T> => ({ ok: true, value });
const not = (failure: CallFailure): { ok: false; failure: CallFailure } => ({ ok: false, failure });
const ran = (
  tasks: TaskState[],
  reasons: (string | undefined)[] = [],
): Extract<LaunchInput, { on: 'run-answered' }> => ({
  on: 'run-answered',
  answer: ok({ tasks, failures: reasons.map((reason) => ({ reason })) as { reason?: string }[] as never }),
  mayHaveLaunched: false,
});
const unanswered = (failure: CallFailure, mayHaveLaunched = false): LaunchInput => ({
  on: 'run-answered',
  answer: not(failure),
  mayHaveLaunched,
});
const surveyed = (...tasks: TaskState[]): LaunchInput => ({ on: 'surveyed', answer: ok(tasks) });
const asked = (answer: Extract<LaunchInput, { on: 'gate-asked' }>['answer']): LaunchInput => ({
  on: 'gate-asked',
  answer,
});
const FREE = { ok: true, value: undefined } as const;
const UNREAD = { code: 'execution-unread', pipeline: 'p', execution: 'e', failure: failing('denied') } as never;

/** Its effect and state, and the codes of its warnings. */
function nextOf(state: Partial<LaunchState>, input: LaunchInput, over: Partial<LaunchContext> = {}) {
  const { events, ...step } = launch({ ...START, ...state }, input, { ...CONTEXT, ...over });
  return { ...step, said: events.map((event) => ('code' in event ? event.code : event.type)) };
}

const RUNNING = { pending: { do: 'run', attempt: 3 } } as const satisfies Partial<LaunchState>;
const ASKING = { pending: { do: 'launch', attempt: 2 } } as const satisfies Partial<LaunchState>;
const WAITING = {
  waiting: { since: NOON - 60_000, rival: 'arn:rival', rivalSince: NOON - 20_000, surveyedAt: NOON - 30_000 },
};
const TRIED = { inUse: { attempt: 4, since: NOON - 10_000, tries: 2 } };
const INTERRUPTED = {
  kind: 'interrupted',
  signal: 'SIGINT',
  stopped: false,
  launched: false,
  verdict: undefined,
};

describe('what is due', () => {
  test('a survey first; the task that is waited for; a token that was in use, again', () => {
    expect(nextOf({}, { on: 'due' })).toEqual({ state: START, effect: { do: 'survey' }, said: [] });
    expect(nextOf(WAITING, { on: 'due' })).toMatchObject({ effect: { do: 'see-rival', taskArn: 'arn:rival' } });
    const surveyedAt = NOON - 60_000;
    expect(nextOf({ waiting: { ...WAITING.waiting, surveyedAt } }, { on: 'due' })).toMatchObject({
      effect: { do: 'survey' },
    });
    expect(nextOf({ ...WAITING, ...TRIED }, { on: 'due' })).toMatchObject({
      state: { pending: { do: 'run', attempt: 4 } },
      effect: { do: 'prepare-revision' },
    });
  });

  test('a signal that comes while a token is in use: whoever has it may have launched', () => {
    const signal = 'SIGINT';
    expect(nextOf({ ...TRIED, mayHaveLaunched: true }, { on: 'due' }, { signal })).toMatchObject({
      effect: {
        do: 'end',
        ending: {
          kind: 'launch-unknown',
          failure: { kind: 'refused', operation: 'ecs:RunTask', name: 'ConflictException' },
        },
      },
    });
    const searched: LaunchInput = { on: 'own-searched', answer: ok([]), failure: IN_USE };
    expect(nextOf(RUNNING, searched).state).toMatchObject({ mayHaveLaunched: true, inUse: { attempt: 3 } });
  });

  test('ours gave way: what waits or failed before is over, and its attempt is spent', () => {
    const before = { ...WAITING, troubleSince: NOON - 1 };
    expect(nextOf(before, gaveWay(1))).toEqual({
      state: { ...START, leastAttempt: 2 },
      effect: { do: 'survey' },
      said: [],
    });
    expect(nextOf({ leastAttempt: 5 }, gaveWay(1))).toMatchObject({ state: { leastAttempt: 5 } });
    expect(nextOf({ leastAttempt: 5 }, gaveWay(7))).toMatchObject({ state: { leastAttempt: 8 } });
    expect(nextOf({ leastAttempt: 5 }, gaveWay(undefined))).toMatchObject({
      state: { leastAttempt: 5 },
    });
    expect(nextOf({}, gaveWay(undefined)).state).toStrictEqual(START);
    // Without marks, or never seen again, it was the first.
    const { marks: _, ...unmarked } = VOID;
    for (const task of [unmarked, undefined]) {
      expect(nextOf({}, { on: 'gave-way', whose: 'ours', task })).toMatchObject({ state: { leastAttempt: 2 } });
    }
  });

  test.each<[string, Partial<LaunchState>, LaunchInput]>([
    ['a look that is due', {}, { on: 'due' }],
    ['a rival that was seen', WAITING, { on: 'rival-seen', answer: ok(RIVAL) }],
    ['a survey', {}, surveyed()],
    ['a survey that failed', {}, { on: 'surveyed', answer: not(failing('denied')) }],
    ['an open gate', ASKING, asked(FREE)],
    ['a revision that could not be had', RUNNING, { on: 'revision-failed', failure: failing('lost') }],
    ['a launch that was refused', RUNNING, unanswered(failing('refused'))],
  ])('an interrupt comes before %s', (_, state, input) => {
    expect(nextOf(state, input, { signal: 'SIGINT' })).toMatchObject({ effect: { do: 'end', ending: INTERRUPTED } });
    // The end of a turn is a failure of what was being asked: the next one goes on.
    expect(nextOf(state, input, { signal: 'turn', troubleMs: 1_000 })).toMatchObject({
      state: { troubleSince: NOON },
      effect: { do: 'wait', ms: 0 },
    });
  });

  test('the end of a turn, too late for another, is AWS’s silence', () => {
    const state = { troubleSince: NOON - 1_000 };
    expect(nextOf(state, { on: 'due' }, { signal: 'turn', troubleMs: 1_000 })).toMatchObject({
      effect: { do: 'end', ending: { kind: 'aws', failure: { kind: 'lost', operation: 'aws', name: 'TimeoutError' } } },
    });
  });
});

describe('a survey', () => {
  test('nothing there: the gate is asked, unless it can never answer', () => {
    const pending = { do: 'launch', attempt: 1, surveyedAt: NOON };
    expect(nextOf({}, surveyed())).toEqual({ state: { ...START, pending }, effect: { do: 'ask-gate' }, said: [] });
    expect(nextOf({ gate: 'said' }, surveyed())).toMatchObject({ effect: { do: 'ask-gate' } });
    expect(nextOf({ gate: 'blind' }, surveyed())).toMatchObject({
      state: { pending: { do: 'run', attempt: 1 } },
      effect: { do: 'prepare-revision' },
    });
  });

  test('another migration is there: when that was looked at matters to a launch alone', () => {
    expect(nextOf({}, surveyed(RIVAL)).state.pending).toStrictEqual({ do: 'wait', rival: RIVAL });
  });

  test('ours is followed, whatever the pipeline says', () => {
    expect(nextOf({ ...ASKING }, surveyed(OURS))).toEqual({
      state: START,
      effect: { do: 'watch', task: OURS, whose: 'ours-again' },
      said: ['already-running'],
    });
    expect(nextOf({}, surveyed(ENDED))).toMatchObject({
      effect: { do: 'watch', whose: 'ours-again' },
      said: ['already-ran'],
    });
  });

  test('an attempt that came to nothing is not ours any more; a later one is', () => {
    expect(nextOf({ leastAttempt: 2 }, surveyed(OURS))).toMatchObject({ effect: { do: 'ask-gate' } });
    const second = { ...OURS, ...marked('ours', 2) };
    expect(nextOf({ leastAttempt: 2 }, surveyed(second))).toMatchObject({ effect: { do: 'watch', task: second } });
    expect(nextOf({}, surveyed(VOID))).toMatchObject({ state: { pending: { do: 'launch', attempt: 2 } } });
  });

  test('the same migration of the same execution is followed as somebody else’s', () => {
    const same = { ...RIVAL, marks: { ...marked('theirs').marks, migration: 'm-1', execution: 'e-1' } };
    expect(nextOf({}, surveyed(same))).toMatchObject({
      effect: { do: 'watch', task: same, whose: 'others' },
      said: ['following-other'],
    });
  });

  test('another is waited for, or refused, once the gate is open', () => {
    expect(nextOf({}, surveyed(RIVAL))).toMatchObject({
      state: { pending: { do: 'wait', rival: RIVAL } },
      effect: { do: 'ask-gate' },
    });
    expect(nextOf({ gate: 'blind' }, surveyed(RIVAL))).toMatchObject({
      state: { waiting: { rival: 'arn:rival' } },
      effect: { do: 'wait' },
    });
    expect(nextOf({ gate: 'blind' }, surveyed(RIVAL), { ifRunning: 'fail' })).toMatchObject({
      effect: { do: 'end', ending: { kind: 'busy', waitedMs: undefined } },
    });
  });

  test('one that was waited for and was killed is warned of, whatever comes next', () => {
    const killed = { ...aStoppedTask({ taskArn: 'arn:rival', stopCode: 'UserInitiated' }), ...marked('theirs') };
    expect(nextOf(WAITING, surveyed(killed))).toMatchObject({ effect: { do: 'ask-gate' }, said: ['holder-killed'] });
    expect(nextOf(WAITING, surveyed(killed, OURS)).said).toEqual(['holder-killed', 'already-running']);
    expect(nextOf({}, surveyed(killed)).said).toEqual([]);
  });

  test('without the right to look, only --if-running allow launches', () => {
    const denied: LaunchInput = { on: 'surveyed', answer: not(failing('denied')) };
    expect(nextOf({}, denied, { ifRunning: 'allow' })).toMatchObject({
      state: { pending: { do: 'launch', attempt: 1 } },
      effect: { do: 'ask-gate' },
    });
    expect(nextOf({}, denied)).toMatchObject({ effect: { do: 'end', ending: { kind: 'aws' } } });
    const lost: LaunchInput = { on: 'surveyed', answer: not(failing('lost')) };
    expect(nextOf({}, lost, { ifRunning: 'allow' })).toMatchObject({ effect: { do: 'end', ending: { kind: 'aws' } } });
  });
});

describe('the gate', () => {
  test('withheld: the end', () => {
    const withheld = { pipeline: 'p', execution: 'e', why: 'Superseded', onRollback: 'skip' } as const;
    expect(nextOf(ASKING, asked({ ok: true, value: withheld }))).toMatchObject({
      effect: { do: 'end', ending: { kind: 'withheld', withheld } },
    });
  });

  test('open: the attempt is the highest of what is known', () => {
    const attemptOf = (state: Partial<LaunchState>) => nextOf({ ...ASKING, ...state }, asked(FREE)).state.pending;
    expect(attemptOf({})).toEqual({ do: 'run', attempt: 2 });
    expect(attemptOf({ leastAttempt: 6 })).toEqual({ do: 'run', attempt: 6 });
    expect(attemptOf({ refused: 6 })).toEqual({ do: 'run', attempt: 7 });
    expect(attemptOf({ refused: 1 })).toEqual({ do: 'run', attempt: 2 });
    const first = { pending: { do: 'launch', attempt: 1 } } as const;
    expect(attemptOf(first)).toEqual({ do: 'run', attempt: 1 });
  });

  test('what it could not say is warned of once, and for good where rights are missing', () => {
    const unread = (forGood: boolean) => asked({ ok: false, failure: { unread: UNREAD, forGood } });
    expect(nextOf(ASKING, unread(true))).toMatchObject({
      state: { gate: 'blind' },
      effect: { do: 'prepare-revision' },
      said: ['execution-unread'],
    });
    expect(nextOf(ASKING, unread(false))).toMatchObject({ state: { gate: 'said' }, said: ['execution-unread'] });
    expect(nextOf({ ...ASKING, gate: 'said' }, unread(false)).said).toEqual([]);
  });

  test('no time left: nothing is launched', () => {
    const open = asked(FREE);
    expect(nextOf(ASKING, open, { endsAt: NOON })).toMatchObject({
      effect: { do: 'end', ending: { kind: 'no-time-left' } },
    });
    expect(nextOf(ASKING, open, { endsAt: NOON + 1 })).toMatchObject({ effect: { do: 'prepare-revision' } });
  });

  test('with a revision that was registered before, it is looked at again after a wait', () => {
    const state = { ...ASKING, revision: 'r:7' };
    expect(nextOf(state, asked(FREE)).effect).toStrictEqual({
      do: 'prepare-revision',
      known: 'r:7',
      mayBeInactive: false,
    });
    expect(nextOf({ ...state, ...WAITING }, asked(FREE)).effect).toMatchObject({ mayBeInactive: true });
  });

  test.each([{}, RUNNING])('nothing that waits at it is an error of ours', (state) => {
    expect(() => nextOf(state, asked(FREE))).toThrow('gate');
  });
});

describe('the wait for another', () => {
  const seen = (answer: Answer<TaskState | undefined>): LaunchInput => ({ on: 'rival-seen', answer });

  test('it is over, gone or not to be seen: a survey', () => {
    const over = { ...RIVAL, containers: [aContainer({ exitCode: 0 })] };
    for (const answer of [ok(over), ok(undefined), not(failing('lost'))]) {
      expect(nextOf(WAITING, seen(answer))).toMatchObject({ effect: { do: 'survey' }, said: [] });
    }
  });

  test('it goes on: another look, at the latest when time is out', () => {
    const found = nextOf({ ...WAITING, pending: { do: 'wait', rival: RIVAL }, troubleSince: NOON }, seen(ok(RIVAL)));
    expect(found.state).toEqual({ ...START, ...WAITING });
    expect(found.effect).toMatchObject({ do: 'wait', ms: expect.any(Number) });
    expect(found.effect).not.toHaveProperty('event');
    const ms = (context: Partial<LaunchContext>) => nextOf(WAITING, seen(ok(RIVAL)), context).effect;
    expect(ms({ waitTimeoutMs: 60_100 })).toMatchObject({ ms: 100 });
    expect(ms({ endsAt: NOON + 70 })).toMatchObject({ ms: 70 });
  });

  test('the longer it is waited for, the rarer are the looks', () => {
    const msAfter = (rivalSince: number) => {
      const { effect } = nextOf({ waiting: { ...WAITING.waiting, rivalSince } }, seen(ok(RIVAL)));
      return effect.do === 'wait' ? effect.ms : 0;
    };
    expect(msAfter(NOON)).toBeGreaterThan(0);
    expect(msAfter(NOON - 500_000)).toBeGreaterThan(2 * msAfter(NOON));
  });

  test('another than before is said, and counts anew; the wait as a whole does not', () => {
    const next = { ...RIVAL, taskArn: 'arn:next' };
    const found = nextOf({ ...WAITING, pending: { do: 'wait', rival: next } }, asked(FREE));
    expect(found).toMatchObject({
      state: { waiting: { since: NOON - 60_000, rival: 'arn:next', rivalSince: NOON } },
      effect: { do: 'wait', event: { type: 'status', phase: 'waiting', lastStatus: null } },
    });
    const first = nextOf({ pending: { do: 'wait', rival: RIVAL } }, asked(FREE));
    expect(first).toMatchObject({
      state: { waiting: { since: NOON, rival: 'arn:rival', rivalSince: NOON } },
      effect: { event: { phase: 'waiting' } },
    });
  });

  test.each<[string, Partial<LaunchContext>]>([
    ['the wait', { waitTimeoutMs: 60_000 }],
    ['the build', { endsAt: NOON }],
  ])('time is out for %s', (_, context) => {
    expect(nextOf(WAITING, seen(ok(RIVAL)), context)).toMatchObject({
      effect: { do: 'end', ending: { kind: 'busy', waitedMs: 60_000 } },
    });
  });
});

describe('the revision', () => {
  test('is launched under the attempt, and remembered where it was registered for this run', () => {
    const ready = (registered: boolean): LaunchInput => ({ on: 'revision-ready', revision: 'r:8', registered });
    expect(nextOf(RUNNING, ready(true))).toMatchObject({
      state: { revision: 'r:8' },
      effect: { do: 'run', attempt: 3 },
    });
    expect(nextOf(RUNNING, ready(false)).state).toEqual({ ...START, ...RUNNING });
    for (const state of [{}, ASKING]) expect(() => nextOf(state, ready(true))).toThrow('launch');
  });

  test('is there when a signal has come, or the build ends: nothing is launched', () => {
    const ready: LaunchInput = { on: 'revision-ready', revision: 'r:8', registered: true };
    expect(nextOf(RUNNING, ready, { signal: 'SIGINT' })).toMatchObject({ effect: { do: 'end', ending: INTERRUPTED } });
    expect(nextOf(RUNNING, ready, { endsAt: NOON })).toMatchObject({ effect: { ending: { kind: 'no-time-left' } } });
    // The time of a turn is over: the next one knows the revision.
    expect(nextOf(RUNNING, ready, { signal: 'turn', troubleMs: 60_000 })).toMatchObject({
      state: { revision: 'r:8', troubleSince: NOON },
      effect: { do: 'wait' },
    });
  });

  test('is there when the build ends, and the token is in use: its task may be there', () => {
    const ready: LaunchInput = { on: 'revision-ready', revision: 'r:8', registered: false };
    const inUse = { attempt: 3, since: NOON - 1_000, tries: 1 };
    for (const context of [{ endsAt: NOON }, { signal: 'SIGINT' }]) {
      expect(nextOf({ ...RUNNING, inUse }, ready, context).effect).toEqual({ do: 'run', attempt: 3 });
    }
  });

  test('took its time: who else is there is looked for again, once', () => {
    const ready: LaunchInput = { on: 'revision-ready', revision: 'r:8', registered: true };
    const since = (surveyedAt: number) => ({ pending: { ...RUNNING.pending, surveyedAt } });
    expect(nextOf(since(NOON - 3_999), ready).effect).toEqual({ do: 'run', attempt: 3 });
    const late = nextOf(since(NOON - 4_000), ready);
    expect(late).toMatchObject({ state: { revision: 'r:8', surveyedAgain: true }, effect: { do: 'survey' } });
    const again = nextOf({ ...since(NOON - 4_000), surveyedAgain: true }, ready);
    expect(again.effect).toEqual({ do: 'run', attempt: 3 });
    expect(nextOf(again.state, { on: 'task-described', task: OURS }).state).toStrictEqual({
      ...START,
      revision: 'r:8',
      leastAttempt: 4,
    });
  });

  test('cannot be had', () => {
    const ending = { kind: 'no-time-left' } as const;
    expect(nextOf(RUNNING, { on: 'revision-unusable', ending })).toMatchObject({ effect: { do: 'end', ending } });
    expect(nextOf(RUNNING, { on: 'revision-failed', failure: failing('lost') })).toMatchObject({
      effect: { do: 'end', ending: { kind: 'aws' } },
    });
  });

  test('was retired between: prepared once more, and no more than that', () => {
    expect(nextOf({ ...RUNNING, revision: 'r:7' }, unanswered(INACTIVE))).toMatchObject({
      state: { pending: { do: 'run', attempt: 3, renewed: true } },
      effect: { do: 'prepare-revision', known: 'r:7', mayBeInactive: true, refusal: INACTIVE },
    });
    const renewed = { pending: { ...RUNNING.pending, renewed: true } };
    expect(nextOf(renewed, unanswered(INACTIVE))).toMatchObject({ effect: { do: 'end', ending: { kind: 'aws' } } });
    const other = failing('lost', { message: 'TaskDefinition is inactive' });
    expect(nextOf(RUNNING, unanswered(other))).toMatchObject({ effect: { do: 'end', ending: { kind: 'aws' } } });
    const spaced = failing('refused', { message: 'The task definition is inactive' });
    expect(nextOf(RUNNING, unanswered(spaced))).toMatchObject({ effect: { do: 'prepare-revision' } });
  });
});

describe('RunTask’s answer', () => {
  const LEFT = {
    ...RUNNING,
    ...WAITING,
    ...TRIED,
    troubleSince: NOON,
    mayHaveLaunched: true,
    placing: { since: NOON, asked: 1 },
    revision: 'r:7',
  };

  test('a task: it is watched as ours, its attempt is spent, and what led to it forgotten', () => {
    expect(nextOf(LEFT, ran([OURS]))).toEqual({
      state: { ...START, revision: 'r:7', leastAttempt: 4 },
      effect: { do: 'watch', task: OURS, whose: 'ours' },
      said: [],
    });
  });

  test('a task that has stopped is described first; then it is reported again, or void', () => {
    expect(nextOf(RUNNING, ran([ENDED]))).toMatchObject({ effect: { do: 'describe-task', task: ENDED } });
    const described = (task: TaskState) => nextOf(RUNNING, { on: 'task-described', task });
    expect(described(ENDED)).toMatchObject({
      state: { leastAttempt: 4 },
      effect: { do: 'watch', whose: 'ours-again' },
      said: ['already-ran'],
    });
    expect(described(VOID)).toMatchObject({ state: { leastAttempt: 4 }, effect: { do: 'survey' } });
    expect(described(OURS)).toMatchObject({ effect: { do: 'watch', whose: 'ours' } });
  });

  test('no place: whoever was waited for before is waited for no more, and the patience with another counts anew', () => {
    expect(nextOf({ ...RUNNING, ...WAITING }, ran([], [CAPACITY])).state).not.toHaveProperty('waiting');
  });

  test('no place: the next attempt, later', () => {
    expect(nextOf({ ...LEFT, placing: undefined as never }, ran([], [CAPACITY]))).toEqual({
      state: { ...START, revision: 'r:7', refused: 3, placing: { since: NOON, asked: 1 } },
      effect: {
        do: 'wait',
        ms: expect.any(Number),
        text: expect.any(String),
        event: expect.objectContaining({ code: 'no-capacity' }),
      },
      refused: 3,
      said: [],
    });
    const placing = { since: NOON - 100_000, asked: 4 };
    const later = nextOf({ ...RUNNING, placing }, ran([], ['something', CAPACITY]));
    expect(later).toMatchObject({ state: { placing: { since: placing.since, asked: 5 } }, effect: { do: 'wait' } });
    const first = nextOf(RUNNING, ran([], [CAPACITY]));
    const msOf = ({ effect }: typeof first) => (effect.do === 'wait' ? effect.ms : 0);
    expect(msOf(first)).toBe(nextPlacementMs(1, 0.5));
    expect(msOf(later)).toBe(nextPlacementMs(5, 0.5));
  });

  test.each<[string, string | undefined, Partial<LaunchContext>, boolean]>([
    ['for another cause', 'something else', {}, false],
    ['for no cause', undefined, {}, false],
    ['for too long', CAPACITY, { startTimeoutMs: 0 }, true],
    ['when the build ends', CAPACITY, { endsAt: NOON }, true],
  ])('no place %s: the end, and the attempt is known as refused', (_, reason, context, capacity) => {
    expect(nextOf(RUNNING, ran([], [reason]), context)).toMatchObject({
      state: { refused: 3 },
      effect: { do: 'end', ending: { kind: 'placement', capacity } },
      refused: 3,
    });
  });

  test('the search for a place is bounded by --start-timeout, the next wait included', () => {
    const placing = { since: NOON - 60_000, asked: 0 };
    const first = nextOf({ ...RUNNING, placing }, ran([], [CAPACITY]));
    const ms = first.effect.do === 'wait' ? first.effect.ms : 0;
    const within = (startTimeoutMs: number) => nextOf({ ...RUNNING, placing }, ran([], [CAPACITY]), { startTimeoutMs });
    expect(within(60_000 + ms).effect.do).toBe('wait');
    expect(within(60_000 + ms - 1).effect.do).toBe('end');
  });

  test('lost, or a token in use: nobody launches again before ours was searched', () => {
    for (const input of [unanswered(failing('lost'), true), unanswered(INACTIVE, true), unanswered(IN_USE)]) {
      expect(nextOf(RUNNING, input)).toMatchObject({ state: RUNNING, effect: { do: 'search-own' } });
    }
  });

  test('a token that names its task: that is described and watched', () => {
    const bound = unanswered({ ...IN_USE, resourceIds: ['arn:bound'] });
    expect(nextOf(RUNNING, bound)).toMatchObject({
      effect: { do: 'describe-bound', taskArn: 'arn:bound' },
      said: ['already-running'],
    });
    // Only of that error they are tasks.
    const other = unanswered(failing('refused', { resourceIds: ['arn:bound'] }));
    expect(nextOf(RUNNING, other)).toMatchObject({ effect: { do: 'end', ending: { kind: 'aws' } } });
    expect(nextOf(RUNNING, { on: 'bound-described', answer: ok(OURS) })).toMatchObject({
      state: { leastAttempt: 4 },
      effect: { do: 'watch', whose: 'ours' },
    });
    expect(nextOf(RUNNING, { on: 'bound-described', answer: not(failing('denied')) })).toMatchObject({
      effect: { do: 'end', ending: { kind: 'launch-unknown', cluster: 'staging' } },
    });
  });

  test('a refusal is AWS’s word: nothing was launched', () => {
    const failure = failing('refused');
    expect(nextOf(RUNNING, unanswered(failure))).toMatchObject({
      effect: { do: 'end', ending: { kind: 'aws', failure } },
    });
    for (const state of [{}, ASKING]) expect(() => nextOf(state, ran([]))).toThrow('launch');
  });
});

describe('the search for ours, after an answer that did not come', () => {
  const searched = (failure: CallFailure, ...tasks: TaskState[]): LaunchInput => ({
    on: 'own-searched',
    answer: ok(tasks),
    failure,
  });
  const third = { ...OURS, ...marked('ours', 3) };

  test('finds the task of this very attempt', () => {
    expect(nextOf(RUNNING, searched(failing('lost'), RIVAL, OURS, third))).toMatchObject({
      state: { leastAttempt: 4 },
      effect: { do: 'watch', task: third, whose: 'ours' },
    });
  });

  test.each<[string, LaunchInput]>([
    ['finds nothing', searched(failing('lost'))],
    ['finds an earlier attempt', searched(failing('lost'), OURS)],
    ['finds somebody else’s third attempt', searched(failing('lost'), { ...RIVAL, ...marked('theirs', 3) })],
    ['finds a task without marks', searched(failing('lost'), aTask())],
    ['fails', { on: 'own-searched', answer: not(failing('denied')), failure: failing('lost') }],
  ])('%s: nobody knows whether it was launched', (_, input) => {
    expect(nextOf(RUNNING, input)).toMatchObject({
      effect: { do: 'end', ending: { kind: 'launch-unknown', failure: { kind: 'lost' }, cluster: 'staging' } },
    });
  });

  test('a token in use is tried again under the same attempt', () => {
    expect(nextOf(RUNNING, searched(IN_USE))).toEqual({
      state: { ...START, mayHaveLaunched: true, inUse: { attempt: 3, since: NOON, tries: 1 } },
      effect: {
        do: 'wait',
        ms: expect.any(Number),
        text: expect.any(String),
        event: expect.objectContaining({ code: 'retrying' }),
      },
      said: [],
    });
    const again = nextOf({ ...RUNNING, ...TRIED }, searched(IN_USE));
    expect(again).toMatchObject({ state: { inUse: { attempt: 3, since: TRIED.inUse.since, tries: 3 } } });
    const first = nextOf(RUNNING, searched(IN_USE));
    const msOf = ({ effect }: typeof first) => (effect.do === 'wait' ? effect.ms : 0);
    expect(msOf(first)).toBe(nextInUseTryMs(1, 0, 0.5));
    expect(msOf(again)).toBe(nextInUseTryMs(3, 10_000, 0.5));
  });

  test.each<[string, number, Partial<LaunchContext>]>([
    ['for too long', 45_000, {}],
    ['and the run was interrupted', 0, { signal: 'SIGINT' }],
  ])('a token in use %s: nobody knows', (_, forMs, context) => {
    const state = { ...RUNNING, inUse: { attempt: 3, since: NOON - forMs, tries: 9 } };
    expect(nextOf(state, searched(IN_USE), context)).toMatchObject({
      effect: { do: 'end', ending: { kind: 'launch-unknown' } },
    });
  });
});

describe('a call that fails in a turn', () => {
  const searching = (state: Partial<LaunchState>, failure: CallFailure, context: Partial<LaunchContext> = {}) =>
    nextOf(
      { ...RUNNING, ...state },
      { on: 'own-searched', answer: ok([]), failure },
      { troubleMs: 60_000, ...context },
    );

  test('is asked again in the next, and a launch that may be is not forgotten', () => {
    expect(searching({}, failing('lost'))).toEqual({
      state: { ...START, mayHaveLaunched: true, troubleSince: NOON },
      effect: { do: 'wait', ms: 0, text: expect.any(String) },
      said: [],
    });
    expect(searching({ troubleSince: NOON - 59_999 }, failing('throttled'))).toMatchObject({
      state: { troubleSince: NOON - 59_999 },
      effect: { do: 'wait' },
    });
    const signal = 'turn';
    expect(searching({ inUse: { attempt: 3, since: NOON - 1_000, tries: 1 } }, IN_USE, { signal })).toEqual({
      state: { ...START, mayHaveLaunched: true, troubleSince: NOON },
      effect: { do: 'wait', ms: 0, text: expect.any(String) },
      said: [],
    });
  });

  test('a token that is in use for longer than a RunTask may take is given up', () => {
    const old = { inUse: { attempt: 3, since: NOON - 45_000, tries: 9 } };
    expect(searching(old, IN_USE)).toMatchObject({ effect: { do: 'end', ending: { kind: 'launch-unknown' } } });
  });

  test.each<[string, Partial<LaunchState>, CallFailure, Partial<LaunchContext>]>([
    ['for too long', { troubleSince: NOON - 60_000 }, failing('lost'), {}],
    ['for good', {}, failing('denied'), {}],
    ['when the build ends', {}, failing('lost'), { endsAt: NOON }],
  ])('ends the launch %s', (_, state, failure, context) => {
    expect(searching(state, failure, context)).toMatchObject({
      effect: { do: 'end', ending: { kind: 'launch-unknown' } },
    });
    const unlaunched = nextOf(state, { on: 'surveyed', answer: not(failure) }, { troubleMs: 60_000, ...context });
    expect(unlaunched).toMatchObject({ effect: { do: 'end', ending: { kind: 'aws', failure } } });
  });
});
