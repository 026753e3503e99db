import type { FleetNeeds } from '../core/events/fleet-events.ts';
import { wordFleet } from '../core/events/fleet-warnings.ts';
import type { FleetWork } from './fleet.ts';
import type { Prepared } from './prepare.ts';

const CPU_UNITS = 1_024;
const NEVER = new AbortController().signal;

/**
 * Whether the account and the subnets have room for what runs at once. Both questions need rights that a migration does
 * not need (`servicequotas:GetServiceQuota`, `ec2:DescribeSubnets`). Without them, nothing is said.
 */
export async function findCapacity(
  prepared: readonly Prepared[],
  needs: FleetNeeds,
  { each, aws }: FleetWork,
): Promise<ReturnType<typeof wordFleet>[]> {
  const found: ReturnType<typeof wordFleet>[] = [];
  for (const [region, its] of groupBy(prepared, ({ region }) => region)) {
    const [first] = its;
    if (first === undefined) continue;
    const { settings } = first.target.resolved;
    const opened = await aws.join({ ...each.aws, ...whereOf(settings), region }, NEVER);
    const capacity = opened.ok ? opened.value.capacity : undefined;
    if (capacity === undefined || !its.some(({ fargate }) => fargate)) continue;
    const share = its.length / prepared.length;
    const vcpu = needs.cpuAtOnce === null ? undefined : Math.ceil((needs.cpuAtOnce / CPU_UNITS) * share);
    const subnets = [...new Set(its.flatMap((one) => one.subnets))];
    const [quota, free] = await Promise.all([
      vcpu === undefined ? undefined : capacity.fargateVcpu(),
      subnets.length === 0 ? undefined : capacity.freeAddresses(subnets),
    ]);
    const tasks = Math.ceil(needs.tasksAtOnce * share);
    if (vcpu !== undefined && quota?.ok && quota.value < vcpu) {
      found.push(wordFleet('vcpu-quota', { needed: vcpu, quota: quota.value, region }));
    }
    if (free?.ok && free.value < tasks) {
      found.push(wordFleet('few-addresses', { needed: tasks, free: free.value, subnets: subnets.join(', ') }));
    }
  }
  return found;
}

function whereOf({ profile, endpointUrl, roleArn, externalId }: Prepared['target']['resolved']['settings']) {
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(externalId === undefined ? {} : { externalId }),
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
