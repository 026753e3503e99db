import { describe, expect, test } from 'vitest';
import {
  findUnstarted,
  hasEnded,
  hasStarted,
  hasStopped,
  mayHaveRun,
  neverRan,
  shownTask,
  type TaskState,
} from '../../../src/core/ecs/task.ts';
import { aContainer, aStoppedTask, aTask } from '../../support/a-task.ts';

/** A task that ECS has not called RUNNING. */
const early = (over: Partial<TaskState>): TaskState => {
  const { startedAt: _, ...task } = aTask({ lastStatus: 'ACTIVATING', ...over });
  return task;
};
const ended = (over: Partial<TaskState>): TaskState =>
  early({ ...aStoppedTask({ stopCode: 'TaskFailedToStart' }), ...over });
const waiting = aContainer({ name: 'app', lastStatus: 'PENDING' });

describe('whether code of a container may have run', () => {
  test.each<[string, TaskState, boolean]>([
    ['it waits for a place', early({ lastStatus: 'PROVISIONING', containers: [] }), false],
    ['all its containers are being pulled', early({ containers: [waiting] }), false],
    ['one works and the other waits for it', early({ containers: [aContainer(), waiting] }), true],
    ['one has ended', early({ containers: [aContainer({ lastStatus: 'STOPPED' }), waiting] }), true],
    ['one shows a code', early({ containers: [aContainer({ lastStatus: 'PENDING', exitCode: 0 })] }), true],
    ['ECS calls it RUNNING', aTask({ containers: [] }), true],
    ['ECS calls it RUNNING, and shows no more', early({ lastStatus: 'RUNNING', containers: [] }), true],
    [
      'only one that is called like AWS’s runs',
      early({ containers: [{ ...aContainer(), name: 'my-aws-guardduty-agent' }] }),
      true,
    ],
    ['ECS dates its start', aTask({ lastStatus: 'STOPPED', containers: [] }), true],
    [
      'only a container of AWS runs',
      early({ containers: [{ ...aContainer(), name: 'aws-guardduty-agent-x' }] }),
      false,
    ],
    ['its image could not be had', ended({ containers: [aContainer({ lastStatus: 'STOPPED' })] }), false],
    [
      'an essential one has exited, and no code is shown',
      ended({ stopCode: 'EssentialContainerExited', containers: [aContainer({ lastStatus: 'STOPPED' })] }),
      true,
    ],
    ['it ended and shows a code', ended({ containers: [waiting, aContainer({ exitCode: 137 })] }), true],
  ])('%s: %s', (_, task, started) => {
    expect(hasStarted(task)).toBe(started);
    expect(neverRan(task)).toBe(!started && task.lastStatus === 'STOPPED');
  });

  test('a container that was made may have run: its code can come a moment after STOPPED', () => {
    expect(neverRan(ended({ containers: [aContainer({ lastStatus: 'STOPPED', runtimeId: 'r' })] }))).toBe(false);
  });
});

describe('a task that has stopped', () => {
  const stopped = aContainer({ lastStatus: 'STOPPED' });
  const made = { ...stopped, name: 'app', runtimeId: 'r' };
  const coded = { ...stopped, name: 'init', exitCode: 0 };

  test('also by the status that comes after', () => {
    expect(hasStopped(aTask({ lastStatus: 'DELETED' }))).toBe(true);
    expect(hasStopped(aTask({ lastStatus: 'STOPPING' }))).toBe(false);
  });

  test('of several containers one was made: it may have run', () => {
    expect(neverRan(ended({ containers: [stopped, made] }))).toBe(false);
    expect(mayHaveRun(ended({ containers: [stopped, made] }))).toBe(true);
    expect(mayHaveRun(ended({ containers: [stopped] }))).toBe(false);
    expect(mayHaveRun(early({ containers: [] }))).toBe(false);
  });

  test('and so may one that was made and has ended, before its task is STOPPED', () => {
    const stopping = (...containers: TaskState['containers']) => early({ desiredStatus: 'STOPPED', containers });
    expect(hasStarted(stopping(made, waiting))).toBe(false);
    expect(mayHaveRun(stopping(made, waiting))).toBe(true);
    expect(mayHaveRun(stopping(stopped, waiting))).toBe(false);
    expect(mayHaveRun(stopping({ ...made, lastStatus: 'PENDING' }))).toBe(false);
    expect(mayHaveRun(stopping({ ...made, name: 'aws-guardduty-agent-x7' }))).toBe(false);
  });

  test('shows which containers were never made', () => {
    expect(findUnstarted(ended({ containers: [stopped, made, coded] }))).toEqual(['migrate']);
    expect(findUnstarted(early({ containers: [stopped] }))).toEqual([]);
  });

  test('a container has ended by its code or by its status', () => {
    expect(hasEnded({ name: 'app', exitCode: 0 })).toBe(true);
    expect(hasEnded({ name: 'app', lastStatus: 'STOPPED' })).toBe(true);
    expect(hasEnded({ name: 'app', lastStatus: 'RUNNING' })).toBe(false);
  });
});

test('a task is shown with masked commands, and without hashes over values', () => {
  const marks = { identity: 'i', migration: 'm', attempt: 1, container: 'migrate' };
  const task = aTask({ commands: { migrate: ['psql', 'postgres://u:secret@h/d'] }, marks });
  const shown = shownTask(task);
  expect(shown.marks).toEqual({ attempt: 1, container: 'migrate' });
  expect(shown.commands?.['migrate']?.[0]).toBe('psql');
  expect(JSON.stringify(shown)).not.toContain('secret');
  expect(shown).toMatchObject({ taskArn: task.taskArn, containers: task.containers });
  expect(Object.keys(shownTask(aTask()))).toEqual(Object.keys(aTask()));
});
