import { describe, expect, test } from 'vitest';
import type { GuardFacts } from '../../../src/core/guard.ts';
import { reasonOfOwnStop } from '../../../src/core/own-stop.ts';
import { fromProgress, toProgress } from '../../../src/core/progress.ts';
import { beginWatch, watch } from '../../../src/core/run/watch.ts';
import type { WatchInput } from '../../../src/core/run/watch-types.ts';
import type { TaskState } from '../../../src/core/task.ts';
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
      if (effect?.do === 'stop') answers.unshift({ on: 'stop-answered', why: effect.why, failure: undefined });
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
