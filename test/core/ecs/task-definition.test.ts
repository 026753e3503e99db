import { describe, expect, test } from 'vitest';
import { toCanonicalText } from '../../../src/core/ecs/task-definition.ts';

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
