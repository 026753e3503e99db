import { describe, expect, test } from 'vitest';
import type { TaskState } from '../../../src/core/ecs/task.ts';
import {
  findEarlierRival,
  findOverlapping,
  type GuardFacts,
  guardStep,
  rivalsAmong,
  warnIfKilled,
} from '../../../src/core/run/guard.ts';
import { reasonOfOwnStop } from '../../../src/core/verdict/own-stop.ts';
import { aContainer, aStoppedTask, aTask, NOON } from '../../support/a-task.ts';

const facts: GuardFacts = {
  identity: 'ours',
  migration: 'm-1',
  startedBy: 'ecs-migrate/app-migrate',
  family: 'app-migrate',
  container: 'migrate',
  command: ['up'],
  definedCommand: ['serve'],
  execution: 'e-1',
  build: 'b-1',
};
const marks = (over: object = {}) => ({ identity: 'theirs', attempt: 1, container: 'migrate', ...over });
const holder = (over: Partial<TaskState> = {}): TaskState =>
  aTask({ taskArn: 'arn:other', startedBy: facts.startedBy, marks: marks(), commands: { migrate: ['up'] }, ...over });
const mine = (over: Partial<TaskState> = {}) =>
  holder({ taskArn: 'arn:mine', marks: marks({ identity: 'ours' }), ...over });
const { startedAt: _, ...unstarted } = aTask({
  lastStatus: 'PENDING',
  containers: [aContainer({ lastStatus: 'PENDING' })],
});

describe('who is in the way', () => {
  test.each<[string, TaskState, boolean]>([
    ['a holder of the lock', holder(), true],
    ['a holder with another command', holder({ commands: { migrate: ['down'] } }), true],
    ['a holder that was told to stop and still runs', holder({ desiredStatus: 'STOPPED' }), true],
    ['a holder whose container is not to be seen', holder({ containers: [] }), true],
    ['somebody’s task of no service', aTask({ group: 'family:app-migrate', commands: { migrate: ['up'] } }), true],
    ['a holder whose container has exited', holder({ containers: [{ name: 'migrate', exitCode: 0 }] }), false],
    [
      'the same command under another lock',
      holder({ startedBy: 'ecs-migrate/tenant-b', commands: { migrate: ['up'] } }),
      false,
    ],
    ['a holder that has stopped', aStoppedTask({ startedBy: facts.startedBy }), false],
    ['one of ours', mine(), false],
    ['somebody’s task with the same command', aTask({ commands: { migrate: ['up'] } }), true],
    ['somebody’s task with another command', aTask({ commands: { migrate: ['console'] } }), false],
    ['somebody’s task that runs what the definition says', aTask(), false],
    ['a service’s task with the same command', aTask({ group: 'service:web', commands: { migrate: ['up'] } }), false],
    ['a service’s task by its deployment', aTask({ startedBy: 'ecs-svc/1', commands: { migrate: ['up'] } }), false],
    [
      'the same command in another family',
      aTask({ taskDefinitionArn: 'arn:aws:ecs:r:a:task-definition/app-migrate-2:1', commands: { migrate: ['up'] } }),
      false,
    ],
  ])('%s: %s', (_, task, isRival) => {
    expect(rivalsAmong([task], facts)).toHaveLength(isRival ? 1 : 0);
  });
});

describe('what to do before the launch', () => {
  const step = (tasks: TaskState[], policy?: Parameters<typeof guardStep>[2]) => guardStep(tasks, facts, policy);

  test('nothing there: launch', () => {
    expect(step([])).toEqual({ do: 'launch', attempt: 1 });
  });
  test('ours is adopted, running or ended, whatever the policy', () => {
    expect(step([mine()])).toMatchObject({ do: 'adopt' });
    const ended = aStoppedTask({ marks: marks({ identity: 'ours' }) });
    expect(step([ended, holder()], 'fail')).toMatchObject({ do: 'adopt', task: ended });
    expect(step([mine()], 'allow')).toMatchObject({ do: 'adopt' });
  });
  test.each(['lost-race', 'start-timeout', 'interrupt'] as const)(
    'ours, stopped by us (%s), never ran: the next attempt',
    (why) => {
      const { startedAt: _, ...lost } = aStoppedTask({
        stopCode: 'UserInitiated',
        stoppedReason: reasonOfOwnStop(why),
        containers: [aContainer({ lastStatus: 'STOPPED' })],
        marks: marks({ identity: 'ours' }),
      });
      expect(step([lost])).toEqual({ do: 'launch', attempt: 2 });
      // While ECS tears it down its containers may still turn out to have started.
      const stopping = { ...lost, lastStatus: 'DEPROVISIONING', desiredStatus: 'STOPPED' };
      expect(step([stopping])).toEqual({ do: 'wait', rival: stopping });
      const second = mine({ marks: marks({ identity: 'ours', attempt: 2 }) });
      expect(step([second, lost])).toMatchObject({ do: 'adopt', task: second });
      // Had it started after all, it has run.
      expect(step([{ ...lost, startedAt: NOON }])).toMatchObject({ do: 'adopt' });
      // One that others wait for has run.
      expect(step([{ ...lost, containers: [{ name: 'migrate', exitCode: 0 }] }])).toMatchObject({ do: 'adopt' });
      // So it may have where its container was made: an exit code can come a moment after STOPPED.
      const made = aContainer({ lastStatus: 'STOPPED', runtimeId: 'r' });
      expect(step([{ ...lost, containers: [made] }])).toMatchObject({ do: 'adopt' });
    },
  );
  test('another is waited for; of the same execution and command it is followed', () => {
    expect(step([holder()])).toMatchObject({ do: 'wait' });
    const same = holder({ marks: marks({ execution: 'e-1', migration: 'm-1' }) });
    expect(step([same])).toMatchObject({ do: 'follow' });
    // The same command with other overrides, another image or of an older version is not known to be the same.
    expect(step([holder({ marks: marks({ execution: 'e-1', migration: 'm-2' }) })])).toMatchObject({ do: 'wait' });
    expect(step([holder({ marks: marks({ execution: 'e-1' }) })])).toMatchObject({ do: 'wait' });
    // One that is being stopped will not complete.
    expect(step([{ ...same, desiredStatus: 'STOPPED' }])).toMatchObject({ do: 'wait' });
    expect(step([{ ...same, desiredStatus: 'STOPPED' }], 'attach')).toMatchObject({ do: 'wait' });
    expect(step([same], 'wait')).toMatchObject({ do: 'wait' });
  });
  test('the policies', () => {
    expect(step([holder()], 'fail')).toMatchObject({ do: 'refuse' });
    expect(step([holder({ marks: marks({ migration: 'm-1' }) })], 'attach')).toMatchObject({ do: 'follow' });
    expect(step([holder()], 'attach')).toMatchObject({ do: 'wait' });
    expect(step([holder()], 'allow')).toEqual({ do: 'launch', attempt: 1 });
  });
});

describe('the race after the launch', () => {
  const waiting = (arn: string, createdAt: number, over: Partial<TaskState> = {}): TaskState => ({
    ...unstarted,
    taskArn: arn,
    createdAt,
    startedBy: facts.startedBy,
    marks: marks({ identity: arn }),
    ...over,
  });
  const ours = { ...waiting('arn:b', NOON), marks: marks({ identity: 'ours' }) };

  test.each<[string, TaskState, boolean]>([
    ['an earlier one stays', waiting('arn:z', NOON - 1), true],
    ['a later one gives way itself', waiting('arn:a', NOON + 1), false],
    ['of the same instant the ARN decides: lower', waiting('arn:a', NOON), true],
    ['of the same instant the ARN decides: higher', waiting('arn:c', NOON), false],
    [
      'a later one whose container runs has won, whatever the task’s status',
      waiting('arn:c', NOON + 1, { containers: [{ name: 'migrate', lastStatus: 'RUNNING' }] }),
      true,
    ],
    ['a later one that has started has won', waiting('arn:c', NOON + 1, { startedAt: NOON + 5 }), true],
  ])('%s', (_, rival, giveWay) => {
    expect(findEarlierRival(ours, [ours, rival], facts) !== undefined).toBe(giveWay);
  });

  test('a container that runs never gives way, also before ECS calls the task RUNNING', () => {
    const working = { ...ours, containers: [{ name: 'migrate', lastStatus: 'RUNNING' }] };
    expect(findEarlierRival(working, [waiting('arn:a', NOON - 1)], facts)).toBeUndefined();
    const started = { ...ours, startedAt: NOON + 5 };
    expect(findEarlierRival(started, [waiting('arn:a', NOON - 1)], facts)).toBeUndefined();
  });
});

describe('of ours, the latest attempt counts', () => {
  const attempt = (n: number, over: Partial<TaskState> = {}) =>
    mine({ taskArn: `arn:${n}-${over.createdAt}`, marks: marks({ identity: 'ours', attempt: n }), ...over });

  test.each<[string, TaskState[], number]>([
    [
      'the higher one, though its time is earlier',
      [attempt(2, { createdAt: NOON - 1 }), attempt(1, { createdAt: NOON })],
      0,
    ],
    ['of the same number the later one', [attempt(1, { createdAt: NOON }), attempt(1, { createdAt: NOON - 1 })], 0],
    ['tasks without marks are not ours', [aTask(), attempt(1)], 1],
  ])('%s', (_, tasks, index) => {
    expect(guardStep(tasks, facts, undefined)).toEqual({ do: 'adopt', task: tasks[index] });
  });

  test('stopped by others before it started: it is reported, and no other is launched', () => {
    const { startedAt: _, ...stopped } = aStoppedTask({
      stopCode: 'UserInitiated',
      containers: [aContainer({ lastStatus: 'STOPPED' })],
      marks: marks({ identity: 'ours' }),
    });
    expect(guardStep([stopped], facts, undefined)).toMatchObject({ do: 'adopt' });
    const stopping = { ...stopped, lastStatus: 'STOPPING' };
    expect(guardStep([stopping], facts, undefined)).toMatchObject({ do: 'adopt' });
  });
});

test('what is not known is not the same', () => {
  const { execution: _, migration: __, ...unknown } = facts;
  const same = holder({ marks: marks({ execution: 'e-1', migration: 'm-1' }) });
  expect(guardStep([same], { ...unknown, migration: 'm-1' }, undefined)).toMatchObject({ do: 'wait' });
  const { execution: ___, ...unbuilt } = same.marks as unknown as { execution: string };
  const bare = holder({ marks: marks({ migration: 'm-1' }) });
  expect(guardStep([bare], { ...unknown, migration: 'm-1' }, undefined)).toMatchObject({ do: 'wait' });
  expect(guardStep([holder({ marks: marks(unbuilt) })], facts, undefined)).toMatchObject({ do: 'wait' });
  expect(guardStep([holder()], unknown, 'attach')).toMatchObject({ do: 'wait' });
  const other = holder({ marks: marks({ execution: 'e-2', migration: 'm-1' }) });
  expect(guardStep([other], facts, undefined)).toMatchObject({ do: 'wait' });
  const unmarked = aTask({ commands: { migrate: ['up'] } });
  expect(guardStep([unmarked], facts, undefined)).toMatchObject({ do: 'wait' });
  expect(guardStep([unmarked], facts, 'attach')).toMatchObject({ do: 'wait' });
});

describe('who ran while ours did', () => {
  const ours = aTask({ startedAt: NOON + 10_000, executionStoppedAt: NOON + 20_000 });
  const two = [aContainer(), aContainer({ name: 'proxy' })];
  test.each<[string, Partial<TaskState>, boolean]>([
    ['one that runs', {}, true],
    ['one that had ended', { executionStoppedAt: NOON + 9_999 }, false],
    ['one that ended as ours began', { executionStoppedAt: NOON + 10_000 }, false],
    ['one that ended just after', { executionStoppedAt: NOON + 10_001 }, true],
    [
      'one whose containers had ended, though not its task',
      { executionStoppedAt: NOON + 5_000, stoppedAt: NOON + 15_000 },
      false,
    ],
    ['one that had stopped', { stoppedAt: NOON + 9_000 }, false],
    ['one that began before ours ended', { startedAt: NOON + 19_999 }, true],
    ['one that began as ours ended', { startedAt: NOON + 20_000 }, false],
    [
      'one whose first container may have',
      { startedAt: NOON + 30_000, pullStartedAt: NOON + 15_000, containers: two },
      true,
    ],
    ['one whose only container has not', { startedAt: NOON + 30_000, pullStartedAt: NOON + 15_000 }, false],
    [
      'one of several that began later',
      { startedAt: NOON + 15_000, pullStartedAt: NOON + 25_000, containers: two },
      false,
    ],
  ])('%s: %s', (_, over, isThere) => {
    expect(findOverlapping(ours, [holder(over)], facts)).toHaveLength(isThere ? 1 : 0);
  });
});

describe('one that was waited for was killed', () => {
  const killed = (over: Partial<TaskState>) => aStoppedTask({ taskArn: 'arn:other', marks: marks(), ...over });
  const code = (exitCode: number) => ({ containers: [aContainer({ lastStatus: 'STOPPED', exitCode })] });
  const { startedAt: _, ...never } = killed({ stopCode: 'UserInitiated', containers: [] });
  test.each<[string, TaskState, boolean]>([
    ['by StopTask', killed({ stopCode: 'UserInitiated' }), true],
    [
      'by StopTask, while its task is torn down',
      { ...killed({ stopCode: 'UserInitiated' }), lastStatus: 'DEPROVISIONING' },
      true,
    ],
    ['nobody says why', { ...killed({}), stopCode: undefined as never }, true],
    ['for its memory', killed(code(137)), true],
    ['for its memory, by others than us launched', { ...killed(code(137)), marks: undefined as never }, false],
    ['by itself', killed(code(1)), false],
    ['with nothing to show', killed({ containers: [] }), false],
    ['before it started', never, false],
    ['while its task is torn down', { ...killed(code(137)), lastStatus: 'DEPROVISIONING' }, true],
    ['by itself, while others keep its task', holder({ containers: code(0).containers }), false],
    [
      'not yet',
      { ...killed({ stopCode: 'UserInitiated', containers: [aContainer()] }), lastStatus: 'STOPPING' },
      false,
    ],
    ['nobody knows: it is gone', killed({ taskArn: 'arn:third', stopCode: 'UserInitiated' }), false],
  ])('%s: %s', (_, task, warned) => {
    expect(warnIfKilled([task], 'arn:other')?.code).toBe(warned ? 'holder-killed' : undefined);
  });
});
