import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/core/base/failure.ts';
import { type FargateProvider, fargateProviderOf } from '../../src/core/ecs/vcpu-quotas.ts';
import type { Capacity } from '../../src/core/ports.ts';
import { findCapacity } from '../../src/fleet/find-capacity.ts';

const denied = { ok: false as const, failure: { kind: 'denied' as const, operation: 'x', name: 'X', message: '' } };

function aCapacity(quota: Answer<number>, free: Answer<number>) {
  const asked: unknown[] = [];
  const capacity: Capacity = {
    async vcpuQuota(provider) {
      asked.push(provider);
      return quota;
    },
    async freeAddresses(subnets) {
      asked.push(subnets);
      return free;
    },
  };
  return { capacity, asked };
}

const places = (count: number, capacity: Capacity | undefined, provider: FargateProvider | undefined = 'FARGATE') =>
  Array.from({ length: count }, (_, n) => {
    return { capacity, provider, region: 'eu-west-1', subnets: [`subnet-${n % 2}`] };
  });

const number = (value: number) => ({ ok: true as const, value });
const NEEDS = { tasksAtOnce: 8, cpuAtOnce: 8 * 512 };

describe('room for what runs at once', () => {
  test.each([
    ['exactly enough', 4, 8, []],
    ['one vCPU too few', 3, 8, ['vcpu-quota']],
    ['one address too few', 4, 7, ['few-addresses']],
    ['both too few', 0, 0, ['vcpu-quota', 'few-addresses']],
  ])('%s', async (_, quota, free, codes) => {
    const { capacity, asked } = aCapacity(number(quota), number(free));
    const found = await findCapacity(places(20, capacity), NEEDS);
    expect(found.map(({ code }) => code)).toEqual(codes);
    expect(asked).toEqual(['FARGATE', ['subnet-0', 'subnet-1']]);
  });

  test('without an answer nothing is said', async () => {
    const { capacity } = aCapacity(denied, denied);
    expect(await findCapacity(places(20, capacity), NEEDS)).toEqual([]);
    expect(await findCapacity(places(20, undefined), NEEDS)).toEqual([]);
    expect(await findCapacity([], NEEDS)).toEqual([]);
  });

  test('a CPU or a provider that is not known: the quota is not asked for', async () => {
    const { capacity, asked } = aCapacity(number(0), number(99));
    expect(await findCapacity(places(20, capacity), { ...NEEDS, cpuAtOnce: null })).toEqual([]);
    expect(
      await findCapacity(
        [...places(20, capacity)].map((it) => ({ ...it, provider: undefined })),
        NEEDS,
      ),
    ).toEqual([]);
    expect(asked).toEqual([
      ['subnet-0', 'subnet-1'],
      ['subnet-0', 'subnet-1'],
    ]);
  });

  test('each account, and each provider in it, has its share', async () => {
    const [one, other] = [aCapacity(number(1), number(4)), aCapacity(number(2), number(3))];
    const found = await findCapacity(
      [...places(5, one.capacity), ...places(5, one.capacity, 'FARGATE_SPOT'), ...places(10, other.capacity)],
      NEEDS,
    );
    expect(found.map(({ code }) => code)).toEqual(['few-addresses']);
    expect(one.asked).toEqual(['FARGATE', 'FARGATE_SPOT', ['subnet-0', 'subnet-1']]);
  });
});

test.each([
  ['a launch type', { launchType: 'FARGATE' }, 'FARGATE'],
  ['another launch type', { launchType: 'EC2' }, undefined],
  ['Spot', { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }] }, 'FARGATE_SPOT'],
  [
    'both',
    { capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }, { capacityProvider: 'FARGATE_SPOT' }] },
    undefined,
  ],
  ['a name that every object has', { capacityProviderStrategy: [{ capacityProvider: 'toString' }] }, undefined],
  ['the default of the cluster', {}, undefined],
])('the provider of %s', (_, request, provider) => {
  expect(fargateProviderOf(request)).toBe(provider);
});
