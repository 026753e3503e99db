import { describe, expect, test } from 'vitest';
import { addSource, resolveSettings } from '../../../src/core/settings/settings.ts';
import { conventionalFamily, familyOf, isTagged, tagSource } from '../../../src/core/settings/tags.ts';

describe('the tags of a task definition', () => {
  test('are settings, each with the tag as its origin, under those that were given', () => {
    const given = resolveSettings([{ values: { container: 'web' }, origin: () => '--container' }]);
    const tags = {
      'ecs-migrate:subnets': 'subnet-1 subnet-2',
      'ecs-migrate:security-groups': 'sg-1',
      'ecs-migrate:assign-public-ip': 'DISABLED',
      'ecs-migrate:capacity-providers': 'FARGATE:1 FARGATE_SPOT:3',
      'ecs-migrate:container': 'app',
      'ecs-migrate:timeout': '45m',
      'ecs-migrate:lock': 'db',
      team: 'x',
      'ecs-migrate:cluster': 'never from a tag',
    };
    const { settings, origins, findings } = addSource(given, tagSource(tags, 'app-migrate'));
    expect(findings).toEqual([]);
    expect(settings).toEqual({
      container: 'web',
      subnets: ['subnet-1', 'subnet-2'],
      securityGroups: ['sg-1'],
      assignPublicIp: false,
      timeout: 2_700_000,
      lock: 'db',
      capacityProvider: [
        { capacityProvider: 'FARGATE', weight: 1, base: 0 },
        { capacityProvider: 'FARGATE_SPOT', weight: 3, base: 0 },
      ],
    });
    expect(origins.subnets).toBe('tag ecs-migrate:subnets of task definition app-migrate');
    expect(origins.container).toBe('--container');
  });

  test('a bad one is named', () => {
    const { findings } = addSource(resolveSettings([]), tagSource({ 'ecs-migrate:timeout': '45' }, 'app-migrate'));
    expect(findings).toMatchObject([{ origin: 'tag ecs-migrate:timeout of task definition app-migrate', given: '45' }]);
  });

  test('a launch type given overrules capacity providers of a tag', () => {
    const given = resolveSettings([{ values: { launchType: 'FARGATE' }, origin: () => '--launch-type' }]);
    const { settings } = addSource(given, tagSource({ 'ecs-migrate:capacity-providers': 'FARGATE_SPOT' }, 'f'));
    expect(settings).toEqual({ launchType: 'FARGATE' });
  });
});

describe('the tags of a cluster name the family', () => {
  const one = { 'ecs-migrate:task-definition': 'app-migrate' };
  const shop = { 'ecs-migrate:task-definition:shop': 'shop-migrate' };
  const two = { ...shop, 'ecs-migrate:task-definition:blog': 'blog-migrate' };

  test.each([
    ['one', one, undefined, { family: 'app-migrate', tag: 'ecs-migrate:task-definition' }],
    ['the only app', shop, undefined, { family: 'shop-migrate', tag: 'ecs-migrate:task-definition:shop' }],
    ['an app', two, 'blog', { family: 'blog-migrate', tag: 'ecs-migrate:task-definition:blog' }],
    ['several apps', two, undefined, { apps: ['blog', 'shop'] }],
    ['another app', two, 'blgo', { apps: ['blog', 'shop'] }],
    [
      'one beside several apps',
      { ...one, ...two },
      undefined,
      { family: 'app-migrate', tag: 'ecs-migrate:task-definition' },
    ],
    ['none', { team: 'x' }, undefined, undefined],
    ['none for any app', one, 'shop', undefined],
  ])('%s', (_, tags, app, choice) => {
    expect(familyOf(tags, app)).toEqual(choice);
  });

  test('or its own name does', () => {
    expect([conventionalFamily('staging', undefined), conventionalFamily('staging', 'shop')]).toEqual([
      'staging-migrate',
      'staging-shop-migrate',
    ]);
    expect([isTagged({ 'ecs-migrate:lock': 'x' }), isTagged({ team: 'x' })]).toEqual([true, false]);
  });
});
