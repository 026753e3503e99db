import { type FargateProvider, VCPU_QUOTAS } from '../core/ecs/vcpu-quotas.ts';
import type { FleetNeeds } from '../core/events/fleet-events.ts';
import { wordFleet } from '../core/events/fleet-warnings.ts';
import type { Capacity } from '../core/ports.ts';
import type { Prepared } from './prepare.ts';

const CPU_UNITS = 1_024;

type Finding = ReturnType<typeof wordFleet>;
type Place = Pick<Prepared, 'region' | 'provider' | 'subnets' | 'capacity'>;

/**
 * Whether the account and the subnets have room for what runs at once. Both questions need rights that a migration does
 * not need (`servicequotas:GetServiceQuota`, `ec2:DescribeSubnets`). Without an answer, nothing is said.
 */
export async function findCapacity(
  prepared: readonly Place[],
  needs: Pick<FleetNeeds, 'tasksAtOnce' | 'cpuAtOnce'>,
): Promise<Finding[]> {
  const places = [...groupBy(prepared, ({ capacity }) => capacity)];
  const found = await Promise.all(
    places.map(async ([capacity, its]) => {
      if (capacity === undefined) return [];
      const shareOf = (some: readonly Place[]) => some.length / prepared.length;
      const providers = Object.keys(VCPU_QUOTAS) as FargateProvider[];
      const vcpu = providers.map((provider) => {
        const on = its.filter((it) => it.provider === provider);
        return findVcpu(capacity, provider, on, ((needs.cpuAtOnce ?? 0) / CPU_UNITS) * shareOf(on));
      });
      return Promise.all([...vcpu, findAddresses(capacity, its, needs.tasksAtOnce * shareOf(its))]);
    }),
  );
  return found.flat(2);
}

/** `vcpu`: about so many are needed at once, or 0 if that is not known. */
async function findVcpu(
  capacity: Capacity,
  provider: FargateProvider,
  on: readonly Place[],
  vcpu: number,
): Promise<Finding[]> {
  const [first] = on;
  if (first === undefined || vcpu === 0) return [];
  const needed = Math.ceil(vcpu);
  const quota = await capacity.vcpuQuota(provider);
  if (!quota.ok || quota.value >= needed) return [];
  return [wordFleet('vcpu-quota', { needed, quota: quota.value, region: first.region, provider })];
}

async function findAddresses(capacity: Capacity, its: readonly Place[], tasks: number): Promise<Finding[]> {
  const subnets = [...new Set(its.flatMap((one) => one.subnets))];
  if (subnets.length === 0) return [];
  const needed = Math.ceil(tasks);
  const free = await capacity.freeAddresses(subnets);
  if (!free.ok || free.value >= needed) return [];
  return [wordFleet('few-addresses', { needed, free: free.value, subnets: subnets.join(', ') })];
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
