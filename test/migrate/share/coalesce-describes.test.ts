import { expect, test } from 'vitest';
import type { Tasks } from '../../../src/core/ports.ts';
import { coalesceDescribes } from '../../../src/migrate/share/coalesce-describes.ts';
import { systemClock } from '../../../src/system.ts';
import { aTask } from '../../support/a-task.ts';
import { failure } from '../../support/virtual-aws/failures.ts';

/** A port that answers when it is told to. `b…` is missing. */
function slowTasks() {
  const calls: string[][] = [];
  const answers: (() => void)[] = [];
  let fails = false;
  const tasks = {
    describe: (_: string, arns: string[]) => {
      calls.push(arns);
      return new Promise((resolve) =>
        answers.push(() =>
          resolve(
            fails
              ? { ok: false, failure: failure('throttled', 'DescribeTasks') }
              : {
                  ok: true,
                  value: {
                    tasks: arns.filter((arn) => !arn.startsWith('b')).map((taskArn) => aTask({ taskArn })),
                    missing: arns.filter((arn) => arn.startsWith('b')),
                    lead: { least: 1, most: 2 },
                  },
                },
          ),
        ),
      );
    },
  } as unknown as Tasks;
  return {
    tasks,
    calls,
    answer: () => answers.shift()?.(),
    fail() {
      fails = true;
    },
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('looks of the same moment, and those asked for during a call, travel together', async () => {
  const aws = slowTasks();
  const { describe } = coalesceDescribes(aws.tasks, systemClock);
  const first = [describe('c', ['a1']), describe('c', ['a2'])];
  await settle();
  const later = [describe('c', ['a3']), describe('c', ['b4', 'a3']), describe('other', ['a5'])];
  await settle();
  expect(aws.calls).toEqual([['a1', 'a2'], ['a5']]);
  aws.answer();
  await Promise.all(first);
  await settle();
  expect(aws.calls[2]).toEqual(['a3', 'b4']);
  aws.answer();
  aws.answer();
  const [, second] = await Promise.all(later);
  expect(second).toMatchObject({
    ok: true,
    value: { tasks: [{ taskArn: 'a3' }], missing: ['b4'], lead: { least: 1 } },
  });
});

test('at most 100 tasks a call; a failure reaches everybody whose tasks were asked for', async () => {
  const aws = slowTasks();
  const { describe } = coalesceDescribes(aws.tasks, systemClock);
  const looks = Array.from({ length: 150 }, (_, n) => describe('c', [`a${n}`]));
  await settle();
  aws.fail();
  aws.answer();
  await settle();
  aws.answer();
  const answers = await Promise.all(looks);
  expect(aws.calls.map((arns) => arns.length)).toEqual([100, 50]);
  expect(answers.every(({ ok }) => !ok)).toBe(true);
});

test('a call that hangs holds up nobody for long', async () => {
  const aws = slowTasks();
  const { describe } = coalesceDescribes(aws.tasks, { now: () => 0, sleep: async () => {} });
  void describe('c', ['a1']);
  await settle();
  void describe('c', ['a2']);
  await settle();
  expect(aws.calls).toEqual([['a1'], ['a2']]);
});
