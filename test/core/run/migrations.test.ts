import { describe, expect, test } from 'vitest';
import type { TaskState } from '../../../src/core/ecs/task.ts';
import type { TaskDefinition } from '../../../src/core/ecs/task-definition.ts';
import { describeMigration, migrationsAmong, needsDefinition } from '../../../src/core/run/migrations.ts';
import { reasonOfOwnStop } from '../../../src/core/verdict/own-stop.ts';
import { aContainer, aStoppedTask, aTask, NOON } from '../../support/a-task.ts';

const marks = { identity: 'i', attempt: 1, container: 'migrate', build: 'project:1', commit: 'c0ffee' };
const LATER = NOON + 600_000;
const ours = (over: Partial<TaskState> = {}) => aStoppedTask({ startedBy: 'ecs-migrate/app', marks, ...over });
const outcomeOf = (task: TaskState, definition?: TaskDefinition) => {
  const { outcome, containerExitCode, phase } = describeMigration(task, definition, LATER);
  return [outcome, containerExitCode, phase];
};
const named = (taskArn: string, startedBy: string | undefined, createdAt: number) =>
  aTask({ taskArn, createdAt, ...(startedBy && { startedBy }) });

describe('which tasks are migrations', () => {
  const tasks = [
    named('a-old', 'ecs-migrate/a', 1),
    named('service', 'ecs-svc/123', 9),
    named('b', 'ecs-migrate/b', 2),
    named('foreign', undefined, 9),
    named('similar', 'my-ecs-migrate/a', 9),
    named('a-new', 'ecs-migrate/a', 3),
  ];
  test('those started by us, grouped by lock, the newest first', () => {
    expect(migrationsAmong(tasks, undefined).map(({ taskArn }) => taskArn)).toEqual(['a-new', 'a-old', 'b']);
  });

  test('of one lock, spelt as on the task', () => {
    expect(migrationsAmong(tasks, 'b').map(({ taskArn }) => taskArn)).toEqual(['b']);
    expect(migrationsAmong([named('x', 'ecs-migrate/a-b', 1)], 'a.b')).toHaveLength(1);
    expect(migrationsAmong(tasks, 'c')).toEqual([]);
  });
});

describe('how it ended, by one look', () => {
  const exits = (exitCode: number | undefined, over: Partial<TaskState> = {}) =>
    ours({
      containers: [aContainer({ lastStatus: 'STOPPED', ...(exitCode === undefined ? {} : { exitCode }) })],
      ...over,
    });
  test.each<[string, TaskState, unknown[]]>([
    ['exit code 0', exits(0), ['succeeded', 0, 'stopped']],
    ['exit code 3', exits(3), ['failed', 3, 'stopped']],
    ['0 after it was told to stop', exits(0, { stopCode: 'UserInitiated' }), ['stopped', 0, 'stopped']],
    ['no exit code', exits(undefined), ['no-exit-code', null, 'stopped']],
    ['killed with its host', exits(undefined, { stopCode: 'SpotInterruption' }), ['stopped', null, 'stopped']],
    ['still running', aTask({ startedBy: 'ecs-migrate/app', marks }), [null, null, 'running']],
    ['no stop code yet, seconds after the stop', ours({ ...noStopCode(LATER - 1_000) }), [null, null, 'stopped']],
    ['no stop code ever', ours({ ...noStopCode(LATER - 60_000) }), ['stopped', 0, 'stopped']],
  ])('%s', (_, task, expected) => {
    expect(outcomeOf(task)).toEqual(expected);
  });

  test('one that never started, and one that gave way', () => {
    const { startedAt: _, ...never } = exits(undefined, { stopCode: 'TaskFailedToStart' });
    expect(outcomeOf(never)).toEqual(['never-started', null, 'stopped']);
    const lost = { ...never, stopCode: 'UserInitiated', stoppedReason: reasonOfOwnStop('lost-race') };
    expect(outcomeOf(lost)).toEqual(['try-later', null, 'stopped']);
    expect(describeMigration(lost, undefined, LATER).cause).toContain('another migration started first');
  });

  test('carries what its build said, and the times by ECS', () => {
    expect(describeMigration(ours(), undefined, LATER)).toMatchObject({
      lock: 'app',
      build: 'project:1',
      commit: 'c0ffee',
      execution: null,
      container: 'migrate',
      createdAt: '2026-11-21T12:00:00.000Z',
      stoppedAt: '2026-11-21T12:00:32.000Z',
    });
  });
});

describe('several containers', () => {
  const sidecar = aContainer({ name: 'proxy', lastStatus: 'STOPPED', exitCode: 9 });
  const zero = aContainer({ lastStatus: 'STOPPED', exitCode: 0 });
  const two = ours({ containers: [zero, sidecar] });
  const definition = (essential: boolean) =>
    ({
      requiresCompatibilities: ['FARGATE'],
      containers: [
        { name: 'migrate', essential: true },
        { name: 'proxy', essential },
      ],
    }) as TaskDefinition;

  test('the definition is needed once one of several has ended', () => {
    expect(needsDefinition(two)).toBe(true);
    expect(needsDefinition(aTask({ containers: [aContainer(), aContainer({ name: 'proxy' })] }))).toBe(false);
    expect(needsDefinition(ours())).toBe(false);
  });

  test('zero is earned: with the definition where a sidecar does not matter, uncertain without it', () => {
    expect(outcomeOf(two, definition(false))).toEqual(['succeeded', 0, 'stopped']);
    expect(outcomeOf(two, definition(true))).toEqual(['uncertain', 0, 'stopped']);
    expect(outcomeOf(two)).toEqual(['uncertain', 0, 'stopped']);
  });

  test('without marks the container is the only one, or unknown', () => {
    const { marks: _, ...unmarked } = ours();
    expect(describeMigration(unmarked, undefined, LATER).container).toBe('migrate');
    expect(describeMigration({ ...unmarked, containers: two.containers }, undefined, LATER)).toMatchObject({
      container: null,
      outcome: null,
    });
  });
});

function noStopCode(stoppedAt: number): Partial<TaskState> {
  return { stoppedAt, stopCode: undefined } as unknown as Partial<TaskState>;
}
