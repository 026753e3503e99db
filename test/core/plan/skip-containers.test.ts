import { expect, test } from 'vitest';
import { withoutContainers } from '../../../src/core/plan/skip-containers.ts';

const definition = {
  family: 'app',
  containerDefinitions: [
    {
      name: 'migrate',
      essential: false,
      dependsOn: [
        { containerName: 'envoy', condition: 'HEALTHY' },
        { containerName: 'init', condition: 'SUCCESS' },
      ],
      volumesFrom: [{ sourceContainer: 'envoy' }],
      links: ['envoy:proxy', 'db'],
    },
    { name: 'init', essential: false },
    { name: 'envoy' },
  ],
};

test('what others would wait for, or take from it, goes with a container', () => {
  expect(withoutContainers(definition, ['envoy'], 'us-east-1').containerDefinitions[0]).toMatchObject({
    dependsOn: [{ containerName: 'init', condition: 'SUCCESS' }],
    volumesFrom: [],
    links: ['db'],
  });
});

test('one of those that are left is essential, as ECS wants it', () => {
  const essential = (...names: string[]) =>
    withoutContainers(definition, names, 'us-east-1').containerDefinitions.map(
      (one) => (one as { essential?: boolean }).essential,
    );
  expect(essential('envoy')).toEqual([true, true]);
  expect(essential('init')).toEqual([false, undefined]);
});
