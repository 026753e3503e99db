import { describe, expect, test } from 'vitest';
import { newLeaving, type Signal, signalHandler, tidyUp, trackCall, waitForAnswers } from '../../src/cli/leaving.ts';

/** What signals at these times (ms) lead to. */
function play(...signals: [at: number, signal: Signal][]): string[] {
  const done: string[] = [];
  let now = 0;
  const answer = signalHandler(() => now, {
    begin: (signal) => done.push(`begin ${signal}`),
    leave: (code) => done.push(`leave ${code}`),
    leaveNow: (code) => done.push(`now ${code}`),
  });
  for (const [at, signal] of signals) {
    now = at;
    answer(signal);
  }
  return done;
}

describe('signals', () => {
  test('the same one within a second is one', () => {
    expect(play([0, 'SIGINT'], [1, 'SIGINT'], [999, 'SIGINT'])).toEqual(['begin SIGINT']);
    expect(play([0, 'SIGINT'], [1_000, 'SIGINT'])).toEqual(['begin SIGINT', 'leave 130']);
    // A key that is held down is not one signal for ever.
    expect(play([0, 'SIGINT'], [600, 'SIGINT'], [1_200, 'SIGINT'])).toEqual(['begin SIGINT', 'leave 130']);
    expect(play([0, 'SIGTERM'], [2_000, 'SIGTERM'], [2_001, 'SIGTERM'])).toEqual(['begin SIGTERM', 'leave 143']);
  });

  test('another one within a second is no second one: pnpm passes Ctrl-C on as SIGTERM', () => {
    expect(play([0, 'SIGINT'], [1, 'SIGTERM'])).toEqual(['begin SIGINT']);
    expect(play([0, 'SIGINT'], [1_000, 'SIGTERM'])).toEqual(['begin SIGINT', 'leave 143']);
  });

  test('a third one waits for nothing', () => {
    expect(play([0, 'SIGINT'], [1_000, 'SIGINT'], [2_000, 'SIGINT'])).toEqual(['begin SIGINT', 'leave 130', 'now 130']);
  });

  test('SIGHUP counts as SIGTERM', () => {
    expect(play([0, 'SIGHUP'], [1, 'SIGTERM'])).toEqual(['begin SIGHUP']);
    expect(play([0, 'SIGINT'], [1_005, 'SIGHUP'])).toEqual(['begin SIGINT', 'leave 143']);
  });
});

describe('before it leaves', () => {
  /** Sleeps end when the test says so. */
  function sleeper() {
    const asleep: { ms: number; wake: () => void }[] = [];
    const sleep = (ms: number) => new Promise<void>((wake) => asleep.push({ ms, wake }));
    const wake = (ms: number) => {
      for (const one of asleep.filter((each) => each.ms === ms)) one.wake();
    };
    return { sleep, wake };
  }
  function deferred() {
    let settle = { resolve: (_: { ok: boolean }) => {}, reject: (_: Error) => {} };
    const promise = new Promise<{ ok: boolean }>((resolve, reject) => {
      settle = { resolve, reject };
    });
    return { promise, ...settle };
  }
  const turns = () => new Promise((resolve) => setImmediate(resolve));

  test('a call under way is waited for, and the one that follows from it', async () => {
    const leaving = newLeaving();
    const { sleep, wake } = sleeper();
    const launch = deferred();
    const stop = deferred();
    trackCall(leaving, 'run', launch.promise);
    let left = false;
    void waitForAnswers(leaving, sleep).then(() => {
      left = true;
    });
    await turns();
    expect(left).toBe(false);
    launch.reject(new Error('lost'));
    trackCall(leaving, 'stop', stop.promise);
    await turns();
    wake(50);
    await turns();
    expect(left).toBe(false);
    expect(leaving.toldToStop).toBe(false);
    stop.resolve({ ok: true });
    await turns();
    wake(50);
    await turns();
    expect(left).toBe(true);
    expect(leaving.toldToStop).toBe(true);
  });

  test('but not for long', async () => {
    const leaving = newLeaving();
    const { sleep, wake } = sleeper();
    trackCall(leaving, 'run', new Promise(() => {}));
    const left = waitForAnswers(leaving, sleep);
    await turns();
    wake(2_000);
    await left;
  });

  test('what fails to be tidied keeps nothing else from being tidied', () => {
    const leaving = newLeaving();
    const done: string[] = [];
    leaving.tidy.add(() => {
      throw new Error('gone');
    });
    leaving.tidy.add(() => done.push('removed'));
    tidyUp(leaving);
    expect(done).toEqual(['removed']);
  });
});
