import { describe, expect, test } from 'vitest';
import { hasStarted, neverRan, type TaskState } from '../../src/core/task.ts';
import { aContainer, aStoppedTask, aTask } from '../support/a-task.ts';

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
