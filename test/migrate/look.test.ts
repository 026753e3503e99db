import { describe, expect, test } from 'vitest';
import { reasonOfOwnStop } from '../../src/core/own-stop.ts';
import type { Tasks } from '../../src/core/ports.ts';
import type { Watching } from '../../src/core/progress.ts';
import type { TaskState } from '../../src/core/task.ts';
import { look } from '../../src/migrate/look.ts';
import { aContainer, aRef, aStoppedTask, aTask, NOON } from '../support/a-task.ts';
import { aWorld, onlyWith } from '../support/a-world.ts';

const LIMITS = { timeoutMs: undefined, startTimeoutMs: 600_000, onTimeout: 'stop', onInterrupt: 'detach' } as const;
const { taskArn, taskDefinitionArn, container } = aRef();
const FRESH: Watching = {
  at: 'watch',
  taskArn,
  taskDefinitionArn,
  container,
  launchedAt: NOON,
  whose: 'ours',
  seen: {},
};

/** Looks again and again, as ECS shows the task; what one look knows reaches the next as a text. Times in s. */
async function looks(
  sights: [at: number, task: TaskState | undefined][],
  lost: (task: TaskState) => boolean = () => false,
) {
  let known = FRESH;
  const stops: string[] = [];
  for (const [at, task] of sights) {
    const world = aWorld({
      clock: { now: () => NOON + at * 1_000, sleep: async () => {} },
      tasks: onlyWith<Tasks>('tasks', {
        describe: async () => ({ ok: true, value: { tasks: task ? [task] : [], missing: task ? [] : [taskArn] } }),
        stop: async (_, __, reason) => {
          stops.push(reason);
          return { ok: true, value: undefined };
        },
      }),
    });
    const looked = await look(aRef(), LIMITS, known, async (one) => lost(one), world);
    if (looked.ending !== undefined) return { at, ending: looked.ending, stops };
    known = JSON.parse(JSON.stringify(looked.known));
  }
  return { known, stops };
}

const silent = aStoppedTask({ containers: [aContainer({ lastStatus: 'STOPPED' })] });

describe('looks that share nothing but a text', () => {
  test('take a task for forgotten a minute after ECS has begun to answer MISSING', async () => {
    const sights: [number, undefined][] = [1, 31, 55, 75].map((at) => [at, undefined]);
    expect(await looks(sights)).toMatchObject({ at: 75, ending: { verdict: { kind: 'forgotten' } } });
  });

  test('give late facts their time, and no more', async () => {
    const found = await looks([
      [40, silent],
      [42, silent],
      [70, silent],
    ]);
    expect(found).toMatchObject({ at: 70, ending: { verdict: { kind: 'no-exit-code' } } });
    const late = await looks([
      [40, silent],
      [42, aStoppedTask()],
    ]);
    expect(late).toMatchObject({ at: 42, ending: { verdict: { kind: 'succeeded' } } });
  });

  test('remember that we asked for the stop, and why: 0 is not earned then', async () => {
    const stopped = aStoppedTask({ stopCode: 'UserInitiated' });
    const { startedAt: _, ...waiting } = aTask({
      lastStatus: 'PENDING',
      containers: [aContainer({ lastStatus: 'PENDING' })],
    });
    const { startedAt: __, ...never } = { ...stopped, containers: [aContainer({ lastStatus: 'STOPPED' })] };
    const found = await looks([
      [601, waiting],
      [631, never],
    ]);
    expect(found).toMatchObject({
      ending: { kind: 'not-started-in-time' },
      stops: [reasonOfOwnStop('start-timeout')],
    });
    expect(await looks([[40, stopped]])).toMatchObject({ ending: { verdict: { kind: 'stopped', exitCode: 0 } } });
  });

  test('leave a container at its work while ECS calls the task PENDING', async () => {
    const app = aContainer({ name: 'app', lastStatus: 'PENDING' });
    const { startedAt: _, ...working } = aTask({ lastStatus: 'PENDING', containers: [aContainer(), app] });
    expect(await looks([[601, working]])).toMatchObject({ stops: [] });
  });

  test('ask who else ran where the task has started and ended between two of them', async () => {
    const asked: string[] = [];
    const found = await looks([[40, aStoppedTask()]], ({ lastStatus }) => {
      asked.push(lastStatus);
      return false;
    });
    expect(found).toMatchObject({ ending: { verdict: { kind: 'succeeded' } } });
    expect(asked).toEqual(['STOPPED']);
  });

  test('stop ours where another was there first, and say that it gave way', async () => {
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
    const found = await looks(
      [
        [2, waiting],
        [30, never],
      ],
      () => true,
    );
    expect(found).toMatchObject({ ending: { kind: 'gave-way' }, stops: [reason] });
  });
});
