import { describe, expect, test } from 'vitest';
import { clusterOfTask, familyAndRevision, parseArn, shortName } from '../../src/core/base/arn.ts';
import { formatDuration, parseDuration } from '../../src/core/base/duration.ts';
import { phaseTimes } from '../../src/core/ecs/phase.ts';
import { toCanonicalText } from '../../src/core/ecs/task-definition.ts';
import { startedByOf } from '../../src/core/plan/lock.ts';
import { aStoppedTask, NOON } from '../support/a-task.ts';

test('ARNs', () => {
  const arn = 'arn:aws:ecs:eu-west-1:123456789012:task/staging/0123';
  expect(parseArn(arn)).toMatchObject({ region: 'eu-west-1', account: '123456789012', resource: 'task/staging/0123' });
  expect(parseArn('staging')).toBeUndefined();
  expect(clusterOfTask(arn)).toBe('staging');
  expect(clusterOfTask('0123')).toBeUndefined();
  expect(shortName(arn)).toBe('0123');
  expect(familyAndRevision('arn:aws:ecs:r:a:task-definition/app:7')).toEqual({ family: 'app', revision: 7 });
});

test.each([
  ['30m', 1_800_000],
  ['1.5h', 5_400_000],
  ['1d', 86_400_000],
  ['30', undefined],
  ['m', undefined],
  ['', undefined],
  ['1e9h', undefined],
  ['99999999999999d', undefined],
])('the duration %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  [850, '850 ms'],
  [12_345, '12.3 s'],
  [245_000, '4 min 5 s'],
  [7_800_000, '2 h 10 min'],
  [3_600_000, '1 h'],
])('%i ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('startedBy holds what ECS allows, and no more than 128 characters', () => {
  expect(startedByOf('app.migrate@x')).toBe('ecs-migrate/app-migrate-x');
  expect(startedByOf('x'.repeat(255))).toHaveLength(128);
});

test('the time in each phase', () => {
  const task = aStoppedTask({ pullStartedAt: NOON + 2_000, executionStoppedAt: NOON + 20_000 });
  expect(phaseTimes(task, NOON + 99_000)).toEqual({
    queued: 2_000,
    pulling: 8_000,
    running: 10_000,
    stopping: 12_000,
    total: 32_000,
  });
  expect(phaseTimes(undefined, 0)).toEqual({});
});

describe('task definitions that differ only in spelling', () => {
  const file = {
    family: 'app',
    networkMode: 'awsvpc',
    containerDefinitions: [
      {
        name: 'm',
        image: 'i',
        environment: [
          { name: 'B', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
    ],
  };
  const registered = {
    ...file,
    taskDefinitionArn: 'arn:…:3',
    revision: 3,
    status: 'ACTIVE',
    volumes: [],
    placementConstraints: [],
    compatibilities: ['EC2', 'FARGATE'],
    containerDefinitions: [
      {
        name: 'm',
        image: 'i',
        cpu: 0,
        essential: true,
        portMappings: [],
        mountPoints: [],
        volumesFrom: [],
        environment: [
          { name: 'A', value: '2' },
          { name: 'B', value: '1' },
        ],
      },
    ],
  };
  test('are equal', () => {
    expect(toCanonicalText(file)).toBe(toCanonicalText(registered));
  });
  test('and not if a value differs', () => {
    const other = { ...file, containerDefinitions: [{ ...file.containerDefinitions[0], image: 'j' }] };
    expect(toCanonicalText(other)).not.toBe(toCanonicalText(file));
  });
});
