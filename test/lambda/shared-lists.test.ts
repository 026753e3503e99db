import { expect, test } from 'vitest';
import type { TaskState } from '../../src/core/ecs/task.ts';
import type { LockScope, Tasks } from '../../src/core/ports.ts';
import { openStore } from '../../src/lambda/fleet/fleet-store.ts';
import { shareLists } from '../../src/lambda/fleet/shared-lists.ts';
import type { ListTasks } from '../../src/migrate/share/share-surveys.ts';
import { type BucketTrouble, memoryBuckets } from '../support/memory-bucket.ts';
import { VirtualClock } from '../support/virtual-aws/clock.ts';

const BEGINNING = Date.parse('2026-11-27T09:00:00.000Z');
const EXECUTION = { fleet: 'deploy-1', bucket: 'fleets', prefix: 'fleet/run-0/', settings: {} };
const ARN = 'arn:aws:ecs:eu-west-1:111122223333:task/sim/';
const SCOPE: LockScope = { cluster: 'sim', startedBy: 'ecs-migrate/app/t1', family: 'app', sharedLock: false };
const NEVER = new AbortController().signal;

/** A world of functions that share one bucket and one ECS. Its tasks are set by hand. */
function aWorld() {
  const clock = new VirtualClock(BEGINNING);
  const sleep = (ms: number) => new Promise<void>((resolve) => clock.at(clock.now + ms, resolve));
  const objects = new Map<string, string>();
  const running: string[] = [];
  const stopped: string[] = [];
  const world = {
    clock,
    objects,
    running,
    stopped,
    /** ListTasks calls, by desired status. */
    listed: { RUNNING: 0, STOPPED: 0 },
    trouble: (_what: 'read' | 'write', _place: string): BucketTrouble | undefined => undefined,
    /** One more function. */
    aFunction(aheadMs = 0) {
      let isAlive = true;
      const lives = async () => void (isAlive ? undefined : await new Promise(() => undefined));
      const said: string[] = [];
      const own: LockScope[] = [];
      const passes = async () => {
        await sleep(20);
        await lives();
      };
      const open = memoryBuckets(objects, { passes, now: () => clock.now, trouble: (...of) => world.trouble(...of) });
      const edge = {
        env: {},
        random: { next: () => 0.5, uuid: () => `function ${++names}` },
        clock: { now: () => clock.now + aheadMs, sleep: (ms: number) => sleep(ms) },
        print: (text: string) => void said.push(text),
      };
      const tasks = {
        async list(_: string, filter: { desiredStatus: 'RUNNING' | 'STOPPED' }, page?: string) {
          world.listed[filter.desiredStatus] += 1;
          const at = Number(page ?? 0);
          const all = filter.desiredStatus === 'RUNNING' ? running : stopped;
          const taskArns = all.slice(at, at + 100).map((name) => `${ARN}${name}`);
          await passes();
          return { ok: true, value: { taskArns, ...(at + 100 < all.length ? { next: String(at + 100) } : {}) } };
        },
        async describe(_: string, arns: string[]) {
          await passes();
          const tasksOf = arns.map((taskArn): Partial<TaskState> => {
            const target = taskArn.slice(ARN.length).split('-')[0];
            return { taskArn, startedBy: `ecs-migrate/app/${target}`, group: 'family:app' };
          });
          return { ok: true, value: { tasks: tasksOf, missing: [] } };
        },
      } as unknown as Tasks;
      const ownLists: ListTasks = async (of) => {
        own.push(of);
        return { ok: true, value: { beganAt: clock.now + aheadMs, concerned: [] } };
      };
      const lists = shareLists(openStore(open('fleets'), EXECUTION, edge), edge);
      const list = lists.open('here', tasks, ownLists);
      return {
        said,
        own,
        die: () => {
          isAlive = false;
        },
        settled: lists.settled,
        /** What it learns of the lock, from lists that were begun `ageMs` ago at most. */
        async list(ageMs: number, of: Partial<LockScope> = {}, patienceMs = 0) {
          const notBefore = clock.now + aheadMs - ageMs;
          const listed = await list({ ...SCOPE, ...of }, { notBefore, patienceMs, hurry: NEVER });
          if (!listed.ok) throw new Error(listed.failure.message);
          expect(listed.value.beganAt).toBeGreaterThanOrEqual(notBefore);
          return listed.value.concerned.map((arn) => arn.slice(ARN.length));
        },
      };
    },
    async run<T>(work: Promise<T>): Promise<T> {
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      work.then(over, over);
      for (let idle = 0; !isOver; ) {
        await new Promise(setImmediate);
        if (isOver) break;
        idle = clock.advance() ? 0 : idle + 1;
        if (idle > 1_000) throw new Error('nothing happens any more');
      }
      return work;
    },
    pass: (ms: number) => world.run(sleep(ms)),
  };
  let names = 0;
  return world;
}

test('twenty functions that need the lists at the same moment read them once', async () => {
  const world = aWorld();
  world.running.push('t1-a', 't2-a');
  const functions = Array.from({ length: 20 }, () => world.aFunction());
  const found = await world.run(Promise.all(functions.map((one) => one.list(4_000))));
  expect(found).toEqual(functions.map(() => ['t1-a']));
  expect(world.listed).toEqual({ RUNNING: 1, STOPPED: 1 });
});

test('a task that was launched since is in lists that must be younger', async () => {
  const world = aWorld();
  const [a, b] = [world.aFunction(), world.aFunction()];
  expect(await world.run(a.list(4_000))).toEqual([]);
  world.running.push('t1-a');
  expect(await world.run(b.list(4_000))).toEqual([]);
  expect(await world.run(b.list(0))).toEqual(['t1-a']);
  await world.run(a.settled());
  await world.pass(5_000);
  expect(await world.run(a.list(4_000))).toEqual(['t1-a']);
});

test('the lists that a function reads while another one does are those that count; the slower one does not replace newer ones', async () => {
  const world = aWorld();
  const [slow, quick] = [world.aFunction(), world.aFunction()];
  const late = slow.list(0);
  await world.pass(90);
  // As if its lease were lost: the other one reads as well.
  world.objects.delete([...world.objects.keys()].find((key) => key.includes('lease')) ?? '');
  world.running.push('t1-a');
  expect(await world.run(quick.list(0))).toEqual(['t1-a']);
  await world.run(late);
  expect(await world.run(world.aFunction().list(10_000))).toEqual(['t1-a']);
});

test('the lease of a function that has died is taken over', async () => {
  const world = aWorld();
  const [dying, next] = [world.aFunction(), world.aFunction()];
  void dying.list(0);
  await world.pass(150);
  dying.die();
  world.running.push('t1-a');
  const from = world.clock.now;
  expect(await world.run(next.list(4_000))).toEqual(['t1-a']);
  expect(world.clock.now - from).toBeLessThan(25_000);
});

test.each(['lost', 'denied'] as const)(
  'if writing the lists is %s, each function still knows what is true',
  async (trouble) => {
    const world = aWorld();
    world.trouble = (what, place) => (what === 'write' && place.includes('surveys') ? trouble : undefined);
    world.running.push('t1-a');
    const one = world.aFunction();
    const found = await world.run(one.list(0));
    // It reads its own lists, or those that it has written without knowing it.
    expect(one.own.length === 1 || found.includes('t1-a')).toBe(true);
    expect(trouble === 'denied' ? one.said : ['-']).toHaveLength(1);
  },
);

test.each(['', 'not JSON', '{"version":0}', '[]'])('a ledger that is not valid (%s) is replaced', async (text) => {
  const world = aWorld();
  world.running.push('t1-a');
  await world.run(world.aFunction().list(0));
  const key = [...world.objects.keys()].find((place) => !place.includes('lease')) ?? '';
  world.objects.set(key, text);
  expect(await world.run(world.aFunction().list(4_000))).toEqual(['t1-a']);
});

test('a ledger of long ago, or from the future, is not relied on: what stopped in the meantime is found', async () => {
  for (const shiftMs of [-90 * 24 * 3_600_000, -60_000, 60_000]) {
    const world = aWorld();
    world.running.push('t2-a');
    await world.run(world.aFunction().list(0));
    const key = [...world.objects.keys()].find((place) => !place.includes('lease')) ?? '';
    const ledger = JSON.parse(world.objects.get(key) ?? '');
    world.objects.set(key, JSON.stringify({ ...ledger, beganAt: ledger.beganAt + shiftMs }));
    // It came and went, and is one of very many.
    world.stopped.push(...Array.from({ length: 900 }, (_, n) => `t9-${n}`), 't1-a');
    expect([shiftMs, await world.run(world.aFunction().list(4_000))]).toEqual([shiftMs, ['t1-a']]);
  }
});

test('a task that is told to stop between two readings stays known, although the list of stopped tasks is long', async () => {
  const world = aWorld();
  world.stopped.push(...Array.from({ length: 2_000 }, (_, n) => `t9-${n}`));
  world.running.push('t1-a');
  const one = world.aFunction();
  await world.run(one.list(0));
  const whole = world.listed.STOPPED;
  world.running.pop();
  world.stopped.push('t1-a');
  for (let n = 0; n < 20; n += 1) {
    await world.pass(3_000);
    expect([n, await world.run(one.list(2_000))]).toEqual([n, ['t1-a']]);
    await world.run(one.settled());
  }
  // Not the whole list each time.
  expect(world.listed.STOPPED).toBeLessThan(whole + 20 * 8);
});

test('a task that came and went between two readings is found by the time that the list of stopped tasks has been read on', async () => {
  const world = aWorld();
  world.stopped.push(...Array.from({ length: 1_000 }, (_, n) => `t9-${n}`));
  const one = world.aFunction();
  await world.run(one.list(0));
  world.stopped.push('t1-a');
  let found: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    await world.pass(3_000);
    found = await world.run(one.list(2_000));
    await world.run(one.settled());
  }
  expect(found).toEqual(['t1-a']);
});

test('clocks that differ by minutes: nobody takes old lists for new ones', async () => {
  for (const [writerMs, readerMs] of [
    [120_000, 0],
    [-120_000, 0],
    [0, 120_000],
    [0, -120_000],
    [90_000, -90_000],
  ] as const) {
    const world = aWorld();
    const [writer, reader] = [world.aFunction(writerMs), world.aFunction(readerMs)];
    await world.run(writer.list(0));
    await world.run(writer.settled());
    await world.pass(6_000);
    world.running.push('t1-a');
    await world.pass(2_500);
    expect([writerMs, readerMs, await world.run(reader.list(1_000))]).toEqual([writerMs, readerMs, ['t1-a']]);
    expect(await world.run(writer.list(2_000))).toEqual(['t1-a']);
  }
});
