import { describe, expect, test } from 'vitest';
import type { CallFailure, FailureKind } from '../../../src/core/base/failure.ts';
import type { OutcomeName } from '../../../src/core/base/outcome.ts';
import type { ServiceDeployment, WaitingHook } from '../../../src/core/ecs/service-deployment.ts';
import { type ActInput, type ActState, actStep, fateOfHook } from '../../../src/core/hook/act.ts';
import { chooseHook } from '../../../src/core/hook/find-hook.ts';
import { forbidsLaunch } from '../../../src/core/hook/may-launch.ts';
import { readStage } from '../../../src/core/hook/stage-actions.ts';
import { wantedAction } from '../../../src/core/hook/wanted-action.ts';
import { type OwnStop, reasonOfOwnStop } from '../../../src/core/verdict/own-stop.ts';

const NOON = 1_795_262_400_000;
const MINUTE_MS = 60_000;
const PLACE = { cluster: 'staging', service: 'web', stage: 'PRE_SCALE_UP' };
const HOOK: WaitingHook = {
  ...PLACE,
  deployment: 'arn:d1',
  hookId: 'h1',
  timeoutAction: 'ROLLBACK',
  expiresAt: NOON + 60 * MINUTE_MS,
};
const waiting = (over: Partial<ServiceDeployment> = {}): ServiceDeployment => ({
  arn: 'arn:d1',
  status: 'IN_PROGRESS',
  stage: 'PRE_SCALE_UP',
  hooks: [{ id: 'h1', type: 'PAUSE', status: 'AWAITING_ACTION', expiresAt: NOON + 60 * MINUTE_MS }],
  pauses: [{ stages: ['PRE_SCALE_UP'], timeoutMs: 60 * MINUTE_MS }],
  ...over,
});
const failure = (kind: FailureKind, operation: string): CallFailure => ({ kind, operation, name: 'E', message: 'm' });
const shown: ActInput = { on: 'looked', answer: { ok: true, value: waiting() } };

/** Plays the rule: what ends it, after how long, and how often the action was sent. */
function play(answers: { look?: ActInput; act: ActInput }, more: { interrupted?: boolean } = {}) {
  let state: ActState = { hook: HOOK, wanted: { action: 'CONTINUE' } };
  let input: ActInput = { on: 'due' };
  let now = NOON;
  for (let sent = 0, steps = 0; steps < 10_000; steps += 1) {
    const context = { now, random: 0.5, expiresAt: HOOK.expiresAt, interrupted: more.interrupted ?? false };
    const step = actStep(state, input, context);
    ({ state } = step);
    const { effect } = step;
    if (effect.do === 'end') return { fate: effect.fate, sent, afterMs: now - NOON };
    if (effect.do === 'wait') {
      now += effect.ms;
      input = { on: 'due' };
    } else if (effect.do === 'look') input = answers.look ?? shown;
    else {
      sent += 1;
      input = answers.act;
    }
  }
  throw new Error('no end');
}

describe('the action', () => {
  const ACT = 'ecs:ContinueServiceDeployment';
  const acted = (kind: FailureKind): ActInput => ({ on: 'acted', answer: { ok: false, failure: failure(kind, ACT) } });

  test('follows a look, is sent once, and ends it', () => {
    const done = play({ act: { on: 'acted', answer: { ok: true, value: undefined } } });
    expect(done).toEqual({ fate: { did: 'continued', by: 'us' }, sent: 1, afterMs: 0 });
  });

  test.each<[FailureKind, number, number]>([
    ['denied', 60_000, 75_000],
    ['refused', 10_000, 20_000],
    ['throttled', 55 * MINUTE_MS, 56 * MINUTE_MS],
    ['expired', 15 * MINUTE_MS, 16 * MINUTE_MS],
  ])('%s for ever: it is left, after a while and not before', (kind, least, most) => {
    const { fate, afterMs } = play({ act: acted(kind) });
    expect(fate).toMatchObject({ did: 'left', why: 'not-accepted' });
    expect(afterMs).toBeGreaterThanOrEqual(least);
    expect(afterMs).toBeLessThanOrEqual(most);
  });

  test('an interrupted run tries once, and waits for nothing', () => {
    expect(play({ act: acted('throttled') }, { interrupted: true })).toMatchObject({
      fate: { did: 'left', why: 'interrupted' },
      sent: 1,
      afterMs: 0,
    });
  });

  test('the deployment cannot be read: nothing is sent', () => {
    const look: ActInput = {
      on: 'looked',
      answer: { ok: false, failure: failure('denied', 'ecs:DescribeServiceDeployments') },
    };
    expect(play({ look, act: acted('lost') })).toMatchObject({ fate: { did: 'unread' }, sent: 0 });
  });
});

describe('what became of the hook', () => {
  const withHook = (status: string, over: Partial<ServiceDeployment> = {}) =>
    waiting({ hooks: [{ id: 'h1', type: 'PAUSE', status }], ...over });

  test.each<[string, ServiceDeployment | undefined, object | undefined]>([
    ['it waits', waiting(), undefined],
    ['its deployment was superseded', waiting({ status: 'STOPPED' }), { did: 'ended', status: 'STOPPED' }],
    ['it was continued', withHook('SUCCEEDED'), { did: 'continued', by: 'others' }],
    ['it was rolled back', withHook('FAILED'), { did: 'rolled-back', by: 'others' }],
    ['it expired', withHook('TIMED_OUT'), { did: 'timed-out' }],
    ['ECS does not show it any more', waiting({ hooks: [] }), { did: 'continued', by: 'others' }],
    [
      'another one waits',
      waiting({ hooks: [{ id: 'h2', type: 'PAUSE', status: 'AWAITING_ACTION' }] }),
      { did: 'continued', by: 'others' },
    ],
    ['the deployment is unknown', undefined, { did: 'ended', status: 'MISSING' }],
  ])('%s', (_, deployment, fate) => {
    const found = fateOfHook(HOOK, deployment, undefined);
    if (fate === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(fate);
  });
});

describe('the launch', () => {
  const agreed = { least: 0, most: 0 };
  const look = (now: number, over: object = {}) => ({
    deployment: waiting(),
    now,
    lead: agreed,
    rerun: false,
    ...over,
  });
  const found = chooseHook([waiting({ createdAt: NOON - 10 * MINUTE_MS })], PLACE);
  const hook = found.ok ? found.value : HOOK;

  test.each<[string, Parameters<typeof forbidsLaunch>[1], string | undefined]>([
    ['just after it began to wait', look(NOON), undefined],
    ['with 4 minutes left', look(NOON + 56 * MINUTE_MS, { rerun: true }), undefined],
    ['with 2 minutes left', look(NOON + 58 * MINUTE_MS), 'hook-expires'],
    ['with exactly 3 minutes left', look(NOON + 57 * MINUTE_MS, { rerun: true }), undefined],
    [
      'with 2 minutes left by the clock of AWS',
      look(NOON, { lead: { least: -58 * MINUTE_MS, most: -58 * MINUTE_MS } }),
      'hook-expires',
    ],
    ['after 56 minutes', look(NOON + 56 * MINUTE_MS), 'hook-waits-long'],
    ['after exactly 55 minutes', look(NOON + 55 * MINUTE_MS), undefined],
    ['after a minute', look(NOON + MINUTE_MS), undefined],
    ['after 56 minutes with --rerun', look(NOON + 56 * MINUTE_MS, { rerun: true }), undefined],
    ['of a deployment that was stopped', look(NOON, { deployment: waiting({ status: 'STOPPED' }) }), 'hook-over'],
  ])('%s', (_, at, ending) => {
    expect(forbidsLaunch(hook, at)?.kind).toBe(ending);
  });
});

describe('what a migration’s end means', () => {
  const stop = {
    stopCode: undefined,
    stoppedReason: undefined,
    containerReason: undefined,
    othersRan: [],
    otherReasons: {},
  };
  const LOST = { kind: 'lost', operation: 'ecs:DescribeTasks', name: 'TimeoutError', message: '' } as const;
  function stoppedBy(why: OwnStop): Parameters<typeof wantedAction>[0] {
    const ours = { ...stop, stopCode: 'UserInitiated', stoppedReason: reasonOfOwnStop(why) };
    return { kind: 'verdict', verdict: { kind: 'failed', exitCode: 143, stop: ours } };
  }
  /** With `--retries`: the first attempt has failed, and the next one was not launched. */
  function notTriedAgain(outcome: OutcomeName): Parameters<typeof wantedAction>[0] {
    const verdict = { kind: 'failed', exitCode: 1, stop } as const;
    return { kind: 'not-tried-again', attempts: 1, verdict, why: { outcome, exitCode: 1, cause: '', next: '' } };
  }
  test.each<[string, Parameters<typeof wantedAction>[0], object]>([
    ['an earned zero', { kind: 'verdict', verdict: { kind: 'succeeded' } }, { action: 'CONTINUE' }],
    ['a failure', { kind: 'verdict', verdict: { kind: 'failed', exitCode: 1, stop } }, { action: 'ROLLBACK' }],
    ['forgotten', { kind: 'verdict', verdict: { kind: 'forgotten', forMs: 1 } }, { leave: 'end-unknown' }],
    ['busy', { kind: 'busy', rival: 'x', waitedMs: 1 }, { leave: 'not-run' }],
    ['lost sight of it', { kind: 'lost-sight', failure: LOST, forMs: 1 }, { leave: 'end-unknown' }],
    ['a launch without an answer', { kind: 'launch-unknown', failure: LOST, cluster: 'c' }, { leave: 'end-unknown' }],
    ['detached', { kind: 'detached' }, { leave: 'end-unknown' }],
    ['a bug after the launch', { kind: 'bug', error: 'x', launched: true }, { leave: 'end-unknown' }],
    ['a bug before the launch', { kind: 'bug', error: 'x', launched: false }, { leave: 'not-run' }],
    ['stopped by an interrupt of an earlier run', stoppedBy('interrupt'), { leave: 'interrupted' }],
    ['stopped by ecs-migrate stop', stoppedBy('asked'), { leave: 'interrupted' }],
    ['stopped by a time-out of an earlier run', stoppedBy('timeout'), { action: 'ROLLBACK' }],
    ['failed, and another attempt is not allowed', notTriedAgain('try-later'), { action: 'ROLLBACK' }],
    ['failed, and another attempt is denied', notTriedAgain('denied'), { action: 'ROLLBACK' }],
    ['failed, and interrupted before another attempt', notTriedAgain('interrupted'), { leave: 'interrupted' }],
    ['failed, and another attempt may have been launched', notTriedAgain('unknown'), { leave: 'end-unknown' }],
    [
      'interrupted',
      { kind: 'interrupted', signal: 'SIGINT', stopped: true, launched: true, verdict: undefined },
      { leave: 'interrupted' },
    ],
    [
      'a time-out that stopped it',
      { kind: 'timed-out', afterMs: 1, ofBuild: false, stopped: true, verdict: undefined },
      { action: 'ROLLBACK' },
    ],
    [
      'a time-out that left it',
      { kind: 'timed-out', afterMs: 1, ofBuild: true, stopped: false, verdict: undefined },
      { leave: 'end-unknown' },
    ],
  ])('%s', (_, ending, wanted) => {
    expect(wantedAction(ending, 'rollback')).toEqual(wanted);
    expect(wantedAction(ending, 'leave')).toEqual(
      'action' in wanted && wanted.action === 'ROLLBACK' ? { leave: 'asked' } : wanted,
    );
  });
});

test('a stage: since when, and whether its deploy actions have ended, by their latest tries', () => {
  const one = (action: string, category: string, status: string, startedAt: number, stage = 'Production') => ({
    execution: 'e',
    stage,
    action,
    category,
    status,
    startedAt,
  });
  const actions = [
    one('Deploy', 'Deploy', 'InProgress', 50),
    one('Migrate', 'Build', 'InProgress', 48),
    one('Deploy', 'Deploy', 'Failed', 9),
  ];
  expect(readStage(actions, 'Production')).toEqual({ beganAt: 48, deployed: false });
  expect(readStage([one('Deploy', 'Deploy', 'Failed', 50), ...actions], 'Production').deployed).toBe(true);
  expect(readStage(actions, 'Staging')).toEqual({ deployed: false });
});
